"""Tables as a stream of blocks of rows: memory stays flat however long the file."""

import csv
import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Any, BinaryIO

import pyarrow as pa
import pyarrow.parquet as pq

from tweetopt.datasets.csv_rows import CsvRows, check_distinct
from tweetopt.datasets.dialects import decoded
from tweetopt.datasets.formats import READ_ONLY, Format, Kind, open_input

Row = dict[str, Any]

_READ_AT_ONCE = 4096
"""Rows in memory."""


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
            return CsvRows(decoded(stream), format.kind, name).by_column()
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
                check_distinct(names, str(name or path))
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


def _text_blocks(stream: pa.NativeFile, kind: Kind, size: int, name: str) -> Iterator[Block]:
    text = decoded(stream)
    table = None if kind is Kind.JSON_LINES else CsvRows(text, kind, name)
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
    from tweetopt.datasets.posts.archives import read_source

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
