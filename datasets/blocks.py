"""Tables as a stream of blocks of rows: memory stays flat however long the file."""

import csv
import hashlib
import json
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Any, BinaryIO

import pyarrow as pa
import pyarrow.parquet as pq

from tweetopt.datasets.cells import unguard
from tweetopt.datasets.dialects import decoded, lines_of, named
from tweetopt.datasets.formats import READ_ONLY, Format, Kind, open_input

Row = dict[str, Any]

_LARGEST_CELL = 2**24  # characters; beyond, a quote was never closed
_READ_AT_ONCE = 4096
"""Rows in memory."""
_TURNED_AT_ONCE = 256
"""Rows made columns at a time: so few that Python's garbage collector has nothing to look at."""


@dataclass(frozen=True)
class Block:
    """Consecutive rows of a table.

    Bytes that are no UTF-8 stay in text as lone surrogates (Python's "surrogateescape").

    Attributes:
        start: Number of the first row, from 0.
        rows: By column.
        columns: The table's columns; of JSON lines, the names that these rows have.
        lines: The line on which each row starts, from 1; of no use for Parquet, and empty.
        table: The same rows with their types, where they come from Parquet.
    """

    start: int
    rows: list[Row]
    columns: list[str] = field(default_factory=list)
    lines: list[int] = field(default_factory=list)
    table: pa.Table | None = None

    def place(self, row: int) -> str:
        """Where a row of the block stands in its file, for people."""
        return f"line {self.lines[row]}" if self.lines else f"row {self.start + row + 1}"


@dataclass(frozen=True)
class Survey:
    """What one pass over a file tells.

    Attributes:
        rows: How many.
        columns: All names that occur, in order.
        sha256: Of the file's bytes.
    """

    rows: int
    columns: tuple[str, ...]
    sha256: str


def read_blocks(
    source: Path | BinaryIO,
    format: Format,  # noqa: A002
    *,
    size: int,
    name: str,
) -> Iterator[Block]:
    """Read a table block by block; every block but the last has `size` rows.

    A table without rows is one block without rows. Whole JSON and archives are in memory at once.

    Args:
        source: A file, or a binary stream (not for Parquet, whole JSON or archives).
        format: How it is written.
        size: Rows of a block.
        name: What to call the table in errors.

    Raises:
        ValueError: The table is malformed; the message names the line.
        OSError: It cannot be read.
    """
    try:
        if format.kind is Kind.PARQUET:
            yield from _parquet_blocks(source, size)
            return
        if format.kind in READ_ONLY:
            yield from _post_blocks(source, size, name)
            return
        with open_input(source, format) as stream:
            yield from _text_blocks(stream, format.kind, size, name)
    except UnicodeDecodeError as error:  # of UTF-8, what isn't is kept
        raise ValueError(
            f"{name}: expected UTF-16 text, as its first bytes say, got something else "
            f"({error.reason}); save it as UTF-8"
        ) from error
    except (pa.ArrowInvalid, pa.ArrowIOError) as error:
        how = format.compression or format.kind
        reason = " ".join(str(error).split())
        raise ValueError(f"{name}: cannot be read as {how}: {reason}") from error


def read_columns(path: Path, format: Format, *, name: str) -> dict[str, list[str | None]]:  # noqa: A002
    """The cells of a CSV or TSV file by column, None where nothing stands.

    The same cells as those of `read_blocks`, in a third of the time or less.

    Raises:
        ValueError: The table is malformed; the message names the line.
        OSError: It cannot be read.
    """
    try:
        with open_input(path, format) as stream:
            return _CsvRows(decoded(stream), format.kind, name).by_column()
    except (csv.Error, ValueError, OSError):
        for _ in read_blocks(path, format, size=_READ_AT_ONCE, name=name):
            pass  # which raises, and says where
        raise


def survey(path: Path, format: Format, *, name: str | None = None) -> Survey:  # noqa: A002
    """Count a table's rows, checking every line and naming every column.

    Raises:
        ValueError: The table is malformed; the message names the line.
        OSError: It cannot be read.
    """
    digest = sha256(path)
    if format.kind is Kind.PARQUET:
        try:
            with pq.ParquetFile(path) as parquet:
                names = tuple(parquet.schema_arrow.names)
                _check_distinct(names, str(name or path))
                return Survey(parquet.metadata.num_rows, names, digest)
        except pa.ArrowInvalid as error:
            reason = " ".join(str(error).split())
            raise ValueError(f"{name or path}: cannot be read as parquet: {reason}") from error
    rows, columns = 0, dict[str, None]()
    for block in read_blocks(path, format, size=_READ_AT_ONCE, name=name or str(path)):
        rows += len(block.rows)
        columns |= dict.fromkeys(block.columns)
    return Survey(rows, tuple(columns), digest)


