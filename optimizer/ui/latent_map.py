"""A map of the space of codes: texts that everybody could write, in two dimensions."""

from dataclasses import dataclass
from functools import cached_property
from importlib.resources import files

import pandas as pd
import torch
from torch import Tensor

from tweetopt.datasets import mask
from tweetopt.optimizer.engine import Engine
from tweetopt.optimizer.result import OptimizationResult, amount
from tweetopt.optimizer.ui.plots import Point
from tweetopt.predictors import PropertyPredictor
from tweetopt.vae.autoencoder import to_pre_tanh

_LEAST = 20
_DRAWS = 100


def example_table(name: str) -> pd.DataFrame:
    """One of the tables that come with the program."""
    with (files("tweetopt.examples") / name).open(encoding="utf-8") as file:
        return pd.read_csv(file)


@dataclass
class LatentMap:
    """The first two principal directions of some texts' codes, and where texts lie on them.

    Args:
        engine: The model.
    """

    engine: Engine

    @cached_property
    def texts(self) -> list[str]:
        """The background, masked: our examples, or draws where the model can't hold those."""
        autoencoder = self.engine.autoencoder
        texts = [mask(text).text for text in example_table("everyday.csv")["text"]]
        held = [t for t, fits in zip(texts, autoencoder.fits(texts), strict=True) if fits]
        if len(held) >= _LEAST:
            return held
        random = torch.Generator().manual_seed(0)
        drawn = torch.randn(_DRAWS, autoencoder.latent_dim, generator=random).tanh()
        return list(dict.fromkeys(t for t in autoencoder.decode(drawn) if t.strip()))

    @cached_property
    def latents(self) -> Tensor:
        """Their codes, shape `(n, latent_dim)`."""
        return self.engine.autoencoder.encode(self.texts)

    @cached_property
    def _plane(self) -> tuple[Tensor, Tensor]:
        """The mean code, and two directions across, `(latent_dim, 2)`, before the Tanh."""
        codes = to_pre_tanh(self.latents)
        centre = codes.mean(0)
        _, _, directions = torch.linalg.svd(codes - centre, full_matrices=False)
        return centre, directions[:2].T

    def places(self, latents: Tensor) -> list[tuple[float, float]]:
        """Where codes `(n, latent_dim)` lie on the map."""
        centre, directions = self._plane
        rows = ((to_pre_tanh(latents) - centre) @ directions).tolist()
        return [(x, y) for x, y in rows]

    def background(self, predictor: PropertyPredictor, *, median: float | None) -> list[Point]:
        """The texts as points, coloured by rank of their predictions."""
        rows = self.engine.predict_latents(
            self.latents, texts=self.texts, account_medians=[median] * len(self.texts)
        )
        values = [row[predictor.name].value for row in rows]
        ranks = {number: rank for rank, number in enumerate(sorted(range(len(values)),
                 key=values.__getitem__))}  # fmt: skip
        return [
            Point(x, y, f"{amount(value)} {predictor.unit}\n{text}", "seen",
                  heat=ranks[number] / max(1, len(values) - 1))
            for number, ((x, y), value, text) in enumerate(
                zip(self.places(self.latents), values, self.texts, strict=True)
            )
        ]  # fmt: skip

    def points(
        self, result: OptimizationResult, predictor: PropertyPredictor, *, median: float | None
    ) -> list[Point]:
        """The background, a text and its rewrites, the text last: it lies on top."""
        stories = [(result.text, result.original)]
        stories += [(each.text, each.predictions) for each in result.candidates]
        latents = self.engine.autoencoder.encode([mask(text).text for text, _ in stories])
        points = self.background(predictor, median=median)
        placed = list(zip(stories, self.places(latents), strict=True))
        for number, ((text, predictions), (x, y)) in reversed(list(enumerate(placed))):
            kind, label = [("start", ""), ("best", "★")][number] if number < 2 else (
                "other", str(number)
            )  # fmt: skip
            value = f"{amount(predictions[predictor.name].value)} {predictor.unit}"
            name = "Original" if number == 0 else f"Rewrite {number}"
            points.append(Point(x, y, f"{name}: {value}\n{text}", kind, label))
        return points
