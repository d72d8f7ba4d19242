"""Slips of the pen, which decoders make: marks, spaces and capitals out of place, repetitions."""

import re
from collections import Counter

from tweetopt.vae.wording.language_model import words_of

_SLIPS = re.compile(r"[.!?]\s+[a-z]|[.,;:!?]\s*[.,;:]|\s[.,;:!?]|[^\S\n]{2}")
_CLOSED = re.compile(r"[.!?…]\W*$")


def has_writing_errors(rewrite: str, *, than: str) -> bool:
    """Whether a rewrite has more slips than a text.

    Those are marks, spaces and small letters out of place, a beginning or an end that isn't one
    where the text's is, and things that are said twice.
    """
    return (
        len(_SLIPS.findall(rewrite)) > len(_SLIPS.findall(than))
        or (than[:1].isupper() and rewrite[:1].islower())
        or (_CLOSED.search(than) is not None and _CLOSED.search(rewrite) is None)
        or bool(_repeated(rewrite) - _repeated(than))
    )


def repeats_itself(text: str) -> bool:
    """Whether three words of a text, one after another, come again."""
    return bool(_repeated(text))


def _repeated(text: str) -> Counter[tuple[str, ...]]:
    """The word trigrams that occur again, by how often they do."""
    words = words_of(text)
    triples = Counter(zip(words, words[1:], words[2:], strict=False))
    return Counter({triple: count - 1 for triple, count in triples.items() if count > 1})
