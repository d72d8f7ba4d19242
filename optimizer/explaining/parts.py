"""What a text is made of: words and phrases, and the text without one of them.

Texts are masked: a link or mention is one character.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from tweetopt.datasets import Masked
from tweetopt.datasets.placeholders import LINK, MENTION
from tweetopt.optimizer.words.rearranging import sentences
from tweetopt.vae.wording.articles import agreeing
from tweetopt.vae.wording.english import GRAMMAR
from tweetopt.vae.wording.words import capitalised, folded

_PICTURE = "[\U0001f000-\U0001faff\u2600-\u27bf]"
EMOJI = re.compile(rf"{_PICTURE}[\ufe0f\u200d\U0001f3fb-\U0001f3ff]*(?:{_PICTURE}[\ufe0f\u200d]*)*")
"""Pictures that stand together, with what joins and colours them."""
HASHTAG = re.compile(r"(?<![\w&])#\w+")
_WORD = re.compile(  # "#tag", "2.0", "don't", "U.S", "50%", "$5"; else a run of one mark: "!!!"
    rf"[{LINK}{MENTION}]|{EMOJI.pattern}|[#$€£]?\w+(?:[-.,:'’/]\w+)*%?|([^\w\s])\1*"
)
_HASHTAGS = re.compile(rf"{HASHTAG.pattern}(?:\s+#\w+)+")
_CLAUSE_ENDS = re.compile(r"((?<=[,;:–—])\s+)")
_NO_GAP = re.compile(r"[^\S\n]+(?=[.,!?;:…)])")
_LONGEST_PHRASE = 4
"""Words between words of grammar: more of them are a list, not a phrase."""


@dataclass(frozen=True)
class Part:
    """A stretch of a masked text.

    Attributes:
        start: Where it begins.
        end: Where it ends, exclusive.
        is_phrase: Whether it is several words.
    """

    start: int
    end: int
    is_phrase: bool = False


def words_in(text: str) -> list[Part]:
    """A text's words, marks, emoji, links and mentions."""
    return [Part(*match.span()) for match in _WORD.finditer(text)]


def phrases_in(text: str) -> list[Part]:
    """A text's sentences, clauses, runs of hashtags and key phrases.

    Key phrases are what stands between words of grammar and marks ("little library"), as in RAKE
    (Rose et al. 2010).
    """
    found = {*_whole_stretches(text), *_key_phrases(text)}
    found.discard(Part(0, len(text.rstrip()), is_phrase=True))  # nothing would be left
    return sorted(found, key=lambda part: (part.start, part.end))


def without(text: str, part: Part) -> str:
    """A text without one of its parts, its spaces, capital and article in order."""
    before, gone, after = text[: part.start], text[part.start : part.end], text[part.end :]
    if not before.strip():
        after = after.lstrip()
        after = capitalised(after) if gone[:1].isupper() else after
    elif before[-1].isspace() and after[:1].isspace():  # one of the two spaces stays
        before, after = (before[:-1], after) if after[0] == "\n" else (before, after[1:])
    return _NO_GAP.sub("", agreeing(before, after) + after).strip()


def as_posted(masked: Masked, part: Part) -> str:
    """A stretch of a masked text with its links and mentions."""
    entities = iter(masked.entities[_entities_in(masked.text[: part.start]) :])
    stretch = masked.text[part.start : part.end]
    return "".join(next(entities) if char in (LINK, MENTION) else char for char in stretch)


def place_as_posted(masked: Masked, part: Part) -> tuple[int, int]:
    """Where a stretch of a masked text begins and ends in the text as it is posted."""
    start = len(as_posted(masked, Part(0, part.start)))
    return start, start + len(as_posted(masked, part))


def _entities_in(text: str) -> int:
    return text.count(LINK) + text.count(MENTION)


def _whole_stretches(text: str) -> Iterator[Part]:
    """Sentences, clauses and runs of hashtags, of several words each."""
    for start, sentence in _placed(sentences(text)):
        for at, clause in [(0, sentence), *_placed(_CLAUSE_ENDS.split(sentence))]:
            if len(clause.split()) > 1:
                yield Part(start + at, start + at + len(clause.rstrip()), is_phrase=True)
    for match in _HASHTAGS.finditer(text):
        yield Part(*match.span(), is_phrase=True)


def _placed(pieces: Iterable[str]) -> Iterator[tuple[int, str]]:
    """Pieces of a text, one after the other, each with where it begins."""
    start = 0
    for piece in pieces:
        yield start, piece
        start += len(piece)


def _key_phrases(text: str) -> Iterator[Part]:
    """Runs of words with one space between, none of them a word of grammar."""
    run: list[Part] = []
    for part in words_in(text):
        says = _says_something(text[part.start : part.end])
        if not (says and run and text[run[-1].end : part.start] == " "):
            yield from _joined(run)
            run = []
        if says:
            run.append(part)
    yield from _joined(run)


def _joined(run: Sequence[Part]) -> Iterator[Part]:
    if 1 < len(run) <= _LONGEST_PHRASE:
        yield Part(run[0].start, run[-1].end, is_phrase=True)


def _says_something(word: str) -> bool:
    return word[0].isalnum() and folded(word) not in GRAMMAR
