"""Which words of a rewrite are new, and which went."""

import difflib
from collections.abc import Iterator
from enum import Enum, auto

from tweetopt.vae.wording.words import blocks


class Change(Enum):
    """What became of a stretch of text."""

    KEPT = auto()
    ADDED = auto()
    DROPPED = auto()


def differences(original: str, rewrite: str) -> Iterator[tuple[Change, str]]:
    """Stretches of whole words: those kept and added, joined, are the rewrite."""
    old, new = blocks(original), blocks(rewrite)
    matcher = difflib.SequenceMatcher(None, old, new, autojunk=False)
    for kind, old_start, old_end, start, end in matcher.get_opcodes():
        if kind == "equal":
            yield Change.KEPT, "".join(new[start:end])
            continue
        if old_end > old_start:
            yield Change.DROPPED, "".join(old[old_start:old_end])
        if end > start:
            yield Change.ADDED, "".join(new[start:end])
