"""English words and phrases that may stand for one another, and still say the same.

Chosen by hand, for words that merely occur in the same contexts are as often opposites, or kin
("hours", "weeks"). Whether one fits where it is put is for a language model to say.
"""

import re
from collections.abc import Iterable, Iterator
from importlib import resources

from tweetopt.vae.wording.articles import agreeing
from tweetopt.vae.wording.words import APOSTROPHE, cased, folded, opens_sentence

_LINES = resources.files("tweetopt.optimizer.words").joinpath("thesaurus.txt").read_text("utf-8")


def _read(lines: Iterable[str]) -> dict[str, list[str]]:
    """What may stand for each phrase; the head of the list itself explains the format."""
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
_PHRASES = "|".join(sorted(map(re.escape, _OTHERS), key=len, reverse=True)).replace("'", APOSTROPHE)
_KNOWN = re.compile(rf"(?<![\w#@'’-])(?:{_PHRASES})(?![\w'’-])", re.IGNORECASE)


def synonyms(text: str) -> dict[str, list[str]]:
    """What may stand for each known phrase of a text; the phrases as they are in it."""
    return {phrase: _OTHERS[folded(phrase)] for phrase in _KNOWN.findall(text)}


def synonym_rewrites(text: str) -> Iterator[str]:
    """A text with one phrase put in other words, in all ways; "a" and "an" follow suit."""
    for match in _KNOWN.finditer(text):
        before, after = text[: match.start()], text[match.end() :]
        for other in _OTHERS[folded(match[0])]:
            new = cased(other, like=match[0], opens=opens_sentence(before))
            yield agreeing(before, other) + new + after
