"""Which rewrites may be shown: every promise kept, and no broken words."""

import difflib
import itertools
import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import chain

from sacrebleu.metrics.chrf import CHRF

from tweetopt.datasets import Masked, TextKind, restore
from tweetopt.optimizer.words.swearing import swears_more
from tweetopt.optimizer.words.thesaurus import synonyms
from tweetopt.vae.wording.learned import Wording
from tweetopt.vae.wording.text import count_word, pieces

_NUMBER = re.compile(r"\d+(?:[.,:]\d+)*")
_QUESTION = re.compile(r"[?]+")


@dataclass(frozen=True)
class Promises:
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

    def broken_by(self, rewrite: str) -> str | None:
        """The first promise that a masked rewrite breaks, in a few words; None if it keeps all."""
        text = restore(rewrite, self.original)
        if "\ufffd" in rewrite:
            return "broken characters"
        if text is None:
            return "lost a link or mention"
        if not rewrite.strip() or rewrite.split() == self.original.text.split():
            return "same as the original"
        if any(
            count_word(word, rewrite) != count_word(word, self.original.text) for word in self.keep
        ):
            return "lost a kept word"
        if sorted(_NUMBER.findall(rewrite)) != sorted(_NUMBER.findall(self.original.text)):
            return "changed a number"
        if rewrite.count("\n") != self.original.text.count("\n"):
            return "changed the lines"
        if _symbols(rewrite) != _symbols(self.original.text):
            return "changed an emoji"
        if len(_QUESTION.findall(rewrite)) != len(_QUESTION.findall(self.original.text)):
            return "dropped or made up a question"
        if self.wording is not None and self.wording.made_up(rewrite, beside=self._said):
            return "says something new"
        if not self.swearing and swears_more(rewrite, than=self.original.text):
            return "swears"
        if len(self.kind.mask(text).entities) != len(self.original.entities):
            return "made up a link or mention"
        if self.kind.too_long(text, original=self._written):
            return "too long to post"
        return None

    @cached_property
    def _said(self) -> str:
        """The text, and other words for what it says."""
        if not self.kind.prose:
            return self.original.text
        others = chain.from_iterable(synonyms(self.original.text).values())
        return " ".join([self.original.text, *others])

    @cached_property
    def _written(self) -> str:
        return restore(self.original.text, self.original) or ""


def similarity_to(original: str) -> Callable[[str], float]:
    """A function that gives the chrF of a text against the original, 0 to 1."""
    score = CHRF().sentence_score
    return lambda text: float(score(text, [original]).score) / 100


@dataclass(frozen=True)
class Edit:
    """One changed stretch of a text.

    Attributes:
        start: First piece (a word, a mark or white space) of the text that gives way.
        end: The piece after the last one.
        pieces: What takes their place.
    """

    start: int
    end: int
    pieces: tuple[str, ...]

    def clashes_with(self, other: "Edit") -> bool:
        """Whether both change, or insert at, the same place."""
        return self.start <= other.end and other.start <= self.end


def edits_between(original: str, rewrite: str) -> list[Edit]:
    """The changed stretches that lead from a text to a rewrite, in order."""
    old, new = pieces(original), pieces(rewrite)
    changes = difflib.SequenceMatcher(None, old, new, autojunk=False).get_opcodes()
    return [
        Edit(start, end, tuple(new[new_start:new_end]))
        for kind, start, end, new_start, new_end in changes
        if kind != "equal"
    ]


def joined(original: str, edits: Sequence[Edit]) -> Edit:
    """Edits in order, and what stands between them, as one."""
    old, new = pieces(original), list(edits[0].pieces)
    for before, edit in itertools.pairwise(edits):
        new += [*old[before.end : edit.start], *edit.pieces]
    return Edit(edits[0].start, edits[-1].end, tuple(new))


def apply_edits(original: str, edits: Iterable[Edit]) -> str:
    """A text with edits applied that do not clash."""
    parts = pieces(original)
    for edit in sorted(edits, key=lambda edit: edit.start, reverse=True):
        parts[edit.start : edit.end] = edit.pieces
    return "".join(parts)


def pairs_and_more(edits: Sequence[Edit], *, most: int) -> list[list[Edit]]:
    """All pairs of the first `most` edits, and the first three, four, ... up to `most`.

    Edits that clash are not put together.
    """
    pairs = [
        [one, other]
        for one, other in itertools.combinations(edits[:most], 2)
        if not one.clashes_with(other)
    ]
    return pairs + _growing_sets(edits, most=most)[1:]


def _growing_sets(edits: Iterable[Edit], *, most: int) -> list[list[Edit]]:
    chosen: list[Edit] = []
    sets = []
    for edit in edits:
        if not any(edit.clashes_with(other) for other in chosen):
            chosen.append(edit)
            if len(chosen) > 1:
                sets.append(list(chosen))
        if len(chosen) == most:
            break
    return sets


def _symbols(text: str) -> Counter[str]:
    """Emoji, their skin tones, and signs like degrees, by how often they occur."""
    return Counter(char for char in text if unicodedata.category(char) in ("So", "Sk"))
