"""What a text may become: each function gives versions of a masked text with numbered entities.

They say less than the text, or the same in another form; which one is best, a predictor tells.
"""

import re
from collections.abc import Iterator
from itertools import combinations

from tweetopt.optimizer.explaining.features import PLEASE_RT, length_of
from tweetopt.optimizer.explaining.numbering import LINKS, MENTIONS
from tweetopt.optimizer.explaining.parts import EMOJI, HASHTAG, Part, without
from tweetopt.optimizer.words.rearranging import sentences
from tweetopt.vae.wording.words import LETTER, capitalised, cased

# Set by hand:
_MOST = 4  # versions of a move: each is a text to encode
_HALF = (0.35, 0.65)  # of the text's length
_LEAST_WORDS = 3  # on each side of a place where a sentence is split

_FIRST_MENTIONS = re.compile(rf"^\W*?(?:\.?{MENTIONS}\s*)+[,:;–-]*\s*")
_LINK_AND_LEAD = re.compile(rf"[^\S\n]*{LINKS}")
_CLOSING = re.compile(rf"((?:\s+(?:#\w+|{LINKS}|{MENTIONS}|{EMOJI.pattern}))+\s*)$")
_WHO = "i|we|it|you|they|he|she|this|that"
_CUT = re.compile(
    rf"(?:\s[–—-]|[;,])\s(?:(?:and|but|so)\s)?|\s(?:and|but|so)\s(?=(?:{_WHO})\b)", re.IGNORECASE
)
_SUBJECT = rf"(?:{_WHO}|there|(?:the|our|my|your|this)(?:\s[a-z]+){{1,2}}?)"
_VERB = "am|is|are|was|were|can|could|will|would|should|must|has been|have been"
_STATEMENT = re.compile(
    rf"(?P<subject>{_SUBJECT})\s(?P<verb>{_VERB})\s(?P<rest>[^?]*?)[.!…]*", re.IGNORECASE
)
_ENDS = ".!…:"
_INVITATION = "What do you think?"
_NUMBER_WORDS = (
    "two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
    "seventeen eighteen nineteen"
)  # "one" mostly counts nothing
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety"
_DIGITS = {
    **{word: str(number) for number, word in enumerate(_NUMBER_WORDS.split(), 2)},
    **{word: f"{number}0" for number, word in enumerate(_TENS.split(), 2)},
}
_NUMBER_WORD = re.compile(rf"(?<![\w-])(?:{'|'.join(_DIGITS)})(?![\w-])", re.IGNORECASE)


def without_links(text: str) -> Iterator[str]:
    """All links gone; each one alone, where there are several."""
    links = list(re.finditer(LINKS, text))
    if links:
        yield _tidy(_LINK_AND_LEAD.sub("", text))
    if len(links) > 1:
        yield from (_cut(text, link) for link in links[:_MOST])


def links_elsewhere(text: str) -> Iterator[str]:
    """A single link at the end, at the start, or behind the first sentence."""
    links = re.findall(LINKS, text)
    if len(links) != 1:
        return
    rest = _tidy(_LINK_AND_LEAD.sub("", text))
    first, *others = sentences(rest)
    places = [f"{rest} {links[0]}", f"{links[0]} {rest}"]
    if others:
        places.append(f"{first} {links[0]} {''.join(others).lstrip()}")
    yield from (place for place in places if place.split() != text.split())


def without_first_mention(text: str) -> Iterator[str]:
    """No mention before the first word."""
    if found := _FIRST_MENTIONS.match(text):
        yield capitalised(text[found.end() :])


def without_a_hashtag(text: str) -> Iterator[str]:
    """Each hashtag in turn, and all: gone at the end of the text, a plain word inside it."""
    tags = list(HASHTAG.finditer(text))
    closing = _CLOSING.search(text)
    end = closing.start() if closing else len(text)
    yield from (_untagged(text, tag, end) for tag in tags[: _MOST - 1])
    if len(tags) > 1:
        for tag in reversed(tags):
            text = _untagged(text, tag, end)
        yield text


def without_emoji(text: str) -> Iterator[str]:
    """All emoji gone."""
    if EMOJI.search(text):
        yield _tidy(EMOJI.sub("", text))


