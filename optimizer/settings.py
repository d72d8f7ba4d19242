"""What a user decides about a search."""

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from tweetopt.optimizer.permissions import Permission

if TYPE_CHECKING:  # --help waits for no torch
    from tweetopt.optimizer.search.base import SearchPlan


class Effort(StrEnum):
    """How many codes are searched for, for each text."""

    DRAFT = "draft"
    NORMAL = "normal"
    HIGH = "high"


@dataclass(frozen=True)
class Settings:
    """How to search.

    Attributes:
        candidates: How many rewrites to give at most.
        effort: How many codes are searched for.
        seed: Of the codes that searches start from, and of sampling.
        worst_wording: Nats by which changing one word may make a text less likely under the
            statistics of the training texts; whole rewrites must be as likely as the text.
        bold: Whether rewrites may say something new: bring in nouns, names, numbers of words,
            negations.
        swearing: Whether rewrites may bring in swear words and slurs.
        may: What else rewrites may do: moves that a user decides on, see `explaining.moves`.
        least_similarity: chrF, 0 to 1, below which a rewrite is another text.
    """

    candidates: int = 5
    effort: Effort = Effort.NORMAL
    seed: int = 0
    worst_wording: float = 2.0
    bold: bool = False
    swearing: bool = False
    may: tuple[Permission, ...] = ()
    least_similarity: float = 0.4

    def __post_init__(self) -> None:
        if self.candidates < 1:
            raise ValueError(f"candidates: expected at least 1, got {self.candidates}")

    @property
    def plan(self) -> "SearchPlan":
        """The numbers of the search that the effort stands for."""
        from tweetopt.optimizer.search.base import SearchPlan

        match self.effort:
            case Effort.DRAFT:
                return SearchPlan(regions=4, starts=2, steps=15, refining_steps=5)
            case Effort.HIGH:
                return SearchPlan(regions=12, starts=12, steps=40, refining_steps=40)
            case _:
                return SearchPlan()
