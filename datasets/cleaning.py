"""Repairs what exports do to text, and nothing a person typed."""

import html

import ftfy

_REPAIRS = ftfy.TextFixerConfig(
    unescape_html=False,  # done below, for texts with a "<" too
    uncurl_quotes=False,
    fix_latin_ligatures=False,
    fix_character_width=False,
    fix_line_breaks=False,
    normalization=None,
)


def clean(text: str) -> str:
    """Undo HTML entities and mis-decoded UTF-8; keep white space, quotes and emoji as typed."""
    return ftfy.fix_text(html.unescape(text), _REPAIRS)
