"""Tables as no one would write them and everyone gets them, for hypothesis to draw."""

import csv
import io
from dataclasses import dataclass

from hypothesis import assume, strategies as st

CELLS = st.text(st.characters(codec="utf-8"), max_size=12)
ODD = st.sampled_from(
    ["=", "'", "'=1", "''@", "-1", "+1e5", "\r", "\n", "\t", '"', ",", "\x00", " "]
)
TABLES = st.integers(1, 4).flatmap(
    lambda width: st.tuples(
        st.lists(CELLS | ODD, min_size=width, max_size=width, unique=True),
        st.lists(st.lists(CELLS | ODD, min_size=width, max_size=width), max_size=6),
    )
)
"""Column names, and rows of as many cells."""


@dataclass(frozen=True)
class OddFile:
    """A CSV file, perhaps damaged.

    Attributes:
        columns: Names that were written.
        cells: Rows that were written.
        content: Its bytes.
        damaged: Whether bytes were lost or put in afterwards.
    """

    columns: list[str]
    cells: list[list[str]]
    content: bytes
    damaged: bool


@st.composite
def csv_files(draw: st.DrawFn) -> OddFile:
    """CSV in any dialect that spreadsheets and databases write; every fifth or so is damaged."""
    columns, cells = draw(TABLES)
    all_quoted = draw(st.booleans())
    # csv itself only quotes the line ends that it writes.
    all_quoted |= any("\r" in cell for row in [columns, *cells] for cell in row)
    text, end = io.StringIO(newline=""), draw(st.sampled_from(["\n", "\r\n"]))
    csv.writer(
        text, lineterminator=end, quoting=csv.QUOTE_ALL if all_quoted else csv.QUOTE_MINIMAL
    ).writerows([columns, *cells])
    mark = draw(st.booleans())
    assume(mark or not text.getvalue().startswith("\ufeff"))  # it would be taken for the mark
    content = text.getvalue().encode("utf-8-sig" if mark else "utf-8")
    damaged = draw(st.integers(0, 4)) == 0
    return OddFile(columns, cells, _damage(draw, content) if damaged else content, damaged)


def _damage(draw: st.DrawFn, content: bytes) -> bytes:
    """Some bytes gone, others in their place."""
    start, end = sorted(draw(st.tuples(*[st.integers(0, len(content))] * 2)))
    return content[:start] + draw(st.binary(max_size=4)) + content[end:]
