"""How a text is written in a tone."""

from enum import StrEnum


class ToneMethod(StrEnum):
    """Who writes."""

    SEARCH = "search"
    """`optimize_texts`, toward the tone."""
    WORDS = "words"
    """Word by word: markers of one tone give way to those of the other; needs no code."""
