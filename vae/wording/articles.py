"""The articles "a" and "an", by the sound of what follows."""

import re

_ARTICLE = re.compile(r"(?<![\w'’])(?P<article>an?)(?P<gap>\s+)$", re.IGNORECASE)
_LIKE_ONE_OR_YOU = re.compile(  # a one-off, a university, a European, a UN envoy, a Ukrainian
    r"(?-i:U[A-Z]{,2}\b)|onc?e(?:self)?\b|ouija|e[uw]"
    r"|u(?:ni(?![dmn])|nanim|biq|fo|k[ru]|s[aeiu]|t[eio]|r[aio])",
    re.IGNORECASE,
)
_CONSONANT = "[BCDFGHJKLMNPQRSTVWXZ]"
_SPELT_OUT = (  # an X-ray, an HR team; an MBA, an FBI agent, an SDK: no word begins like that
    rf"[FHLMNRSX]{_CONSONANT}*\b|[HLMNRX]{_CONSONANT}|F(?![LR]){_CONSONANT}|S[BDFGJRSXZ]"
    "|FYI|HIV|LED|NYC|SUV|Xbox"
)
_VOWEL = re.compile(  # an owl, an 8, an 11th, an hour
    rf"[aeioué]|8|1[18](?!\d)|hour|honest|honou?r|heir|(?-i:{_SPELT_OUT})", re.IGNORECASE
)


def article(following: str) -> str:
    """The article, "a" or "an", that what follows takes by its sound."""
    if _LIKE_ONE_OR_YOU.match(following):
        return "a"
    return "an" if _VOWEL.match(following) else "a"


def agreeing(before: str, following: str) -> str:
    """What is before a place, its "a" or "an" agreeing with the word or number that follows."""
    match = _ARTICLE.search(before)
    if match is None or not following[:1].isalnum():
        return before
    agreed = article(following)
    # A lone "A" doesn't say whether it is shouted; the rest of the line may.
    shouted = (before + following).isupper() and len(following) > 1
    new = agreed.upper() if shouted else match["article"][0] + agreed[1:]
    return before[: match.start()] + new + match["gap"]
