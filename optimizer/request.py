"""One text and what is wanted of it."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from tweetopt.optimizer.goals import Goal


@dataclass(frozen=True)
class Request:
    """One text and what is wanted of it.

    Attributes:
        text: The text, links and mentions as they are.
        goals: Where its properties should be, at least one.
        account_median: What the account's posts usually get, in the unit of the engine's first
            predictor; None for an unknown account.
        keep: Words of the text that must stay.
    """

    text: str
    goals: Sequence[Goal]
    account_median: float | None = None
    keep: Sequence[str] = ()

    def __post_init__(self) -> None:
        if not self.goals:
            raise ValueError("goal: expected at least one, got none; add --target-likes N")
        median = self.account_median
        if median is not None and not (math.isfinite(median) and median >= 0):
            raise ValueError(f"usual likes: expected a number of at least 0, got {median:g}")

    @property
    def property(self) -> str:
        """The first goal's property: the one that is reported first."""
        return self.goals[0].property
