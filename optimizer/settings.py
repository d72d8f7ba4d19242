"""What a user decides about rewrites: who writes them, how, and how much is tried."""

from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from tweetopt.optimizer.permissions import Permission

if TYPE_CHECKING:  # --help waits for no torch
    from tweetopt.optimizer.search.base import SearchPlan

OWN_WRITERS = ("latent", "words")
"""The writers that need nothing but the model."""


class Effort(StrEnum):
    """How many codes are searched for, for each text, and how often writers are asked."""

    DRAFT = "draft"
    NORMAL = "normal"
    HIGH = "high"


class Style(StrEnum):
    """A way to word a text, asked for by name."""

    HOOK = "hook"
    SHORTER = "shorter"
    PLAIN = "plain"
    WARMER = "warmer"
    STORY = "story"
    QUESTION = "question"


@dataclass(frozen=True)
class Settings:
    """How to rewrite.

    Attributes:
        candidates: How many rewrites to give at most.
        effort: How much is tried.
        seed: Of the codes that searches start from, and of sampling.
        worst_wording: Nats by which changing one word may make a text less likely under the
            statistics of the training texts; whole rewrites must be as likely as the text.
        may: What rewrites may do. `Permission.NEW_WORDS`: bring in nouns, names, numbers of words,
            negations; what fluent writers do anyway, but for names and numbers.
        least_similarity: chrF, 0 to 1, below which a rewrite is another text.
        least_fluent_similarity: The same of fluent writers, who say the same in other words, where
            the model doesn't know what texts mean; else
        least_meaning: the cosine of meanings below which theirs is another text.
        writers: Who proposes rewrites: names, addresses or "hf:" and a model, see
            `find_writer`.
        styles: What fluent writers are asked for; a spread of all of them where none is named.
        voice: Posts of the user's own, of which writers are shown those nearest to the text.
        writer_tokens: A server is asked no more once it has read and written so many, in all.
        steering: How strongly a model that writes on this machine is drawn to the words that the
            predictor likes, as a share of the predictor's own scale.
    """

    candidates: int = 5
    effort: Effort = Effort.NORMAL
    seed: int = 0
    worst_wording: float = 2.0
    may: Collection[Permission] = ()
    least_similarity: float = 0.4
    least_fluent_similarity: float = 0.25
    least_meaning: float = 0.3
    writers: tuple[str, ...] = OWN_WRITERS
    styles: tuple[Style, ...] = ()
    voice: tuple[str, ...] = ()
    writer_tokens: int | None = None
    steering: float = 0.0

    def __post_init__(self) -> None:
        if self.candidates < 1:
            raise ValueError(f"candidates: expected at least 1, got {self.candidates}")
        if self.writer_tokens is not None and self.writer_tokens < 1:
            raise ValueError(f"writer tokens: expected at least 1, got {self.writer_tokens}")
        object.__setattr__(self, "may", tuple(sorted(self.may)))  # plain data, in one order

    @property
    def bold(self) -> bool:
        """Whether rewrites may say something new."""
        return Permission.NEW_WORDS in self.may

    @property
    def plan(self) -> "SearchPlan":
        """The numbers of the search that the effort stands for.

        With normal effort, four times as many codes and more steps gave one of 60 everyday texts
        another rewrite, and none a better one (docs/lab-book.md, 29).
        """
        from tweetopt.optimizer.search.base import SearchPlan

        match self.effort:
            case Effort.DRAFT:
                return SearchPlan(regions=4, starts=1, steps=10, refining_steps=0)
            case Effort.HIGH:
                return SearchPlan(regions=12, starts=12, steps=40, refining_steps=40)
            case _:
                return SearchPlan(regions=4, starts=2, steps=15, refining_steps=5)

    @property
    def rounds(self) -> int:
        """How often fluent writers are asked, each time but the first to do better."""
        return {Effort.DRAFT: 1, Effort.NORMAL: 2, Effort.HIGH: 4}[self.effort]

    @property
    def versions(self) -> int:
        """How many rewrites a fluent writer is asked for in a round."""
        return {Effort.DRAFT: 4, Effort.NORMAL: 6, Effort.HIGH: 8}[self.effort]
