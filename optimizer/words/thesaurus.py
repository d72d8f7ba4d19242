"""English words and phrases that may stand for one another, and still say the same.

Chosen by hand, for words that merely keep the same company in texts are as often opposites, or kin
("hours", "weeks"). Whether one fits where it is put is for a language model to tell.
"""

import re
from collections.abc import Iterable, Iterator
from importlib import resources

_LINES = resources.files("tweetopt.optimizer.words").joinpath("thesaurus.txt").read_text("utf-8")
_OPENS = re.compile(r"(?:^|[.!?…:\n])\W*$")


def _read(lines: Iterable[str]) -> dict[str, list[str]]:
    """What may stand for each phrase; the format is told at the head of the list itself."""
    found: dict[str, list[str]] = {}
    for line in lines:
        if not line or line.startswith("#"):
            continue
        before, _, behind = line.rpartition(" > ")
        others = behind.split(", ")
        for phrase in before.split(", ") if before else others:
            known = found.setdefault(phrase.casefold(), [])
            known += [other for other in others if other != phrase and other not in known]
    return found


_OTHERS = _read(_LINES.splitlines())
_PHRASES = "|".join(sorted(map(re.escape, _OTHERS), key=len, reverse=True)).replace("'", "['’]")
_KNOWN = re.compile(
    r"(?<![\w#@'’])(?:(?P<article>an?)(?P<gap>\s+))?"
    rf"(?P<phrase>{_PHRASES})(?![\w'’])",
    re.IGNORECASE,
)


def synonyms(text: str) -> dict[str, list[str]]:
    """What may stand for each known phrase of a text; the phrases as they are in it."""
    phrases = (match["phrase"] for match in _KNOWN.finditer(text))
    return {phrase: _OTHERS[_plain(phrase)] for phrase in phrases}


def rewrites(text: str) -> Iterator[str]:
    """A text with one phrase put in other words, in all ways; "a" and "an" follow suit."""
    for match in _KNOWN.finditer(text):
        for other in _OTHERS[_plain(match["phrase"])]:
            opens = _OPENS.search(text, 0, match.start("phrase")) is not None
            new = _cased(other, match["phrase"], opens=opens)
            if match["article"]:
                an = match["article"][0] + ("n" if other[0] in "aeiou" else "")
                new = an + match["gap"] + new
            yield text[: match.start()] + new + text[match.end() :]


def _plain(phrase: str) -> str:
    return phrase.casefold().replace("’", "'")


def _cased(phrase: str, model: str, *, opens: bool) -> str:
    """A phrase with the capitals of another one, which may open a sentence."""
    if len(model) > 1 and model.isupper():
        return phrase.upper()
    capital = opens if re.match(r"I\b", model) else True  # "I" has one anywhere
    return phrase[0].upper() + phrase[1:] if capital and model[0].isupper() else phrase
