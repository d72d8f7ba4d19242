"""Links and @mentions as single characters, so that a model moves them but cannot misspell them."""

import re
from dataclasses import dataclass

LINK = "\ue000"
MENTION = "\ue001"

LINKS_AND_MENTIONS = re.compile(
    rf"""
    (?P<link> (?:https?://|\bwww\.|\bpic\.twitter\.com/) [^\s{LINK}{MENTION}]* [\w/\#=&-] )
    | (?P<mention> (?<![\w@＠/]) [@＠] [A-Za-z0-9_]{{1,15}} (?![\w@＠]) )
    """,
    re.VERBOSE | re.IGNORECASE,
)
_PLACEHOLDER = re.compile(f"[{LINK}{MENTION}]")
_WITH_PLACEHOLDERS = re.compile(f"({_PLACEHOLDER.pattern})")


@dataclass(frozen=True)
class Masked:
    """A text with its entities lifted out.

    Attributes:
        text: The text, a placeholder character where each entity stood.
        entities: What stood there, in reading order.
    """

    text: str
    entities: tuple[str, ...]

    @property
    def placeholders(self) -> str:
        """The placeholder characters of the text, in reading order."""
        return "".join(_PLACEHOLDER.findall(self.text))


def mask(text: str, entities: re.Pattern[str] | None) -> Masked:
    """Replace every entity by one placeholder character.

    Args:
        text: The text. Placeholders that a person typed are kept like entities.
        entities: What else to replace: links are what a group "link" matches, all else counts as
            mentions. None for nothing.
    """
    lifted: list[str] = []

    def lift(match: re.Match[str]) -> str:
        lifted.append(match[0])
        return LINK if match.groupdict().get("link") else MENTION

    pieces = []
    for piece in _WITH_PLACEHOLDERS.split(text):
        if _PLACEHOLDER.fullmatch(piece):
            lifted.append(piece)
            pieces.append(piece)
        else:
            pieces.append(entities.sub(lift, piece) if entities else piece)
    return Masked("".join(pieces), tuple(lifted))


def restore(text: str, original: Masked) -> str | None:
    """Put the entities of `original` back into a rewritten text, each exactly once.

    Entities of one kind keep their order; links and mentions may trade places.

    Args:
        text: A masked text, perhaps rewritten.
        original: The masked text whose entities are wanted.

    Returns:
        The text with its entities, or None if `text` lost or repeated a placeholder.
    """
    if sorted(_PLACEHOLDER.findall(text)) != sorted(original.placeholders):
        return None
    waiting: dict[str, list[str]] = {LINK: [], MENTION: []}
    for placeholder, entity in zip(original.placeholders, original.entities, strict=True):
        waiting[placeholder].append(entity)
    return _PLACEHOLDER.sub(lambda match: waiting[match[0]].pop(0), text)


def fill(text: str, *sources: Masked) -> str:
    """Give a freely written masked text the entities of other texts, as far as they go.

    For texts that promise nobody a link, such as those half-way between two others. Each entity
    is used once at most, those of the first source first; a placeholder that is left over says
    what it stands for: "[link]" or "[mention]".
    """
    waiting: dict[str, list[str]] = {LINK: [], MENTION: []}
    for source in sources:
        for placeholder, entity in zip(source.placeholders, source.entities, strict=True):
            waiting[placeholder].append(entity)
    names = {LINK: "[link]", MENTION: "[mention]"}

    def put(match: re.Match[str]) -> str:
        return waiting[match[0]].pop(0) if waiting[match[0]] else names[match[0]]

    return _PLACEHOLDER.sub(put, text)
