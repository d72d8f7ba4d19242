"""What can be counted in a text of how it is written, whose effects real posts tell.

Texts are masked; links and mentions may also be numbered, see `numbering`.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from tweetopt.optimizer.explaining.numbering import LINKS, MENTIONS
from tweetopt.optimizer.explaining.parts import EMOJI, HASHTAG
from tweetopt.optimizer.words.rearranging import sentences

PLEASE_RT = re.compile(
    r"\s*\b(?:please|pls|plz|kindly)\s+(?:rt|retweet|share|like)(?:\s+this)?\b[.!…]*"
    r"|\s*\b(?:rt|retweet)\s+(?:please|pls|plz)\b[.!…]*|\s*\bRT if\b[^.!?\n]*[.!…]*",
    re.IGNORECASE,
)
NUMBER = re.compile(r"(?<![\w#@])\d+(?:[.,]\d+)*")
_PER_LENGTH = 100.0
"""Characters that count as one more of the length: about half a tweet."""


@dataclass(frozen=True)
class Feature:
    """Something that a text has more or less of.

    Attributes:
        name: What it is called in a table of effects.
        count: How much of it a masked text has.
    """

    name: str
    count: Callable[[str], float]


def _matches(pattern: str | re.Pattern[str]) -> Callable[[str], float]:
    compiled = re.compile(pattern)
    return lambda text: float(len(compiled.findall(text)))


def _starts_with(pattern: str) -> Callable[[str], float]:
    compiled = re.compile(rf"\W*{pattern}")
    return lambda text: float(compiled.match(text) is not None)


def _sentences(text: str) -> float:
    return float(len([piece for piece in sentences(text)[::2] if piece.strip()]))


def _length(text: str) -> float:
    return length_of(text) / _PER_LENGTH


def length_of(text: str) -> int:
    """Characters beside links."""
    return len(re.sub(LINKS, "", text))


def _is_lower(text: str) -> float:
    return float(text == text.lower() and text != text.upper())


FEATURES: Mapping[str, Feature] = MappingProxyType(
    {
        feature.name: feature
        for feature in (
            Feature("length", _length),
            Feature("sentences", _sentences),
            Feature("links", _matches(LINKS)),
            Feature("link_first", _starts_with(LINKS)),
            Feature("mentions", _matches(MENTIONS)),
            Feature("mention_first", _starts_with(MENTIONS)),
            Feature("hashtags", _matches(HASHTAG)),
            Feature("emoji", _matches(EMOJI)),
            Feature("questions", _matches(r"[?]+")),
            Feature("exclamations", _matches(r"[!]+")),
            Feature("numbers", _matches(NUMBER)),
            Feature("all_lower", _is_lower),
            Feature("asks_for_rt", _matches(PLEASE_RT)),
        )
    }
)
