"""What a user wants of a text: goals on properties."""

import math
import re
from dataclasses import dataclass, replace
from enum import StrEnum

import torch
from torch import Tensor

from tweetopt.datasets.numerals import read_number
from tweetopt.optimizer.result import amount, rounding
from tweetopt.predictors import Prediction
from tweetopt.predictors.base import PredictorInfo
from tweetopt.predictors.scales import Scale

# A property is a column's name, with any blanks and signs in it; only the last relation counts.
_GOAL = re.compile(
    r"\s*(?P<property>.*?[^<>=\s])\s*(?P<relation>>=|<=|=)(?P<value>[^<>=]*)", re.DOTALL
)
_TOLERANCE = 0.1
"""Share of an equality's value by which a prediction may miss it."""
_BEYOND_REACH = 3.0
"""Standard deviations of the wording effect above a text's prediction that "max" aims at."""


class Relation(StrEnum):
    """How a property should stand to a value."""

    EQUAL = "="
    AT_LEAST = ">="
    AT_MOST = "<="
    MAX = "=max"
    """As much as wording gives."""


UPWARD = (Relation.AT_LEAST, Relation.MAX)
"""Where more never does harm."""
_PHRASES = {
    Relation.EQUAL: "about {value} {unit}",
    Relation.AT_LEAST: "at least {value} {unit}",
    Relation.AT_MOST: "at most {value} {unit}",
    Relation.MAX: "as many {unit} as wording gives",
}


@dataclass(frozen=True)
class Goal:
    """A property and where it should be.

    Attributes:
        property: Name of a predictor's property.
        relation: Equal to, at least, at most, or as much as wording gives.
        value: In the property's unit; for as much as wording gives infinite, until `aimed` makes
            it something that a search can head for.
    """

    property: str
    relation: Relation
    value: float = math.inf

    def __post_init__(self) -> None:
        endless = self.relation is Relation.MAX and self.value == math.inf
        if not (math.isfinite(self.value) or endless) or self.value < 0:
            raise ValueError(
                f"goal for {self.property}: expected a number of at least 0, got {self.value:g}"
            )

    def __str__(self) -> str:
        value = "" if self.relation is Relation.MAX else f"{self.value:g}"
        return f"{self.property}{self.relation}{value}"

    def phrase(self, unit: str) -> str:
        """The goal in words: "at least 500 likes"."""
        return _PHRASES[self.relation].format(value=amount(self.value), unit=unit)

    def aimed(self, original: Prediction, info: PredictorInfo) -> "Goal":
        """The goal for one text: "max" becomes a number that wording can't reach."""
        if self.relation is not Relation.MAX:
            return self
        start = info.scale.forward(torch.tensor(original.value))
        far = info.scale.inverse(start + _BEYOND_REACH * info.wording_spread)
        return replace(self, value=max(0.0, float(far)))

    def gap(self, scaled: Tensor, scale: Scale) -> Tensor:
        """How far predictions on a scale are from the goal, signed, 0 where it's met.

        Returns:
            Same shape as `scaled`.
        """
        difference = scaled - scale.forward(torch.tensor(self.value))
        if self.relation in UPWARD:
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
    """Read PROPERTY=VALUE, PROPERTY>=VALUE, PROPERTY<=VALUE or PROPERTY=max.

    Raises:
        ValueError: It's none of these, or the value isn't a number of at least 0.
    """
    match = _GOAL.fullmatch(text)
    if match is None:
        raise ValueError(
            "goal: expected PROPERTY>=VALUE, PROPERTY<=VALUE, PROPERTY=VALUE or PROPERTY=max, got "
            f"{text!r}"
        )
    if match["relation"] == "=" and match["value"].strip().lower() == "max":
        return Goal(match["property"], Relation.MAX)
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
