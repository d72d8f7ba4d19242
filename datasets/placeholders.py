"""Links and @mentions as single characters, so that a model moves them but cannot misspell them."""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

LINK = "\ue000"
MENTION = "\ue001"

_PLACEHOLDER = re.compile(f"[{LINK}{MENTION}]")
_WITH_PLACEHOLDERS = re.compile(f"({_PLACEHOLDER.pattern})")


@dataclass(frozen=True)
class Entity:
    """What must stay to the letter in a text.

    Attributes:
        start: Where it begins.
        end: Where it ends, exclusive.
        placeholder: The character that stands for it: `LINK` or `MENTION`.
    """

    start: int
    end: int
    placeholder: str = MENTION


Finder = Callable[[str], Sequence[Entity]]
"""Finds the entities of a text, in reading order, none overlapping another."""


@dataclass(frozen=True)
class Matches:
    """Finds what a regular expression matches.

    Attributes:
        pattern: What a group called "link" matches is a link; all else counts as a mention.
    """

    pattern: re.Pattern[str]

    def __call__(self, text: str) -> list[Entity]:
        """The matches in a text."""
        return [
            Entity(*match.span(), LINK if match.groupdict().get("link") else MENTION)
            for match in self.pattern.finditer(text)
            if match[0]
        ]


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


def mask(text: str, find: Finder | None) -> Masked:
    """Replace every entity by one placeholder character.

    Args:
        text: The text. Placeholders that a person typed are kept like entities.
        find: What else to replace; None for nothing.
    """
    pieces: list[str] = []
    lifted: list[str] = []
    for piece in _WITH_PLACEHOLDERS.split(text):
        if _PLACEHOLDER.fullmatch(piece):
            pieces.append(piece)
            lifted.append(piece)
        elif find is None:
            pieces.append(piece)
        else:
            _lift(piece, find(piece), pieces=pieces, lifted=lifted)
    return Masked("".join(pieces), tuple(lifted))


def _lift(text: str, entities: Iterable[Entity], *, pieces: list[str], lifted: list[str]) -> None:
    """Part a text into its masked pieces and its entities."""
    done = 0
    for entity in entities:
        pieces += (text[done : entity.start], entity.placeholder)
        lifted.append(text[entity.start : entity.end])
        done = entity.end
    pieces.append(text[done:])


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
