"""A map of the space of codes: texts that people wrote, or could, in two dimensions."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import pandas as pd
import torch
from torch import Tensor
from torch.nn.functional import normalize

from tweetopt.datasets import fill
from tweetopt.optimizer.engine import Engine
from tweetopt.optimizer.result import OptimizationResult, amount
from tweetopt.optimizer.space.background import Background
from tweetopt.optimizer.writers.trail import Trail
from tweetopt.vae.geometry import to_pre_tanh


@dataclass(frozen=True)
class Point:
    """A point with a text.

    Attributes:
        x: Across.
        y: Up.
        tip: What it shows when pointed at.
        kind: "seen" (background), "end" (of a search), "start", "best" or "other".
        label: What stands in it.
        heat: 0 to 1, its colour where it is background.
    """

    x: float
    y: float
    tip: str
    kind: str
    label: str = ""
    heat: float = 0.0


Way = Sequence[tuple[float, float]]
"""A line through places `(x, y)`."""


@dataclass(frozen=True)
class Plane:
    """Two directions across the space, before the Tanh.

    Attributes:
        centre: A code, shape `(latent_dim,)`.
        axes: Of unit length, shape `(latent_dim, 2)`.
    """

    centre: Tensor
    axes: Tensor

    def places(self, latents: Tensor) -> list[tuple[float, float]]:
        """Where codes `(n, latent_dim)` lie."""
        rows = ((to_pre_tanh(latents) - self.centre) @ self.axes).tolist()
        return [(x, y) for x, y in rows]


@dataclass
class LatentMap:
    """Some texts' codes in two dimensions, and where other texts lie among them.

    Args:
        engine: The model.
        background: The texts.
    """

    engine: Engine
    background: Background

    @cached_property
    def latents(self) -> Tensor:
        """Their codes, shape `(n, latent_dim)`."""
        return self.engine.autoencoder.encode(self.background.texts)

    def plane(self, trail: Trail | None = None) -> Plane:
        """The texts' first two principal directions; a search's own and the first across it.

        Among hundreds of directions a search takes one that the principal ones hardly show.
        """
        codes = to_pre_tanh(self.latents)
        centre = codes.mean(0)
        along = codes.new_zeros(codes.shape[1]) if trail is None else _heading(trail)
        across = codes - centre
        across = across - (across @ along)[:, None] * along
        _, _, directions = torch.linalg.svd(across, full_matrices=False)
        axes = [along, directions[0]] if along.any() else list(directions[:2])
        return Plane(centre, torch.stack(axes, 1))

    def seen(self, plane: Plane, *, engine: Engine, median: float | None) -> list[Point]:
        """The background as points, coloured by rank of what they got, or else are predicted.

        Their links and mentions are shown as "[link]" and "[mention]".
        """
        predictor, texts = next(iter(engine.predictors.values())), self.background.texts
        values, unit = self.background.values, predictor.info.unit
        if values is None:
            rows = engine.predict_latents(
                self.latents, texts=texts, account_medians=[median] * len(texts)
            )
            values, unit = [row[predictor.info.name].value for row in rows], f"{unit}, predicted"
        ranks = pd.Series(values).rank(pct=True)
        return [
            Point(x, y, f"{amount(value)} {unit}\n{fill(text)}", "seen", heat=rank)
            for (x, y), value, rank, text in zip(
                plane.places(self.latents), values, ranks, texts, strict=True
            )
        ]

    def points(
        self,
        result: OptimizationResult,
        *,
        engine: Engine,
        median: float | None,
        trail: Trail | None = None,
    ) -> tuple[list[Point], list[Way]]:
        """The background, a text and its rewrites, read again, and the ways of the search.

        The text comes last: it lies on top.

        Args:
            result: What came of the text, by the first predictor's property.
            engine: Model and predictors, which may be calibrated to an account.
            median: What that usually gets.
            trail: Where the search went, if there was one.
        """
        predictor = next(iter(engine.predictors.values()))
        plane = self.plane(trail)
        rows = [(result.text, result.original)]
        rows += [(each.text, each.predictions) for each in result.candidates]
        latents = self.engine.autoencoder.encode(
            [self.engine.kind.mask(text).text for text, _ in rows]
        )
        places = plane.places(latents)
        points = self.seen(plane, engine=engine, median=median)
        ways: list[Way] = []
        if trail is not None:
            ways = [[places[0], *plane.places(way)] for way in trail.latents]
            points += ends(ways, trail, unit=predictor.info.unit)
        placed = list(zip(rows, places, strict=True))
        for number, ((text, predictions), (x, y)) in reversed(list(enumerate(placed))):
            kind, label, name = look(number)
            value = f"{amount(predictions[predictor.info.name].value)} {predictor.info.unit}"
            points.append(Point(x, y, f"{name}: {value}\n{text}", kind, label))
        return points, ways


def look(number: int) -> tuple[str, str, str]:
    """Kind, label and name of the point of a text (0) or of one of its rewrites."""
    looks = [("start", "", "Original"), ("best", "★", "Recommended")]
    return looks[number] if number < 2 else ("other", str(number), f"Rewrite {number}")


def ends(ways: Sequence[Way], trail: Trail, *, unit: str) -> list[Point]:
    """Where each way ends, with what was promised there."""
    promised = trail.promised[:, -1].tolist()
    return [
        Point(*way[-1], f"Search within reach {number} of {len(ways)}\n"
              f"{amount(promise)} {unit} hoped for, nothing written yet", "end")
        for number, (way, promise) in enumerate(zip(ways, promised, strict=True), 1)
    ]  # fmt: skip


def _heading(trail: Trail) -> Tensor:
    """The mean direction of a search's ways, shape `(latent_dim,)`; zero where none moved."""
    codes = to_pre_tanh(trail.latents)
    moved = normalize(codes[:, -1] - codes[:, 0], dim=1)
    return normalize(moved.mean(0), dim=0)
