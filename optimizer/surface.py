"""Other ways to write the very same words: no model is asked, and no fact can change."""

import re
from collections.abc import Iterator

from tweetopt.optimizer.clauses import clause_rewrites
from tweetopt.optimizer.contractions import contraction_rewrites

_SENTENCE_END = re.compile(r"(?<=[.!?…])\s+(?=\S)")
_ITEM = r"(?!(?:i|we|you|he|she|it|they|in|on|at|for|to|of|with|from|and)\b)[a-z]+(?: [a-z]+)?"
_LAST_OF_LIST = re.compile(rf"(?<=[a-z])(, {_ITEM}, {_ITEM})(,?)(?= (?:and|or) [a-z])")
_AMPERSAND = re.compile(r"(?<=[a-z] )&(?= [a-z])")
_PERCENT = re.compile(r"(?<=\d) percent\b")
_HASHTAG = re.compile(r"\s*#\w+")
_CALM = re.compile(r"(?<=[^\W\d_])[!]+(?=\s|$)")
_LEANS_BACK = (
    "it|he|she|they|that|this|these|those|so|but|and|or|then|still|also|because|which|who|you"
)
_LEANING = re.compile(rf"(?:{_LEANS_BACK})\b", re.IGNORECASE)
_STANDS_ALONE = re.compile(  # links and hashtags belong at the end, answers after what they answer
    rf"(?!{_LEANING.pattern})(?=.*(?<![\w#@])[^\W\d_]{{2}}).*[.!?…]$", re.IGNORECASE | re.DOTALL
)
_REMARK = re.compile(r"[^\W\d_]+(?:\s[^\W\d_]+){0,2}\s?[.!?…]*")
_POINTS = re.compile(r"\s(?:it|this|that|these|those|them|him|her|me|us)\b", re.IGNORECASE)
_LAST = re.compile(r"(?<=[^\W\d_])[.]?$")


def surface_rewrites(text: str) -> list[str]:
    """Rewrites of a text, one change each.

    Sentences and clauses stand in another order (see `clauses`), or a short remark goes ("So
    proud!"); contractions are made or undone; hashtags are dropped; lists get a last comma or lose
    it; the tone is calmer, or more emphatic. Line breaks stay: what a code tells of them is wrong
    as often as right (docs/lab-book.md, 16).
    """
    found = dict.fromkeys(_rewrites(text))
    found.pop(text, None)
    return list(found)


def _rewrites(text: str) -> Iterator[str]:
    yield _CALM.sub(".", text)
    yield _LAST.sub("!", text, count=1)
    yield _LAST.sub("", text, count=1)
    yield from contraction_rewrites(text)
    yield from clause_rewrites(text)
    yield _LAST_OF_LIST.sub(lambda match: match[1] + ("" if match[2] else ","), text)
    yield _AMPERSAND.sub("and", text)
    yield _PERCENT.sub("%", text)
    hashtags = list(_HASHTAG.finditer(text))
    for match in hashtags:
        yield (text[: match.start()] + text[match.end() :]).strip()
    if len(hashtags) > 1:
        yield _HASHTAG.sub("", text).strip()
    sentences = _SENTENCE_END.split(text)
    if len(sentences) > 1:
        if _STANDS_ALONE.match(sentences[-1]):
            yield " ".join([sentences[-1], *sentences[:-1]])
        for number, sentence in enumerate(sentences):
            before, after = sentences[:number], sentences[number + 1 :]
            if _goes_without_loss(sentence, after):
                yield " ".join(before + after)


def _goes_without_loss(sentence: str, after: list[str]) -> bool:
    """Whether it is a remark: short, no order about something ("Write it down."), not leaned on."""
    remark = _REMARK.fullmatch(sentence) and not _POINTS.search(sentence)
    return bool(remark) and not (after and _LEANING.match(after[0]))
