"""Which rewrites may be shown: every promise kept, and no broken words."""

import difflib
import re
import warnings
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from sacrebleu.metrics.chrf import CHRF

from tweetopt.datasets import Masked, mask, restore
from tweetopt.vae.phrases import Phrases

TWEET_LENGTH = 280
"""Weighted characters that Twitter allows."""

_WORDS_AND_SPACES = re.compile(r"\s+|[^\W_]+(?:['’][^\W_]+)*|.", re.DOTALL)


@dataclass(frozen=True)
class Promises:
    """What every rewrite of a text must keep.

    Attributes:
        original: The text, masked.
        keep: Words that must appear as often as before.
        phrases: Words and pairs that a rewrite may bring in; None allows all.
    """

    original: Masked
    keep: Sequence[str] = ()
    phrases: Phrases | None = None

    def __post_init__(self) -> None:
        for word in self.keep:
            if not _count(word, self.original.text):
                raise ValueError(f"keep: expected a word of the text, got {word!r}")

    def broken_by(self, rewrite: str) -> str | None:
        """The first promise that a masked rewrite breaks, in a few words; None if it keeps all."""
        text = restore(rewrite, self.original)
        if "\ufffd" in rewrite:
            return "broken characters"
        if text is None:
            return "lost a link or mention"
        if not rewrite.strip() or rewrite.split() == self.original.text.split():
            return "same as the original"
        if any(_count(word, rewrite) != _count(word, self.original.text) for word in self.keep):
            return "lost a kept word"
        if self.phrases is not None:
            if self.phrases.unknown_words(rewrite, beside=self.original.text):
                return "unknown words"
            if self.phrases.unknown_pairs(rewrite, beside=self.original.text):
                return "words that never stand together"
        if len(mask(text).entities) != len(self.original.entities):
            return "made up a link or mention"
        if weighted_length(text) > max(TWEET_LENGTH, self._original_length()):
            return "too long for a tweet"
        return None

    def _original_length(self) -> int:
        return weighted_length(restore(self.original.text, self.original) or "")


def weighted_length(text: str) -> int:
    """Characters as Twitter counts them: a link is 23, an emoji 2."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)  # twitter_text imports pkg_resources
        import twitter_text
    return int(twitter_text.parse_tweet(text).weightedLength)


def similarity_to(original: str) -> Callable[[str], float]:
    """A function that gives the chrF of a text against the original, 0 to 1."""
    score = CHRF().sentence_score
    return lambda text: float(score(text, [original]).score) / 100


def partial_edits(original: str, rewrite: str) -> list[str]:
    """The original with each changed stretch of words of a rewrite applied alone.

    A rewrite that changes three places often owes its gain to one of them.
    """
    old, new = (_WORDS_AND_SPACES.findall(text) for text in (original, rewrite))
    changes = [
        change
        for change in difflib.SequenceMatcher(None, old, new, autojunk=False).get_opcodes()
        if change[0] != "equal"
    ]
    if len(changes) < 2:
        return []
    return [
        "".join([*old[:start], *new[new_start:new_end], *old[end:]])
        for _, start, end, new_start, new_end in changes
    ]


def _count(word: str, text: str) -> int:
    """How often a word stands in a text on its own."""
    return len(re.findall(rf"(?<!\w){re.escape(word)}(?!\w)", text))
