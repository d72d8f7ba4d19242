"""How hard and how far to search."""

from dataclasses import dataclass
from enum import StrEnum


class Effort(StrEnum):
    """How many codes are tried for a text."""

    DRAFT = "draft"
    NORMAL = "normal"
    HIGH = "high"


@dataclass(frozen=True)
class Budget:
    """What an effort buys, for each text.

    Attributes:
        radii: Regions of different size around the text's code.
        restarts: Searches in each region, from different starts.
        steps: Gradient steps of a search; without gradients, half the generations.
        refining_steps: Gradient steps that make the starting code rebuild the text.
    """

    radii: int
    restarts: int
    steps: int
    refining_steps: int


_BUDGETS = {
    Effort.DRAFT: Budget(radii=4, restarts=2, steps=15, refining_steps=5),
    Effort.NORMAL: Budget(radii=8, restarts=4, steps=25, refining_steps=20),
    Effort.HIGH: Budget(radii=12, restarts=12, steps=40, refining_steps=40),
}


@dataclass(frozen=True)
class Settings:
    """How to search.

    Attributes:
        candidates: How many rewrites to give at most.
        effort: How many codes are tried.
        seed: Of the restarts.
        smallest_radius: Of the smallest region around a text's code, before the Tanh, as a share
            of the norm of a typical code there.
        largest_radius: Of the largest region, likewise.
        near: Weight of staying near the start, against the squared gap to the goal.
        worst_wording: Nats by which changing one word may make a text read worse, to those who
            know the training texts; whole rewrites must read as well as the text.
        bold: Whether rewrites may say something new: bring in nouns, names, numbers of words,
            negations.
        swearing: Whether rewrites may bring in swear words and slurs.
        least_similarity: chrF, 0 to 1, below which a rewrite is another text.
    """

    candidates: int = 5
    effort: Effort = Effort.NORMAL
    seed: int = 0
    smallest_radius: float = 0.1
    largest_radius: float = 1.4
    near: float = 0.01
    worst_wording: float = 2.0
    bold: bool = False
    swearing: bool = False
    least_similarity: float = 0.4

    def __post_init__(self) -> None:
        if self.candidates < 1:
            raise ValueError(f"candidates: expected at least 1, got {self.candidates}")

    @property
    def budget(self) -> Budget:
        """What the effort buys."""
        return _BUDGETS[self.effort]
