"""Which words of a rewrite are new, and which went."""

import difflib
import string
from collections.abc import Iterator, Sequence
from enum import Enum, auto
from itertools import groupby

from tweetopt.vae.wording.words import blocks, folded

_MOVED = 2
"""Words that a stretch has at least to count as moved; of one word, twice is likelier."""


class Change(Enum):
    """What became of a stretch of text."""

    KEPT = auto()
    ADDED = auto()
    DROPPED = auto()
    MOVED = auto()


def differences(original: str, rewrite: str) -> Iterator[tuple[Change, str]]:
    """Stretches of whole words: those kept, added and moved, joined, are the rewrite.

    Moved is a stretch, such as a sentence, that went in one place and came in another, its
    capitals and marks aside; it isn't among those dropped.
    """
    old, new = blocks(original), blocks(rewrite)
    left, moved = _moved(old, new)
    rest = [each for each in range(len(new)) if each not in moved]
    pieces = [(place, Change.MOVED, new[place]) for place in moved]
    old = [block for place, block in enumerate(old) if place not in left]
    for kind, old_start, old_end, start, end in _steps(old, [new[each] for each in rest]):
        what = Change.KEPT if kind == "equal" else Change.ADDED
        if what is Change.ADDED and old_end > old_start:
            before = rest[start] if start < len(rest) else len(new)
            pieces.append((before, Change.DROPPED, "".join(old[old_start:old_end])))
        pieces += [(place, what, new[place]) for place in rest[start:end]]
    pieces.sort(key=lambda each: (each[0], each[1] is not Change.DROPPED))
    for change, stretch in groupby(pieces, key=lambda each: each[1]):
        yield change, "".join(piece for *_, piece in stretch)


def _moved(old: list[str], new: list[str]) -> tuple[set[int], set[int]]:
    """The places of blocks that went, and where they came."""
    plain = [[_plain(block) for block in side] for side in (old, new)]
    steps = [step for step in _steps(*plain) if step[0] != "equal"]
    gone = {_words(plain[0][start:end]): range(start, end) for _, start, end, *_ in steps}
    left: set[int] = set()
    moved: set[int] = set()
    for *_, start, end in steps:
        words = _words(plain[1][start:end])
        if len(words) >= _MOVED and words in gone:
            left.update(gone.pop(words))
            moved.update(range(start, end))
    return left, moved


def _steps(old: list[str], new: list[str]) -> Sequence[tuple[str, int, int, int, int]]:
    return difflib.SequenceMatcher(None, old, new, autojunk=False).get_opcodes()


def _plain(block: str) -> str:
    return " " if block.isspace() else folded(block).strip(string.punctuation)


def _words(plain: list[str]) -> tuple[str, ...]:
    return tuple(word for word in plain if word != " ")
