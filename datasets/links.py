"""Links and mentions as the platform sees them, by its published rules, and a little more.

Where we say more than it does, what the platform leaves plain is kept to the letter: what has
a scheme or "www." is a link whatever stands around it, and so are e-mail addresses. Where we say
less, a space is missing: "so funny.It was" is no address.
"""

import re
from collections.abc import Iterable, Iterator

from tweetopt.datasets.placeholders import LINK, MENTION, Entity
from tweetopt.datasets.tweet_length import PERHAPS_LINK, links_of

_ANYTHING = re.compile(rf"[@＠]|://|{PERHAPS_LINK.pattern}")
_SCHEME = r"(?:https?|ftp)://"
_NEXT = rf"(?<![=/?&%]){_SCHEME}"  # two links without a space between, not one in the other
_SHORTENED = re.compile(rf"(?<![=/?&%])https?://t\.co/(?:(?!{_NEXT})[a-z0-9])++(?!\?)", re.I)
_TYPED = re.compile(  # by someone who means a link; its end is looked for in `_trimmed`
    rf"(?:{_SCHEME}|\bwww\.)(?=[\w\[])(?:(?!{_NEXT})[^\s<>\"“”])+", re.IGNORECASE
)
_MAILBOX = re.compile(r"(?<![\w+%@＠-])(?<!\w[.'])[\w+%-]++(?:[.'][\w+%-]++)*+@(?=[^\W_])")
_HOST = re.compile(r"https://[^/?:#]+")
_MENTION = re.compile(
    r"""
    (?: (?<![A-Za-z0-9_\#$%&*@＠]) | (?<=\brt) ) [@＠]
    (?: [\w.-]+@(?:[a-z0-9-]+\.)+[a-z]{2,}\b  # of another server
    | [A-Za-z0-9_]{1,20} (?![A-Za-z0-9_@＠À-ÖØ-öø-ɏ]|://) (?:/[A-Za-z][A-Za-z0-9_-]{0,24})?
    )
    """,
    re.VERBOSE | re.IGNORECASE,
)
_PLATFORM_SCHEME = re.compile(r"https?://|www\.", re.IGNORECASE)
_NO_SPACE = re.compile(r"[^/?]*\.(?!(?:Com|Net|Org|Edu|Gov)$)[A-Z][a-z]+")
_RUN = re.compile(r"\S+")
_LONGEST_HOST = 255  # characters (RFC 1035, 2.3.4)
_CLOSING = {")": "(", "]": "[", "}": "{"}


def links_and_mentions(text: str) -> list[Entity]:
    """The links, e-mail addresses and mentions of a text, in reading order."""
    if not _ANYTHING.search(text):
        return []
    found: list[Entity] = []
    for entity in _candidates(text):
        if all(entity.end <= other.start or other.end <= entity.start for other in found):
            found.append(entity)
    return sorted(found, key=lambda entity: entity.start)


def links(text: str) -> list[Entity]:
    """The links and e-mail addresses of a text, in reading order."""
    return [entity for entity in links_and_mentions(text) if entity.placeholder == LINK]


def _candidates(text: str) -> Iterator[Entity]:
    """What may be one; where two overlap, the first counts."""
    shortened = [Entity(*match.span(), LINK) for match in _SHORTENED.finditer(text)]
    yield from shortened
    rest = _blanked(text, shortened)
    yield from _other_links(rest)
    if "@" in rest or "＠" in rest:
        yield from (Entity(*match.span(), MENTION) for match in _MENTION.finditer(rest))


def _other_links(text: str) -> Iterator[Entity]:
    platform = [Entity(*each, LINK) for each in links_of(text)] if PERHAPS_LINK.search(text) else []
    schemes = [each for each in platform if _PLATFORM_SCHEME.match(text, each.start)]
    yield from schemes
    yield from _typed(text)
    yield from _addresses(text)
    yield from (each for each in platform if not _NO_SPACE.fullmatch(text, each.start, each.end))


def _blanked(text: str, entities: Iterable[Entity]) -> str:
    """The text with blanks where entities stand, as long as before."""
    for entity in entities:
        text = text[: entity.start] + " " * (entity.end - entity.start) + text[entity.end :]
    return text


def _typed(text: str) -> Iterator[Entity]:
    for match in _TYPED.finditer(text):
        yield Entity(match.start(), match.start() + len(_trimmed(match[0])), LINK)


def _trimmed(link: str) -> str:
    """Without the marks at its end that belong to the sentence, and brackets opened before it."""
    while not (link[-1].isalnum() or link[-1] in "_/#=&-+"):
        if link[-1] in _CLOSING and link.count(link[-1]) <= link.count(_CLOSING[link[-1]]):
            break
        link = link[:-1]
    return link


def _addresses(text: str) -> Iterator[Entity]:
    """E-mail addresses, at hosts that the platform would link."""
    for match in _MAILBOX.finditer(text) if "@" in text else ():
        run = _RUN.match(text, match.end(), match.end() + _LONGEST_HOST)
        host = "https://" + run[0] if run else ""
        start, end = next(links_of(host), (0, 0))
        if start == 0 and (name := _HOST.match(host, 0, end)):
            yield Entity(match.start(), match.end() + name.end() - len("https://"), LINK)
