"""Where output goes: how wide it is, and which characters it can hold."""

import codecs
import sys
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from rich.console import Console
from rich.table import Table
from rich.text import Text

_NARROW = 60
"""Columns below which a table leaves texts no room; they are then shown one under another."""
_HANDLER = "tweetopt-plain"
_PLAIN = {"★": "*", "→": "->", "…": "...", "±": "+/-", "·": "|"}
_lost: Counter[str] = Counter()


@dataclass(frozen=True)
class Row:
    """A text with its figures.

    Attributes:
        text: The text, shown whole.
        figures: As many as the table has titles; those with two lines have two parts.
        lead: What stands before it, such as its number.
    """

    text: Text
    figures: Sequence[str | Text]
    lead: str = ""


def show_rows(
    console: Console,
    rows: Sequence[Row],
    *,
    heading: str,
    titles: Sequence[str],
    table: bool = True,
) -> None:
    """Print texts as a table or one under another: on a narrow screen, and where output is none.

    Args:
        console: Where to.
        rows: The texts.
        heading: What the texts are.
        titles: What the figures are.
        table: Whether a table is wanted, where there is room for one.
    """
    if not rows:
        return
    if not table or listed(console):
        for number, row in enumerate(rows):
            # A row that says why it has no figures has fewer.
            figures = [
                f"{title}: {_in_one_line(figure)}"
                for title, figure in zip(titles, row.figures, strict=False)
            ]
            show_text(console, replace(row, figures=figures), apart=number > 0)
        return
    grid = Table(show_lines=any("\n" in str(each) for row in rows for each in row.figures))
    if any(row.lead for row in rows):
        grid.add_column("", justify="right")
    grid.add_column(heading, ratio=1, overflow="fold")
    for title in titles:
        grid.add_column(title, justify="right", no_wrap=True)
    for row in rows:
        grid.add_row(*([row.lead] if row.lead else []), row.text, *row.figures)
    console.print(grid)


def show_text(console: Console, row: Row, *, apart: bool = False) -> None:
    """Print a text as it can be copied, in one line however narrow the screen, then its figures.

    Args:
        console: Where to.
        row: The text.
        apart: Whether an empty line stands before it.
    """
    if apart:
        console.print()
    console.print(row.text, soft_wrap=True)
    line = Text(" · ", style="dim").join(
        Text.assemble(each, style="dim") for each in row.figures if str(each)
    )
    if told := Text.assemble((f"{row.lead} " if row.lead else "", "dim"), line):
        console.print(told, soft_wrap=not console.is_terminal)


def show_sentences(console: Console, *sentences: str, style: str = "") -> None:
    """Print sentences, each in a line of its own; folded on a screen only."""
    for each in sentences:
        console.print(Text(each, style=style), soft_wrap=not console.is_terminal)


def show_heading(console: Console, heading: str) -> None:
    """Print what the texts below are, set apart from what is above."""
    console.print(Text(f"\n{heading}", style="bold"))


def _in_one_line(figure: str | Text) -> str:
    first, *rest = str(figure).splitlines() or [""]
    return f"{first} ({', '.join(rest)})" if rest else first


def listed(console: Console) -> bool:
    """Whether texts are shown one under another: there is no screen, or a narrow one."""
    return not console.is_terminal or console.width < _NARROW


def can_write_all(encoding: str | None) -> bool:
    """Whether an encoding holds every character."""
    return (encoding or "").lower().replace("-", "").replace("_", "").startswith("utf")


def never_fail_to_write() -> None:
    """Let standard output and error replace what their encoding lacks, such as a code page's."""
    codecs.register_error(_HANDLER, _replaced)
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure and not can_write_all(stream.encoding):
            reconfigure(errors=_HANDLER)


def say_what_was_lost() -> None:
    """Say on standard error how many characters were replaced since the last time."""
    if count := _lost.total():
        _lost.clear()
        print(
            f"note: {count:,} character{'s' * (count > 1)} that {sys.stdout.encoding} can't hold "
            f"{'are' if count > 1 else 'is'} shown as '?'; set PYTHONUTF8=1 to write UTF-8",
            file=sys.stderr,
        )


def _replaced(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeEncodeError):
        raise error
    shown = []
    for char in error.object[error.start : error.end]:
        plain = _PLAIN.get(char)
        if plain is None:
            _lost[char] += 1
        shown.append(plain or "?")
    return "".join(shown), error.end
