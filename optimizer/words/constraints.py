"""What every rewrite of a text must keep: the one place that says which may be shown."""

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import chain

import regex

from tweetopt.datasets import Masked, TextKind, restore
from tweetopt.datasets.placeholders import LINK, MENTION
from tweetopt.optimizer.messages import Dropped
from tweetopt.optimizer.permissions import Permission
from tweetopt.optimizer.words.names import new_counts, new_names
from tweetopt.optimizer.words.protected import (
    is_hashtag,
    is_joined_prose,
    protected,
    without_marks,
)
from tweetopt.optimizer.words.swearing import swears_more
from tweetopt.optimizer.words.thesaurus import synonyms
from tweetopt.vae.wording.wording import Wording
from tweetopt.vae.wording.words import count_word

# With what it counts: "5%", "€5", "½".
_NUMBER = regex.compile(r"\p{Sc}?\d+(?:[.,:]\d+)*(?:\s?[%‰\p{Sc}])?|\p{No}")
_HASHTAG = re.compile(r"(?<!\w)[#＃]\w+")
_QUESTION = re.compile(r"[?]+")
_CLUSTER = regex.compile(r"\X")
_KEYCAP = "\u20e3"  # makes an emoji of a digit
_BROKEN = "\ufffd"  # what a decoder's bytes become that are no character
_UNSEEN = ("Cc", "Cf", "Cs", "Co", "Cn")  # terminal codes, turned text, half characters
_ENTITIES = (LINK, MENTION)
_HARMLESS = frozenset(f"\n\t\u200d{LINK}{MENTION}")  # a joiner of emoji; promised elsewhere


@dataclass(frozen=True)
class Constraints:
    """What every rewrite of a text must keep.

    Attributes:
        original: The text, masked.
        kind: What the texts are.
        keep: Words that must appear as often as before.
        wording: Knows which words would say something new, and which are names; None allows all.
        may: What rewrites may do beyond that.
        fluent: Whether they are by somebody who writes sentences that mean something, and may ask,
            break lines and bring in new words, but neither names nor numbers.
    """

    original: Masked
    kind: TextKind
    keep: Sequence[str] = ()
    wording: Wording | None = None
    may: Collection[Permission] = ()
    fluent: bool = False

    def __post_init__(self) -> None:
        for word in self.keep:
            if not count_word(word, self.original.text):
                raise ValueError(
                    f"keep: expected a word of the text, got {word!r}; name one that is in it"
                )

    def broken_by(self, rewrite: str, *, posted: str | None = None) -> str | None:
        """The first promise that a masked rewrite breaks, in a few words; None if it keeps all.

        Args:
            rewrite: The rewrite.
            posted: The same with its links and mentions, if the user allows that it says or shows
                something else: then only the words to keep and the length are promised.
        """
        if posted is not None:
            return self._broken_by_move(rewrite, posted)
        reasons = _FLUENT if self.fluent else _REASONS
        broken = (reason for reason, breaks in reasons.items() if breaks(self, rewrite))
        return next(broken, None)

    def _broken_by_move(self, rewrite: str, posted: str) -> str | None:
        if self._is_the_original(rewrite) and posted.split() == self._original_posted.split():
            return Dropped.NOTHING
        if self._loses_a_kept_word(rewrite):
            return Dropped.LOST_WORD
        if self.kind.too_long(posted, original=self._original_posted):
            return Dropped.TOO_LONG
        return None

    def _is_broken(self, rewrite: str) -> bool:
        """Whether it has what is no character, or nobody sees, and the original hasn't."""
        new = set(rewrite) - set(self.original.text) - _HARMLESS
        return _BROKEN in rewrite or any(unicodedata.category(char) in _UNSEEN for char in new)

    def _loses_a_link(self, rewrite: str) -> bool:
        return any(rewrite.count(each) < self.original.text.count(each) for each in _ENTITIES)

    def _is_the_original(self, rewrite: str) -> bool:
        return not rewrite.strip() or rewrite.split() == self.original.text.split()

    def _loses_a_kept_word(self, rewrite: str) -> bool:
        original = self.original.text
        return any(count_word(word, rewrite) != count_word(word, original) for word in self.keep)

    def _changes_a_code(self, rewrite: str) -> bool:
        """Whether one is gone, there again or new; fluent writers may join words: "and/or"."""
        if Permission.CHANGE_CODES in self.may:
            return False
        before, after = self._codes, protected(rewrite)
        may_go, may_come = Permission.DROP_HASHTAGS in self.may, Permission.ADD_HASHTAGS in self.may
        lost = (code for code in before - after if not (may_go and is_hashtag(code)))
        came = (
            code
            for code in after - before
            if not (
                (is_hashtag(code) and (may_come or self.fluent))  # asked again, by its own reason
                or (self.fluent and code not in before and is_joined_prose(code))
            )
        )
        return any(chain(lost, came))

    def _marks_a_code(self, rewrite: str) -> bool:
        if Permission.CHANGE_CODES in self.may:
            return False
        gone = self._codes - protected(rewrite)
        return bool(self._without_marks - without_marks(rewrite) - gone)

    def _changes_a_number(self, rewrite: str) -> bool:
        return sorted(_NUMBER.findall(rewrite)) != sorted(_NUMBER.findall(self.original.text))

    def _changes_the_lines(self, rewrite: str) -> bool:
        return rewrite.count("\n") != self.original.text.count("\n")

    def _changes_an_emoji(self, rewrite: str) -> bool:
        before, after = _symbols(self.original.text), _symbols(rewrite)
        return not before <= after if Permission.ADD_EMOJI in self.may else before != after

    def _changes_the_questions(self, rewrite: str) -> bool:
        return len(_QUESTION.findall(rewrite)) != len(_QUESTION.findall(self.original.text))

    def _says_something_new(self, rewrite: str) -> bool:
        if self.wording is None or Permission.NEW_WORDS in self.may:
            return False
        return bool(self.wording.new_content(rewrite, beside=self._said))

    def _names_something_new(self, rewrite: str) -> bool:
        return bool(new_names(rewrite, beside=self.original.text, wording=self.wording))

    def _counts_something_new(self, rewrite: str) -> bool:
        return bool(new_counts(rewrite, beside=self.original.text))

    def _adds_a_hashtag(self, rewrite: str) -> bool:
        if Permission.ADD_HASHTAGS in self.may:
            return False
        return bool(_hashtags(rewrite) - _hashtags(self.original.text))

    def _swears(self, rewrite: str) -> bool:
        allowed = Permission.SWEARING in self.may
        return not allowed and swears_more(rewrite, than=self.original.text)

    def _makes_up_a_link(self, rewrite: str) -> bool:
        if restore(rewrite, self.original) is None:
            return True
        entities = self.kind.mask(self._posted(rewrite)).entities
        return sorted(entities) != sorted(self.original.entities)

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
    def _codes(self) -> Counter[str]:
        return protected(self.original.text)

    @cached_property
    def _without_marks(self) -> Counter[str]:
        return without_marks(self.original.text)

    @cached_property
    def _said(self) -> str:
        """The text, and other words for what it says."""
        if not self.kind.prose:
            return self.original.text
        others = chain.from_iterable(synonyms(self.original.text).values())
        return " ".join([self.original.text, *others])


