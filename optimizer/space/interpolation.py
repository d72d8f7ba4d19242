"""The path between two texts."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby, pairwise
from typing import Any

import torch

from tweetopt.datasets import Masked, fill
from tweetopt.optimizer.engine import Engine
from tweetopt.optimizer.predictions import predict_texts
from tweetopt.optimizer.search.base import SearchPlan
from tweetopt.optimizer.words.similarity import similarity_to
from tweetopt.predictors import Prediction
from tweetopt.vae.geometry import interpolate, to_pre_tanh

_PLAN = SearchPlan()


@dataclass(frozen=True)
class Waypoint:
    """A text on the way.

    Attributes:
        fraction: Of the way: 0 is the start, 1 the end.
        text: What the code there decodes to.
        predictions: By property, of this text as it is written; empty without predictors, and
            where it can't be read again.
    """

    fraction: float
    text: str
    predictions: Mapping[str, Prediction]


@dataclass(frozen=True)
class Interpolation:
    """The path between two texts.

    Attributes:
        start: The first text.
        end: The second.
        points: From the start to the end, at equal steps between their codes.
        largest_jump: How much of the way between the texts the largest single step makes: the
            largest distance of two neighbours over that of the two ends, where the distance of
            two texts is 1 - chrF. With ten steps, 0.1 would be perfectly even, and 1 means that
            one step does it all; above 1, a text on the way resembles its neighbour less than
            the ends resemble each other. NaN where the ends decode to the same text.
        rebuilt: Whether the first and the last point are the two texts, to the letter.
    """

    start: str
    end: str
    points: Sequence[Waypoint]
    largest_jump: float
    rebuilt: tuple[bool, bool]

    @property
    def distinct(self) -> int:
        """How many different texts there are on the way."""
        return len({point.text for point in self.points})

    def folded(self) -> list[list[Waypoint]]:
        """The points, neighbours of the same text together."""
        return [list(group) for _, group in groupby(self.points, key=lambda point: point.text)]

    def as_dict(self) -> dict[str, Any]:
        """The path as plain data, for JSON."""
        return {
            "start": self.start,
            "end": self.end,
            "largest_jump": self.largest_jump,
            "distinct": self.distinct,
            "rebuilt": list(self.rebuilt),
            "points": [
                {
                    "fraction": round(point.fraction, 4),
                    "text": point.text,
                    "predictions": {name: vars(each) for name, each in point.predictions.items()},
                }
                for point in self.points
            ],
        }


def interpolate_texts(
    pairs: Sequence[tuple[str, str]],
    *,
    engine: Engine,
    steps: int = 11,
    account_median: float | None = None,
) -> list[Interpolation]:
    """Walk from one text to another through the space of codes.

    The ends' codes are refined, so that they rebuild their texts where the model can. The
    way is the straight line before the Tanh: on the bundled model its midpoints read better
    than the great circle's (`optimize evaluate vae`).

    Args:
        pairs: Texts to start from, each with the one to end at; links and mentions as they are.
        engine: Model and predictors; without predictors nothing is predicted.
        steps: Points of a path, both ends included.
        account_median: What the account usually gets, in the first predictor's unit.

    Returns:
        One path a pair, in order.

    Raises:
        ValueError: There are fewer than two steps, or a text is empty or too long.
    """
    if steps < 2:
        raise ValueError(f"steps: expected at least 2, both ends included, got {steps}")
    ends = [engine.kind.mask(text) for pair in pairs for text in pair]
    if not ends:
        return []
    latents = engine.autoencoder.refine([end.text for end in ends], steps=_PLAN.refining_steps)
    codes = to_pre_tanh(latents).view(len(pairs), 2, -1)
    fractions = [number / (steps - 1) for number in range(steps)]
    between = [
        interpolate(codes[:, 0], codes[:, 1], fraction=fraction, curve="lerp")
        for fraction in fractions
    ]
    decoded = engine.autoencoder.decode(torch.stack(between, 1).flatten(0, 1).tanh())
    predicted = predict_texts(decoded, engine=engine, account_median=account_median)
    points = list(map(Waypoint, fractions * len(pairs), decoded, predicted))
    return [
        _interpolation(pair, ends[2 * row : 2 * row + 2], points[row * steps : (row + 1) * steps])
        for row, pair in enumerate(pairs)
    ]


def _interpolation(
    pair: tuple[str, str], ends: Sequence[Masked], masked: Sequence[Waypoint]
) -> Interpolation:
    """A path between two texts, with the ends' links and mentions at its points."""
    points = [
        replace(point, text=_filled(point.text, *ends, fraction=point.fraction)) for point in masked
    ]
    texts = [point.text for point in points]
    rebuilt = (texts[0] == pair[0], texts[-1] == pair[1])
    return Interpolation(*pair, points, _largest_jump(texts), rebuilt)


def _filled(text: str, start: Masked, end: Masked, *, fraction: float) -> str:
    """The text with the links and mentions of the nearer end, then those of the other."""
    return fill(text, start, end) if fraction <= 0.5 else fill(text, end, start)


def _largest_jump(texts: Sequence[str]) -> float:
    way = 1 - similarity_to(texts[0])(texts[-1])
    jumps = [1 - similarity_to(before)(after) for before, after in pairwise(texts)]
    return max(jumps) / way if way > 0 else math.nan
