"""What every rewrite of a text must keep: the one place that says which may be shown."""

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import chain

from tweetopt.datasets import Masked, TextKind, restore
from tweetopt.optimizer.words.swearing import swears_more
from tweetopt.optimizer.words.thesaurus import synonyms
from tweetopt.vae.wording.learned import Wording
from tweetopt.vae.wording.words import count_word

_NUMBER = re.compile(r"\d+(?:[.,:]\d+)*")
_QUESTION = re.compile(r"[?]+")
_BROKEN = "\ufffd"  # what a decoder's bytes become that are no character


@dataclass(frozen=True)
class Constraints:
    """What every rewrite of a text must keep.

    Attributes:
        original: The text, masked.
        kind: What the texts are.
        keep: Words that must appear as often as before.
        wording: Knows which words would say something new; None allows all.
        swearing: Whether swear words may come in.
    """

    original: Masked
    kind: TextKind
    keep: Sequence[str] = ()
    wording: Wording | None = None
    swearing: bool = False

    def __post_init__(self) -> None:
        for word in self.keep:
            if not count_word(word, self.original.text):
                raise ValueError(f"keep: expected a word of the text, got {word!r}")

    def broken_by(self, rewrite: str, *, posted: str | None = None) -> str | None:
        """The first promise that a masked rewrite breaks, in a few words; None if it keeps all.

        Args:
            rewrite: The rewrite.
            posted: The same with its links and mentions, if the user allows that it says or shows
                something else: then only the words to keep and the length are promised.
        """
        if posted is not None:
            return self._broken_by_move(rewrite, posted)
        broken = (reason for reason, breaks in _REASONS.items() if breaks(self, rewrite))
        return next(broken, None)

    def _broken_by_move(self, rewrite: str, posted: str) -> str | None:
        if self._is_the_original(rewrite) and posted.split() == self._original_posted.split():
            return "same as the original"
        if self._loses_a_kept_word(rewrite):
            return "lost a kept word"
        if self.kind.too_long(posted, original=self._original_posted):
            return "too long to post"
        return None

    def _loses_a_link(self, rewrite: str) -> bool:
        return restore(rewrite, self.original) is None

    def _is_the_original(self, rewrite: str) -> bool:
        return not rewrite.strip() or rewrite.split() == self.original.text.split()

    def _loses_a_kept_word(self, rewrite: str) -> bool:
        original = self.original.text
        return any(count_word(word, rewrite) != count_word(word, original) for word in self.keep)

    def _changes_a_number(self, rewrite: str) -> bool:
        return sorted(_NUMBER.findall(rewrite)) != sorted(_NUMBER.findall(self.original.text))

    def _changes_the_lines(self, rewrite: str) -> bool:
        return rewrite.count("\n") != self.original.text.count("\n")

    def _changes_an_emoji(self, rewrite: str) -> bool:
        return _symbols(rewrite) != _symbols(self.original.text)

    def _changes_the_questions(self, rewrite: str) -> bool:
        return len(_QUESTION.findall(rewrite)) != len(_QUESTION.findall(self.original.text))

    def _says_something_new(self, rewrite: str) -> bool:
        return self.wording is not None and bool(
            self.wording.new_content(rewrite, beside=self._said)
        )

    def _swears(self, rewrite: str) -> bool:
        return not self.swearing and swears_more(rewrite, than=self.original.text)

    def _makes_up_a_link(self, rewrite: str) -> bool:
        entities = self.kind.mask(self._posted(rewrite)).entities
        return len(entities) != len(self.original.entities)

    def _is_too_long(self, rewrite: str) -> bool:
        """By the kind's own limit: of tweets, 280 characters as the platform counts them."""
        return self.kind.too_long(self._posted(rewrite), original=self._original_posted)

    def _posted(self, rewrite: str) -> str:
        """A masked rewrite with its links and mentions."""
        return restore(rewrite, self.original) or ""

    @cached_property
    def _original_posted(self) -> str:
        return self._posted(self.original.text)

    @cached_property
    def _said(self) -> str:
        """The text, and other words for what it says."""
        if not self.kind.prose:
            return self.original.text
        others = chain.from_iterable(synonyms(self.original.text).values())
        return " ".join([self.original.text, *others])


def _is_broken(_: Constraints, rewrite: str) -> bool:
    return _BROKEN in rewrite


def _symbols(text: str) -> Counter[str]:
    """Emoji, their skin tones, and signs like degrees, by how often they occur."""
    return Counter(char for char in text if unicodedata.category(char) in ("So", "Sk"))


_REASONS: dict[str, Callable[[Constraints, str], bool]] = {
    "broken characters": _is_broken,
    "lost a link or mention": Constraints._loses_a_link,
    "same as the original": Constraints._is_the_original,
    "lost a kept word": Constraints._loses_a_kept_word,
    "changed a number": Constraints._changes_a_number,
    "changed the lines": Constraints._changes_the_lines,
    "changed an emoji": Constraints._changes_an_emoji,
    "dropped or made up a question": Constraints._changes_the_questions,
    "says something new": Constraints._says_something_new,
    "swears": Constraints._swears,
    "made up a link or mention": Constraints._makes_up_a_link,
    "too long to post": Constraints._is_too_long,
}
"""How a rewrite may break a promise, in the order of asking: what takes longest is asked last."""
