"""The scale that a property is predicted on."""

from enum import StrEnum

import torch
from torch import Tensor


class Scale(StrEnum):
    """How a property's numbers map to the numbers that a head predicts."""

    LOG1P = "log1p"
    """log(1 + value): for counts, whose ratios matter."""
    PLAIN = "plain"
    """The value itself."""

    def forward(self, values: Tensor) -> Tensor:
        """From the property's unit to the head's scale, element by element."""
        return torch.log1p(values) if self is Scale.LOG1P else values

    def inverse(self, scaled: Tensor) -> Tensor:
        """From the head's scale back to the property's unit, element by element."""
        return torch.expm1(scaled).clamp_min(0) if self is Scale.LOG1P else scaled

    @classmethod
    def of(cls, values: Tensor) -> "Scale":
        """The scale that fits the data: log1p for counts, plain otherwise."""
        counts = bool((values >= 0).all() and (values == values.round()).all())
        return cls.LOG1P if counts and values.max() > 10 else cls.PLAIN
