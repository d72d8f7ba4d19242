"""Short forms of pronouns, verbs and "not", made and undone."""

import re
from collections.abc import Iterator

from tweetopt.vae.wording.words import APOSTROPHE, cased

_CONTRACTIONS = {
    "i am": "i'm", "i have": "i've", "i will": "i'll", "we are": "we're", "we have": "we've",
    "we will": "we'll", "you are": "you're", "you have": "you've", "you will": "you'll",
    "they are": "they're", "they have": "they've", "they will": "they'll", "it is": "it's",
    "it will": "it'll", "that is": "that's", "there is": "there's", "he is": "he's",
    "she is": "she's", "do not": "don't", "does not": "doesn't", "did not": "didn't",
    "is not": "isn't", "are not": "aren't", "was not": "wasn't", "were not": "weren't",
    "has not": "hasn't", "have not": "haven't", "had not": "hadn't", "can not": "can't",
    "cannot": "can't", "could not": "couldn't", "will not": "won't", "would not": "wouldn't",
    "should not": "shouldn't",
}  # fmt: skip
_FULL = r"(?<!who )(?<!what )(?<!where )(?<!how )(?<!here )(?<!there )(?<!than )(?<!as )"
_OFTEN = r"(?:just|now|never|always|already|also|all|not|ever|only|recently|finally)"
_DONE = (  # "I have to" has no short form, and "it's been" isn't "it is been"
    rf"\s+(?:{_OFTEN}\s+)?(?:been|had|got|seen|heard|made|done|known|lost|won|met|come|gone|\w+ed)\b"
)


def contraction_rewrites(text: str) -> Iterator[str]:
    """A text with one short form made ("I am", "I'm") or undone, in all ways.

    Who writes small letters, writes short forms, too: there they stay.
    """
    casual = next(filter(str.isalpha, text), "").islower()
    for pattern, other in _WAYS:
        if casual and "'" not in other:
            continue
        for match in pattern.finditer(text):
            new = cased(other, like=match[0])
            yield text[: match.start()] + new + text[match.end() :]


def shortened(text: str) -> str:
    """A text in lower case with every short form that there is, to be compared and not shown."""
    return _ALL_FULL.sub(lambda match: _CONTRACTIONS[match[0]], text)


def _ways() -> Iterator[tuple[re.Pattern[str], str]]:
    """What to look for, and what may take its place."""
    for full, short in _CONTRACTIONS.items():
        # At the end of a clause forms stay full: "what it is today", "better than I am".
        behind = rf"(?={_DONE})" if full.endswith(" have") else r"(?=\s+\w)"
        yield re.compile(rf"{_FULL}\b{full}{behind}", re.IGNORECASE), short
        if full != "can not":
            behind = rf"(?=\s+\w)(?!{_DONE})" if short.endswith("'s") else r"(?=\s+\w)"
            yield re.compile(rf"\b{short}{behind}".replace("'", APOSTROPHE), re.IGNORECASE), full


_WAYS = list(_ways())
_ALL_FULL = re.compile(rf"\b(?:{'|'.join(_CONTRACTIONS)})\b")
