"""The scale that a property is predicted on."""

from enum import StrEnum

import torch

from tweetopt.predictors.shapes import AnyShape, PerText

_EDGE = 1e-4
"""Rates this near to 0 or 1, and beyond, count as this near: their logit would be infinite."""
_COUNTS_FROM = 10
"""Whole numbers above this are counts; up to it they are grades, such as stars."""


class Scale(StrEnum):
    """How a property's numbers map to the numbers that a head predicts."""

    LOG1P = "log1p"
    """log(1 + value): for counts, whose ratios matter."""
    LOGIT = "logit"
    """log(rate / (1 - rate)): for rates between 0 and 1, whose odds matter."""
    PLAIN = "plain"
    """The value itself."""
    LABEL = "label"
    """Values are 0 or 1; what is predicted is the logit of the probability of 1."""

    def forward(self, values: AnyShape) -> AnyShape:
        """From the property's unit (a label's: its probability) to the head's scale."""
        if self is Scale.LOG1P:
            return torch.log1p(values)
        if self is Scale.PLAIN:
            return values
        return torch.logit(values.clamp(_EDGE, 1 - _EDGE))

    def inverse(self, scaled: AnyShape) -> AnyShape:
        """From the head's scale back to the property's unit, element by element."""
        if self is Scale.LOG1P:
            return torch.expm1(scaled).clamp_min(0)
        return scaled if self is Scale.PLAIN else torch.sigmoid(scaled)

    @classmethod
    def of(cls, values: PerText) -> "Scale":
        """The scale that fits the data.

        Zeros and ones are labels; other numbers from 0 to 1 rates; whole numbers from 0 to above
        10 counts; anything else is plain.

        Args:
            values: Shape `(n,)`, finite, in the property's unit.
        """
        whole = bool((values == values.round()).all())
        if whole and values.min() == 0 and values.max() == 1:
            return cls.LABEL
        if not whole and bool(((values >= 0) & (values <= 1)).all()):
            return cls.LOGIT
        if whole and bool((values >= 0).all()) and values.max() > _COUNTS_FROM:
            return cls.LOG1P
        return cls.PLAIN

    def check(self, values: PerText, *, source: str) -> None:
        """Refuse numbers that the scale cannot hold.

        Args:
            values: Shape `(n,)`, finite, in the property's unit.
            source: What to call them in the error.

        Raises:
            ValueError: One is outside, or labels are all the same.
        """
        fits, wanted = {
            Scale.LOG1P: (values >= 0, "numbers of at least 0"),
            Scale.LOGIT: ((values >= 0) & (values <= 1), "rates from 0 to 1"),
            Scale.PLAIN: (values.isfinite(), "finite numbers"),
            Scale.LABEL: ((values == 0) | (values == 1), "labels of 0 and 1"),
        }[self]
        strange = values[~fits]
        if len(strange):
            raise ValueError(
                f"{source}: expected {wanted} for the scale {self}, got {strange[0].item():g} and "
                f"{len(strange) - 1:,} more that don't fit; name another column or --scale"
            )
        if self is Scale.LABEL and values.min() == values.max():
            raise ValueError(
                f"{source}: expected both labels, 0 and 1, got {values[0].item():g} alone; bring "
                "texts of both kinds"
            )
