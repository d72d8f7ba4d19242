"""Small tweaks: other punctuation, capitals, short forms, another order of the same sentences."""

import string

from tweetopt.optimizer.words.contractions import shortened
from tweetopt.optimizer.words.rearranging import sentences
from tweetopt.vae.wording.words import folded, pieces

_WRITTEN_OTHERWISE = {"&": "and", "percent": "%"}
_MARKS = frozenset(string.punctuation + "“”„‘’–—…") - frozenset("#@$%&")


def is_tweak(rewrite: str, *, of: str) -> bool:
    """Whether a rewrite has the words of a text, in the same order or sentence by sentence."""
    return _words(rewrite) == _words(of) or _sentences(rewrite) == _sentences(of)


def _sentences(text: str) -> list[list[str]]:
    return sorted(filter(None, map(_words, sentences(text))))


def _words(text: str) -> list[str]:
    words = [word for word in pieces(shortened(folded(text))) if not word.isspace()]
    return [
        _WRITTEN_OTHERWISE.get(word, word.replace("'", "")) for word in words if word not in _MARKS
    ]
