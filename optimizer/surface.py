"""Other ways to write the very same words: no model is asked, and no fact can change."""

import re
from collections.abc import Iterator

_SENTENCE_END = re.compile(r"(?<=[.!?…])\s+(?=\S)")
_CONTRACTIONS = {
    "i am": "i'm", "i have": "i've", "i will": "i'll", "we are": "we're", "we have": "we've",
    "we will": "we'll", "you are": "you're", "they are": "they're", "it is": "it's",
    "that is": "that's", "do not": "don't", "does not": "doesn't", "did not": "didn't",
    "is not": "isn't", "are not": "aren't", "was not": "wasn't", "can not": "can't",
    "cannot": "can't", "will not": "won't", "would not": "wouldn't", "should not": "shouldn't",
}  # fmt: skip
_LONG = re.compile(rf"\b({'|'.join(_CONTRACTIONS)})\b(?=\s+\w)", re.IGNORECASE)
_EXPANSIONS = {short: long for long, short in _CONTRACTIONS.items() if long != "can not"}
_SHORT = re.compile(rf"\b({'|'.join(_EXPANSIONS)})\b(?=\s+\w)".replace("'", "['’]"), re.IGNORECASE)
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

    Sentences stand on lines of their own, in another order, or a short remark goes ("So proud!");
    contractions are made or undone; hashtags are dropped; the tone is calmer, or more emphatic.
    """
    found = dict.fromkeys(_rewrites(text))
    found.pop(text, None)
    return list(found)


def _rewrites(text: str) -> Iterator[str]:
    yield _CALM.sub(".", text)
    yield _LAST.sub("!", text, count=1)
    yield _LAST.sub("", text, count=1)
    for pattern, others in ((_LONG, _CONTRACTIONS), (_SHORT, _EXPANSIONS)):
        for match in pattern.finditer(text):
            other = others[match.group().lower().replace("’", "'")]
            yield text[: match.start()] + _cased(other, match.group()) + text[match.end() :]
    hashtags = list(_HASHTAG.finditer(text))
    for match in hashtags:
        yield (text[: match.start()] + text[match.end() :]).strip()
    if len(hashtags) > 1:
        yield _HASHTAG.sub("", text).strip()
    sentences = _SENTENCE_END.split(text)
    if len(sentences) > 1:
        for gap in ("\n", "\n\n"):
            yield gap.join(sentences)
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


def _cased(word: str, model: str) -> str:
    return word[0].upper() + word[1:] if model[0].isupper() else word
