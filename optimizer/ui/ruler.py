"""Intervals drawn on a common scale."""

import math
from collections.abc import Iterable
from dataclasses import dataclass

import torch

from tweetopt.optimizer.result import amount
from tweetopt.predictors import Prediction
from tweetopt.predictors.scales import Scale


@dataclass(frozen=True)
class Ruler:
    """A scale from a low to a high value.

    Attributes:
        scale: The predictor's.
        low: Value at the left end.
        high: Value at the right end.
    """

    scale: Scale
    low: float
    high: float

    @classmethod
    def fitting(cls, predictions: Iterable[Prediction], *, scale: Scale) -> "Ruler":
        """The scale on which all these predictions have room."""
        if scale in (Scale.LABEL, Scale.LOGIT):
            return cls(Scale.PLAIN, 0.0, 1.0)
        values = [value for each in predictions for value in vars(each).values()]
        known = [value for value in values if math.isfinite(value)]
        return cls(scale, min(known), max(known))

    def place(self, value: float) -> float:
        """Where a value stands, in percent of the way; beyond an end, at that end."""
        low, here, high = self.scale.forward(torch.tensor([self.low, value, self.high])).tolist()
        share = (here - low) / (high - low) if high > low else 0.5
        return round(100 * min(max(share, 0.0), 1.0), 2)

    def draw(
        self, now: Prediction, *, before: Prediction | None = None, target: float | None = None
    ) -> str:
        """A prediction with its interval, over the one before and the target."""
        parts = [self._bar(before, "was")] if before else []
        parts.append(self._bar(now, "now"))
        if target is not None and self.low <= target <= self.high:
            tip = f"target {amount(target)}"
            parts.append(f'<i class="aim" style="left:{self.place(target)}%" title="{tip}"></i>')
        return f'<div class="ruler" aria-hidden="true">{"".join(parts)}</div>'

    def _bar(self, prediction: Prediction, kind: str) -> str:
        dot = f'<i class="dot {kind}" style="left:{self.place(prediction.value)}%"></i>'
        if not math.isfinite(prediction.low + prediction.high):
            return dot
        left, right = self.place(prediction.low), self.place(prediction.high)
        return f'<i class="bar {kind}" style="left:{left}%;width:{right - left:.2f}%"></i>{dot}'