def without_please_rt(text: str) -> Iterator[str]:
    """Nobody is asked to share it."""
    if PLEASE_RT.search(text):
        yield _tidy(PLEASE_RT.sub("", text))


def without_first_sentence(text: str) -> Iterator[str]:
    """The first sentence gone."""
    pieces, closing = _parted(text)
    if len(pieces) > 1:
        yield "".join(pieces[2:]) + closing


def without_last_sentence(text: str) -> Iterator[str]:
    """The last sentence gone; hashtags and links behind it stay."""
    pieces, closing = _parted(text)
    if len(pieces) > 1:
        yield "".join(pieces[:-2]) + closing


def half_as_long(text: str) -> Iterator[str]:
    """Some of the sentences: 35 to 65% of the text; hashtags and links at the end stay."""
    pieces, closing = _parted(text)
    own = pieces[::2]
    found = []
    for count in range(1, len(own)):
        for chosen in combinations(range(len(own)), count):
            version = " ".join(own[number] for number in chosen) + closing
            share = length_of(version) / max(length_of(text), 1)
            if _HALF[0] <= share <= _HALF[1]:
                found.append((abs(share - 0.5), version))
    yield from (version for _, version in sorted(found)[:_MOST])


def another_sentence_first(text: str) -> Iterator[str]:
    """Each later sentence of one paragraph at the start."""
    pieces, closing = _parted(text)
    own = pieces[::2]
    if "\n" not in text:
        for number in range(1, min(len(own), _MOST + 1)):
            yield " ".join([own[number], *own[:number], *own[number + 1 :]]) + closing


def as_question(text: str) -> Iterator[str]:
    """The first statement that can be turned into a question; the text, and what readers think."""
    if "?" in text:
        return
    pieces, closing = _parted(text)
    for place in range(0, len(pieces), 2):
        if turned := _question(pieces[place]):
            yield "".join([*pieces[:place], turned, *pieces[place + 1 :]]) + closing
            break
    said = "".join(pieces)
    yield f"{said}{'' if said[-1:] in _ENDS else '.'} {_INVITATION}{closing}"


def split_in_two(text: str) -> Iterator[str]:
    """A sentence that ends where a clause ended; at most four places."""
    found = 0
    for match in _CUT.finditer(text):
        before, after = text[: match.start()], text[match.end() :]
        inside = sentences(before)[-1], sentences(after)[0]
        if min(len(re.findall(rf"{LETTER}+", side)) for side in inside) >= _LEAST_WORDS:
            yield f"{before}. {capitalised(after)}"
            found += 1
        if found == _MOST:
            return


def with_digits(text: str) -> Iterator[str]:
    """All number words as digits."""
    if _NUMBER_WORD.search(text):
        yield _NUMBER_WORD.sub(lambda match: _DIGITS[match[0].lower()], text)


def in_lower_case(text: str) -> Iterator[str]:
    """No capital."""
    if text != text.lower():
        yield text.lower()


def _question(sentence: str) -> str | None:
    found = _STATEMENT.fullmatch(sentence)
    if found is None:
        return None
    verb, *more = found["verb"].split()
    subject = found["subject"]
    subject = subject if subject == "I" else subject[0].lower() + subject[1:]
    rest = " ".join([*more, found["rest"]])
    return f"{cased(verb.lower(), like=sentence[0])} {subject} {rest}?"


def _parted(text: str) -> tuple[list[str], str]:
    """Sentences with what parts them, and the hashtags, links and emoji behind the last one."""
    closing = _CLOSING.search(text)
    end = closing.start() if closing else len(text)
    return sentences(text[:end]), text[end:].rstrip()


def _untagged(text: str, tag: re.Match[str], end: int) -> str:
    if tag.start() >= end:
        return _cut(text, tag)
    return text[: tag.start()] + text[tag.start() + 1 :]


def _cut(text: str, match: re.Match[str]) -> str:
    return without(text, Part(*match.span()))


def _tidy(text: str) -> str:
    text = re.sub(r"[^\S\n]{2,}", " ", text)
    return re.sub(r"[^\S\n]+(?=[.,!?;:…]|\n|$)", "", text).strip()
