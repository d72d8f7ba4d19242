"""Rows of CSV and TSV files, with the lines on which they start."""

import csv
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import islice

from tweetopt.datasets.dialects import lines_of, named
from tweetopt.datasets.formats import Kind
from tweetopt.datasets.spreadsheets import unguard

_LARGEST_CELL = 2**24  # characters; beyond, a quote was never closed
_TURNED_AT_ONCE = 256
"""Rows made columns at a time: so few that Python's garbage collector has nothing to look at."""


class CsvRows:
    """Rows of CSV or TSV; the header is read at once.

    Args:
        text: The lines, decoded.
        kind: CSV or TSV.
        name: What to call the table in errors.

    Attributes:
        columns: Their names.

    Raises:
        ValueError: Here and while rows are read: the table is malformed; the message names the
            line.
    """

    def __init__(self, text: Iterator[str], kind: Kind, name: str) -> None:
        csv.field_size_limit(_LARGEST_CELL)
        found = lines_of(text, separator="\t" if kind is Kind.TSV else ",")
        self._reader = csv.reader(found.lines, delimiter=found.separator, strict=True)
        self._before, self._name = found.before, name
        line, columns = next(self._records(), (1, []))
        if not columns:
            raise ValueError(f"{name}: expected a line of column names, got an empty file")
        self.columns = named(columns)
        check_distinct(self.columns, f"{name}, line {line}")
        for column in self.columns:
            if not column.isascii() and any("\ud800" <= c <= "\udfff" for c in column):
                raise ValueError(
                    f"{name}, line {line}: expected UTF-8 text, got {column!r}; save the file "
                    "as UTF-8"
                )

    def __iter__(self) -> Iterator[tuple[int, dict[str, str]]]:
        for line, cells in self._records():
            if len(cells) != len(self.columns):
                raise ValueError(
                    f"{self._name}, line {line}: expected {len(self.columns)} cells, got "
                    f"{len(cells)}; put cells that hold separators into quotes"
                )
            yield line, dict(zip(self.columns, cells, strict=True))

    def by_column(self) -> dict[str, list[str | None]]:
        """All cells.

        Raises:
            ValueError: A row has too few or too many.
            csv.Error: A row cannot be read.
        """
        found: list[list[str | None]] = [[] for _ in self.columns]
        filled = filter(None, self._reader)
        while some := list(islice(filled, _TURNED_AT_ONCE)):
            for column, cells in zip(found, zip(*some, strict=True), strict=True):
                column += [
                    (unguard(cell) if cell[0] == "'" else cell) if cell else None for cell in cells
                ]
        return dict(zip(self.columns, found, strict=True))

    def _records(self) -> Iterator[tuple[int, list[str]]]:
        while True:
            line = self._before + self._reader.line_num + 1
            try:
                cells = next(self._reader, None)
            except csv.Error as error:
                raise ValueError(
                    f"{self._name}, line {line}: cannot be read: {error}; check its quotes"
                ) from error
            if cells is None:
                return
            if cells:  # else an empty line
                yield line, [unguard(cell) if cell[:1] == "'" else cell for cell in cells]


def check_distinct(columns: Sequence[str], place: str) -> None:
    """Refuse column names of which one stands twice.

    Raises:
        ValueError: One does; the message says where.
    """
    for column, count in Counter(columns).items():
        if count > 1:
            raise ValueError(
                f"{place}: expected different column names, got {column!r} twice; rename one"
            )
