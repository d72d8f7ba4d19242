"""Names and numbers that a rewrite brings in: what a text doesn't say, no rewrite may."""

import re

from tweetopt.vae.wording.wording import Wording
from tweetopt.vae.wording.words import folded, is_word, opens_sentence, words_and_marks

_COUNTS = frozenset([
    "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
    "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen", "twenty",
    "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety", "hundred", "thousand",
    "million", "billion", "trillion", "dozen", "tens", "dozens", "hundreds", "thousands",
    "millions", "billions", "trillions", "half", "twice", "thrice", "double", "triple",
])  # fmt: skip
_POSSESSIVE = re.compile(r"'s$|s'$")


def new_names(text: str, *, beside: str, wording: Wording | None) -> list[str]:
    """Words that are names, as far as capitals say, and aren't in another text.

    A word with a capital inside a sentence is one, unless the training texts mostly write it
    without. At the start of a sentence, where every word has a capital, only unknown words are.

    Args:
        text: The text, masked.
        beside: The other one, masked.
        wording: Knows how words are mostly written; without it, every such capital is a name.
    """
    known = {_plain(match[0]) for match in words_and_marks(beside)}
    return [
        match[0]
        for match in words_and_marks(text)
        if is_word(match[0])
        and match[0][0].isupper()
        and _plain(match[0]) not in known
        and _is_name(match[0], wording, opens=opens_sentence(text[: match.start()]))
    ]


def new_counts(text: str, *, beside: str) -> list[str]:
    """Words of number that aren't in another text."""
    known = {folded(match[0]) for match in words_and_marks(beside)}
    words = [folded(match[0]) for match in words_and_marks(text)]
    return [word for word in words if word in _COUNTS and word not in known]


def _plain(word: str) -> str:
    return _POSSESSIVE.sub("", folded(word))


def _is_name(word: str, wording: Wording | None, *, opens: bool) -> bool:
    if wording is None:
        return not opens
    plain = _plain(word)
    number = wording.language.number(plain)
    if number is None or opens:
        return number is None
    form = wording.language.forms[number]
    return form[0].isupper() and folded(form) not in ("i", "i'm", "i've", "i'll", "i'd")
