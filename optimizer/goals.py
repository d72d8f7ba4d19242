"""What a user wants of a text: goals on properties."""

import math
import re
from dataclasses import dataclass
from enum import StrEnum

import torch
from torch import Tensor

from tweetopt.datasets.numerals import read_number
from tweetopt.optimizer.result import rounding
from tweetopt.predictors.scales import Scale

# A property is a column's name, with any blanks and signs in it; only the last relation counts.
_GOAL = re.compile(
    r"\s*(?P<property>.*?[^<>=\s])\s*(?P<relation>>=|<=|=)(?P<value>[^<>=]*)", re.DOTALL
)
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
    """Read a finite number of at least 0, as `read_number` does.

    Raises:
        ValueError: It isn't one; the message calls it `name`.
    """
    value = read_number(text)
    if not value >= 0:  # nor is NaN
        raise ValueError(
            f"{name}: expected a number of at least 0, got {text!r}; write 1200, 1,200 or 1.2K"
        )
    return value
