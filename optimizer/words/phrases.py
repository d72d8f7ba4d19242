"""Phrases that the decoder would put in place of a text's own.

Near a text's code the decoder writes the text with some stretches said otherwise. Each stretch
can be taken over alone: what a rewrite says better here is of use though it lost a link there.
"""

import re
from collections import Counter
from collections.abc import Iterable

from tweetopt.optimizer.words.promises import Edit, apply_edits, edits_between, joined
from tweetopt.vae.wording.language import words_of

_MOST_TOGETHER = 4
"""Neighbouring stretches that are taken over as one phrase, at most."""
_LONGEST = 16
"""Pieces (words, marks, white space) of a phrase, old or new, at most."""
_SLIPS = re.compile(r"[.!?]\s+[a-z]|[.,;:!?]\s*[.,;:]|\s[.,;:!?]|[^\S\n]{2}")
_CLOSED = re.compile(r"[.!?…]\W*$")


def phrases(text: str, rewrites: Iterable[str]) -> dict[str, Edit]:
    """A text with one phrase of one of its rewrites in it, each with the change that makes it.

    Words in another case are no phrase.
    """
    found: dict[str, Edit] = {}
    known = {text.casefold()}
    for rewrite in dict.fromkeys(rewrites):
        edits = edits_between(text, rewrite)
        for start in range(len(edits)):
            for end in range(start + 1, min(len(edits), start + _MOST_TOGETHER) + 1):
                edit = joined(text, edits[start:end])
                other = apply_edits(text, [edit])
                short = max(edit.end - edit.start, len(edit.pieces)) <= _LONGEST
                if short and other.casefold() not in known:
                    known.add(other.casefold())
                    found[other] = edit
    return found


def slips(rewrite: str, *, than: str) -> bool:
    """Whether a rewrite has more slips than a text.

    Those are marks, spaces and small letters out of place, a beginning or an end that isn't one
    where the text's is, and things that are said twice.
    """
    return (
        len(_SLIPS.findall(rewrite)) > len(_SLIPS.findall(than))
        or (than[:1].isupper() and rewrite[:1].islower())
        or (_CLOSED.search(than) is not None and _CLOSED.search(rewrite) is None)
        or bool(_told_twice(rewrite) - _told_twice(than))
    )


def _told_twice(text: str) -> Counter[tuple[str, ...]]:
    """The triples of words that occur again, by how often they do."""
    words = words_of(text)
    triples = Counter(zip(words, words[1:], words[2:], strict=False))
    return Counter({triple: count - 1 for triple, count in triples.items() if count > 1})