def _hashtags(text: str) -> Counter[str]:
    return Counter(map(str.casefold, _HASHTAG.findall(text)))


def _symbols(text: str) -> Counter[str]:
    """Emoji as a person sees them, and signs like degrees, by how often they occur."""
    if text.isascii():
        return Counter()
    return Counter(cluster for cluster in _CLUSTER.findall(text) if any(map(_is_symbol, cluster)))


def _is_symbol(char: str) -> bool:
    return unicodedata.category(char) in ("So", "Sk") or char == _KEYCAP


_COMMON: dict[str, Callable[[Constraints, str], bool]] = {
    Dropped.BROKEN: Constraints._is_broken,
    Dropped.LOST_LINK: Constraints._loses_a_link,
    Dropped.NEW_LINK: Constraints._makes_up_a_link,
    Dropped.NOTHING: Constraints._is_the_original,
    Dropped.LOST_WORD: Constraints._loses_a_kept_word,
    Dropped.NUMBER: Constraints._changes_a_number,
    Dropped.HASHTAG: Constraints._changes_a_code,
    Dropped.MARKED: Constraints._marks_a_code,
    Dropped.EMOJI: Constraints._changes_an_emoji,
    Dropped.SWORE: Constraints._swears,
}
_LAST: dict[str, Callable[[Constraints, str], bool]] = {
    Dropped.TOO_LONG: Constraints._is_too_long,
}
_REASONS = {
    **_COMMON,
    Dropped.LINES: Constraints._changes_the_lines,
    Dropped.QUESTION: Constraints._changes_the_questions,
    Dropped.NEW: Constraints._says_something_new,
    **_LAST,
}
"""How a rewrite may break a promise, in the order of asking: what takes longest is asked last."""
_FLUENT = {
    **_COMMON,
    Dropped.NAMED: Constraints._names_something_new,
    Dropped.COUNTED: Constraints._counts_something_new,
    Dropped.ADDED_HASHTAG: Constraints._adds_a_hashtag,
    **_LAST,
}
"""The same of fluent writers' rewrites."""
