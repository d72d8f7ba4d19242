"""The single changes that make a rewrite of a text, and what they make together."""

import difflib
import itertools
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from tweetopt.vae.wording.words import pieces


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


def compatible(edits: Iterable[Edit]) -> list[Edit]:
    """Those edits that clash with none before them."""
    chosen: list[Edit] = []
    for edit in edits:
        if not any(edit.clashes_with(other) for other in chosen):
            chosen.append(edit)
    return chosen


def _growing_sets(edits: Iterable[Edit], *, most: int) -> list[list[Edit]]:
    chosen = compatible(edits)[:most]
    return [chosen[:count] for count in range(2, len(chosen) + 1)]
