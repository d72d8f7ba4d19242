"""Repairs what exports and copying do to text; used alike for tables and for what is typed."""

import html
import re
from html.entities import html5

import ftfy

from tweetopt.datasets.links import links

_REPAIRS = ftfy.TextFixerConfig(
    unescape_html=False,  # done below, for texts with a "<" too
    fix_surrogates=False,  # what was no UTF-8 is refused, not replaced
    uncurl_quotes=False,
    fix_latin_ligatures=False,
    fix_character_width=False,
    fix_line_breaks=False,
    normalization=None,
)
_ENTITY = re.compile(r"&(?:\#[0-9]{1,7}|\#[xX][0-9a-fA-F]{1,6}|[a-zA-Z][a-zA-Z0-9]{1,31});")
_AROUND_LINKS = frozenset("<>\"'“”‘’")


def clean(text: str) -> str:
    """Undo HTML entities and mis-decoded UTF-8; keep white space, quotes and emoji as typed.

    Entities end in a semicolon; inside a link, what looks like one is a part of its address.
    """
    return ftfy.fix_text(_unescaped(text), _REPAIRS)


def _unescaped(text: str) -> str:
    if not _ENTITY.search(text):
        return text
    addresses = links(_ENTITY.sub(_parted, text))

    def undone(match: re.Match[str]) -> str:
        inside = any(each.start <= match.start() < each.end for each in addresses)
        return match[0] if inside else _character(match[0])

    return _ENTITY.sub(undone, text)


def _parted(match: re.Match[str]) -> str:
    """Blanks for an escaped quote, bracket or blank, where a link ends; as long as before."""
    character = _character(match[0])
    ends = character.isspace() or character in _AROUND_LINKS
    return " " * len(match[0]) if ends else match[0]


def _character(entity: str) -> str:
    """What an entity stands for; itself where it's none."""
    numbered = entity.startswith("&#")
    return html.unescape(entity) if numbered else html5.get(entity[1:], entity)
