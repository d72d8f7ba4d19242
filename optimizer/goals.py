"""What a user wants of a text: goals on properties."""

import math
import re
from dataclasses import dataclass
from enum import StrEnum

import torch
from torch import Tensor

from tweetopt.optimizer.result import rounding
from tweetopt.predictors.scales import Scale

_GOAL = re.compile(r"\s*(?P<property>[^<>=\s]+)\s*(?P<relation>>=|<=|=)\s*(?P<value>\S+)\s*")
_TOLERANCE = 0.1
"""Share of an equality's value by which a prediction may miss it."""


class Relation(StrEnum):
    """How a property should stand to a value."""

    EQUAL = "="
    AT_LEAST = ">="
    AT_MOST = "<="


@dataclass(frozen=True)
class Goal:
    """A property and where it should be.

    Attributes:
        property: Name of a predictor's property.
        relation: Equal to, at least or at most.
        value: In the property's unit.
    """

    property: str
    relation: Relation
    value: float

    def __post_init__(self) -> None:
        if not math.isfinite(self.value) or self.value < 0:
            raise ValueError(
                f"goal for {self.property}: expected a number of at least 0, got {self.value:g}"
            )

    def __str__(self) -> str:
        return f"{self.property}{self.relation}{self.value:g}"

    def gap(self, scaled: Tensor, scale: Scale) -> Tensor:
        """How far predictions on a scale are from the goal, signed, 0 where it's met.

        Returns:
            Same shape as `scaled`.
        """
        difference = scaled - scale.forward(torch.tensor(self.value))
        if self.relation is Relation.AT_LEAST:
            return difference.clamp_max(0)
        if self.relation is Relation.AT_MOST:
            return difference.clamp_min(0)
        return difference

    def tolerance(self, scale: Scale) -> float:
        """The gap on a scale up to which a goal counts as met.

        Of an equality a tenth of the value; else what rounding hides, so that no message says
        that 300 likes are out of reach and the best is 300.
        """
        equal = self.relation is Relation.EQUAL
        spare = _TOLERANCE * self.value if equal else rounding(self.value)
        ends = torch.tensor([self.value, self.value + spare])
        low, high = scale.forward(ends).tolist()
        return float(high - low)


def parse_goal(text: str) -> Goal:
    """Read PROPERTY=VALUE, PROPERTY>=VALUE or PROPERTY<=VALUE.

    Raises:
        ValueError: It's none of these, or the value isn't a number of at least 0.
    """
    match = _GOAL.fullmatch(text)
    if match is None:
        raise ValueError(
            f"goal: expected PROPERTY=VALUE, PROPERTY>=VALUE or PROPERTY<=VALUE, got {text!r}"
        )
    return Goal(match["property"], Relation(match["relation"]), parse_number(match["value"]))


def parse_number(text: str, *, name: str = "goal") -> float:
    """Read a finite number of at least 0.

    Raises:
        ValueError: It isn't one; the message calls it `name`.
    """
    try:
        value = float(text)
    except ValueError:
        value = math.nan
    if not math.isfinite(value) or value < 0:
        raise ValueError(f"{name}: expected a number of at least 0, got {text!r}")
    return value
