"""Other ways to write the very same words: no model is asked, and no fact can change."""

import re
from collections.abc import Iterator

from tweetopt.datasets.placeholders import LINK
from tweetopt.optimizer.words.contractions import contraction_rewrites
from tweetopt.vae.wording.words import LETTER

_NO_END = (*(rf"\b[A-Z]\w{{{more}}}\." for more in range(5)), r"^\d\.", r"^\d\d\.")
"""What looks like the end of a sentence: "St. Paul", and the number of a line in a list."""
_SENTENCE_END = re.compile(
    rf"((?<=[.!?…]){''.join(f'(?<!{each})' for each in _NO_END)}\s+)(?=[^\sa-z])", re.MULTILINE
)
_ITEM = r"(?!(?:i|we|you|he|she|it|they|in|on|at|for|to|of|with|from|and)\b)[a-z]+(?: [a-z]+)?"
_LAST_OF_LIST = re.compile(rf"(?<=[a-z])(, {_ITEM}, {_ITEM})(,?)(?= (?:and|or) [a-z])")
_AMPERSAND = re.compile(r"(?<=[a-z] )&(?= [a-z])")
_PERCENT = re.compile(r"(?<=\d) percent\b")
_HASHTAGS = re.compile(  # at the end of a line, or before its link
    rf"(?:^|(?<=\s))#\w+(?:[^\S\n]+#\w+)*(?=[^\S\n]*(?:{LINK}|$))", re.MULTILINE
)
_OPEN = re.compile(r"[\w,:;&(\"“'’/-]\s*$|^$")  # what follows belongs to the sentence
_CALM = re.compile(rf"(?<={LETTER})[!]+(?=\s|$)")
_LEANS_BACK = (
    "it|he|she|they|that|this|these|those|so|but|and|or|then|still|also|because|which|who|you"
)
_LEANING = re.compile(rf"(?:{_LEANS_BACK})\b", re.IGNORECASE)
_STANDS_ALONE = re.compile(  # links and hashtags belong at the end, answers after what they answer
    rf"(?!{_LEANING.pattern})(?=.*(?<![\w#@]){LETTER}{{2}}).*[.!?…]$", re.IGNORECASE | re.DOTALL
)
_LAST = re.compile(rf"(?<={LETTER})[.]?$")


def rearrangements(text: str) -> list[str]:
    """Rewrites of a text, one change each.

    The last sentence comes first; contractions are made or undone; hashtags are dropped; lists get
    a last comma or lose it; the tone is calmer, or more emphatic. Line breaks stay: what a code
    tells of them is wrong as often as right (docs/lab-book.md, 16).
    """
    found = dict.fromkeys(_rewrites(text))
    found.pop(text, None)
    return list(found)


def sentences(text: str) -> list[str]:
    """A text's sentences, and at odd places the white space that parts them."""
    return _SENTENCE_END.split(text)


def _rewrites(text: str) -> Iterator[str]:
    yield _CALM.sub(".", text)
    yield _LAST.sub("!", text, count=1)
    yield _LAST.sub("", text, count=1)
    yield from contraction_rewrites(text)
    yield _LAST_OF_LIST.sub(lambda match: match[1] + ("" if match[2] else ","), text)
    yield _AMPERSAND.sub("and", text)
    yield _PERCENT.sub("%", text)
    yield from _hashtag_rewrites(text)
    yield from _sentence_rewrites(text)


def _hashtag_rewrites(text: str) -> Iterator[str]:
    """A text without one of several hashtags, or without all that follow its end."""
    for match in _HASHTAGS.finditer(text):
        before, tags, after = text[: match.start()], match[0].split(), text[match.end() :]
        if len(tags) > 1:
            for tag in range(len(tags)):
                yield before + " ".join(tags[:tag] + tags[tag + 1 :]) + after
        if not _OPEN.search(before):
            yield (before.rstrip(" ") + after).rstrip(" ")


def _sentence_rewrites(text: str) -> Iterator[str]:
    """A line with its last sentence first."""
    pieces = sentences(text)
    if len(pieces) == 1:
        return
    *others, last = pieces[::2]
    if "\n" not in text and _STANDS_ALONE.match(last):
        yield " ".join([last, *others])
