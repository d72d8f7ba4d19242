"""What a word is, and how one is written in another's place.

Whatever edits, compares or capitalises texts asks here. What trained weights were counted with has
a pattern of its own: the language model (`language`) and the hashed words of `predictors.words`.
"""

import re
from collections.abc import Iterator

APOSTROPHE = "['’]"
"""Pattern of the straight apostrophe and the curly one, which phones write."""
LETTER = r"[^\W\d_]"
"""Pattern of a letter of any alphabet."""

_WORD = rf"\w+(?:{APOSTROPHE}\w+)*"
_PIECE = re.compile(rf"\s+|{_WORD}|.", re.DOTALL)
_BLOCK = re.compile(r"\s+|\S+")
_OPENING = re.compile(r"(?:^|[.!?…:\n])\W*$")
_I = re.compile(r"I\b", re.IGNORECASE)


def pieces(text: str) -> list[str]:
    """The words, marks and white space of a text; joined, they are the text.

    A word is made of letters, digits and underscores ("3rd", "big_day") and holds its apostrophes
    ("don't"); a mark is one character, and so is the placeholder of a link.
    """
    return _PIECE.findall(text)


def blocks(text: str) -> list[str]:
    """A text parted where white space begins and ends; joined, they are the text."""
    return _BLOCK.findall(text)


def words_and_marks(text: str) -> Iterator[re.Match[str]]:
    """The pieces of a text that are no white space, as matches that know their place."""
    return (match for match in _PIECE.finditer(text) if not match[0].isspace())


def is_word(piece: str) -> bool:
    """Whether a piece is a word of letters alone: no number, mark or placeholder."""
    return folded(piece).replace("'", "").isalpha()


def folded(text: str) -> str:
    """A text for comparison: in lower case, and with straight apostrophes."""
    return text.casefold().replace("’", "'")


def count_word(word: str, text: str) -> int:
    """How often a word, or a phrase, stands in a text on its own, in the same case."""
    return len(re.findall(rf"(?<!\w){re.escape(word)}(?!\w)", text))


def opens_sentence(before: str) -> bool:
    """Whether what follows a text opens a sentence, or a line."""
    return _OPENING.search(before) is not None


def capitalised(text: str) -> str:
    """A text with a capital; the other letters stay as they are."""
    return text[:1].upper() + text[1:]


def cased(phrase: str, *, like: str, opens: bool = False) -> str:
    """A phrase with the capitals of the one that it replaces.

    Args:
        phrase: What is put in, as the dictionary has it.
        like: What gives way. Shouted, it is replaced by what is shouted, too.
        opens: Whether it opens a sentence. It matters where "I" gives way, whose capital says
            nothing elsewhere.
    """
    if len(like) > 1 and like.isupper():
        return phrase.upper()
    says_nothing = _I.match(like) and not (opens or _I.match(phrase))
    return capitalised(phrase) if like[:1].isupper() and not says_nothing else phrase