def sha256(path: Path) -> str:
    """Of a file's bytes, in hexadecimal digits."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _check_distinct(columns: Sequence[str], place: str) -> None:
    for column, count in Counter(columns).items():
        if count > 1:
            raise ValueError(
                f"{place}: expected different column names, got {column!r} twice; rename one"
            )


def _text_blocks(stream: pa.NativeFile, kind: Kind, size: int, name: str) -> Iterator[Block]:
    text = decoded(stream)
    table = None if kind is Kind.JSON_LINES else _CsvRows(text, kind, name)
    numbered = iter(table) if table else _json_rows(text, name)
    start = 0
    while (some := list(islice(numbered, size))) or not start:
        rows = [row for _, row in some]
        columns = (
            table.columns if table else list(dict.fromkeys(key for row in rows for key in row))
        )
        yield Block(start, rows, columns, [line for line, _ in some])
        start += len(some)
        if not some:
            return


class _CsvRows:
    """Rows of CSV or TSV with the lines on which they start; the header is read at once."""

    def __init__(self, text: Iterator[str], kind: Kind, name: str) -> None:
        csv.field_size_limit(_LARGEST_CELL)
        found = lines_of(text, separator="\t" if kind is Kind.TSV else ",")
        self._reader = csv.reader(found.lines, delimiter=found.separator, strict=True)
        self._before, self._name = found.before, name
        line, columns = next(self._records(), (1, []))
        if not columns:
            raise ValueError(f"{name}: expected a line of column names, got an empty file")
        self.columns = named(columns)
        _check_distinct(self.columns, f"{name}, line {line}")
        for column in self.columns:
            if not column.isascii() and any("\ud800" <= c <= "\udfff" for c in column):
                raise ValueError(
                    f"{name}, line {line}: expected UTF-8 text, got {column!r}; save the file "
                    "as UTF-8"
                )

    def __iter__(self) -> Iterator[tuple[int, Row]]:
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


def _json_rows(lines: Iterator[str], name: str) -> Iterator[tuple[int, Row]]:
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
        except (ValueError, RecursionError) as error:
            reason = str(error)
            if isinstance(error, json.JSONDecodeError):  # which counts lines of its own
                reason = f"{error.msg} after {error.pos} characters"
            raise ValueError(f"{name}, line {number}: cannot be read as JSON: {reason}") from error
        if not isinstance(row, dict):
            raise ValueError(
                f'{name}, line {number}: expected an object like {{"text": ...}}, got '
                f"{line.strip()[:30]!r}"
            )
        yield number, row


def _post_blocks(source: Path | BinaryIO, size: int, name: str) -> Iterator[Block]:
    """Posts of an archive or an answer; lists within them as JSON."""
    from tweetopt.datasets.posts.files import read_source

    if not isinstance(source, Path):
        raise ValueError(f"{name}: expected a table, got whole JSON or an archive; name its file")
    table = read_source(source).table
    columns = list(map(str, table.columns))
    rows = [
        {key: _plain(cell) for key, cell in zip(columns, cells, strict=True)}
        for cells in table.itertuples(index=False, name=None)
    ]
    for start in range(0, max(len(rows), 1), size):
        yield Block(start, rows[start : start + size], columns)


def _plain(cell: Any) -> Any:
    if isinstance(cell, (list, dict)):
        return json.dumps(cell, ensure_ascii=False)
    return None if isinstance(cell, float) and cell != cell else cell


def _parquet_blocks(source: Path | BinaryIO, size: int) -> Iterator[Block]:
    start, waiting = 0, None
    # Buffered reading takes pages as they are needed; else a whole group of rows is in memory.
    with pq.ParquetFile(source, pre_buffer=False, buffer_size=2**16) as parquet:
        empty = parquet.schema_arrow.empty_table()
        for batch in parquet.iter_batches(batch_size=size):
            # Batches may end where a group of rows does.
            table = pa.concat_tables(
                [empty if waiting is None else waiting, pa.Table.from_batches([batch])]
            )
            while table.num_rows >= size:
                yield _parquet_block(start, table.slice(0, size))
                start, table = start + size, table.slice(size)
            waiting = table
        if not start or (waiting is not None and waiting.num_rows):
            yield _parquet_block(start, waiting if waiting is not None else empty)


def _parquet_block(start: int, table: pa.Table) -> Block:
    columns = {name: values_of(table[name]) for name in table.column_names}
    rows = [dict(zip(columns, cells, strict=True)) for cells in zip(*columns.values(), strict=True)]
    return Block(start, rows, list(columns), table=table)


def values_of(column: pa.ChunkedArray) -> list[Any]:
    """The values of a column; bytes are read as text."""
    try:
        values = list(column.to_pylist())
    except UnicodeDecodeError:
        values = column.cast(pa.binary()).to_pylist()
    return [
        value.decode("utf-8", "surrogateescape") if isinstance(value, bytes) else value
        for value in values
    ]
