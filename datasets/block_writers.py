"""Blocks of rows as CSV, TSV, JSON lines or Parquet: the same rows give the same bytes."""

import csv
import io
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import Any, BinaryIO, Protocol

import pyarrow as pa
import pyarrow.parquet as pq

from tweetopt.datasets.blocks import Block, Row
from tweetopt.datasets.dialects import Unnamed
from tweetopt.datasets.formats import Format, Kind
from tweetopt.datasets.spreadsheets import guard

_ROW_GROUP = 16_384  # rows of a Parquet file that are in memory at once
# JSON can escape one; in UTF-8 there is none. The others stand for bytes ("surrogateescape").
_HALF_CHARACTER = re.compile("[\ud800-\udc7f\udd00-\udfff]")


class BlockWriter(Protocol):
    """Takes blocks in their order."""

    def write(self, block: Block, added: Sequence[Row]) -> None:
        """Write a block's rows, each with its added columns, named alike in all rows."""
        ...

    def close(self) -> None:
        """Write what is left; doesn't close the file."""
        ...


@contextmanager
def open_writer(
    target: Path | BinaryIO,
    format: Format,  # noqa: A002
    *,
    columns: Sequence[str],
    added: Mapping[str, type],
) -> Iterator[BlockWriter]:
    """A writer for a new file or an open stream.

    Args:
        target: Where to.
        format: How.
        columns: The input's columns; JSON lines write what each row has.
        added: The added columns, with str or float for what they hold.

    Raises:
        ValueError: Rows that don't fit the columns of a Parquet file.
        OSError: The file cannot be written.
    """
    opened: Any = nullcontext(target)  # a stream stays open
    if isinstance(target, Path):
        opened = pa.output_stream(target, compression=format.compression)
    with opened as stream:
        writer: BlockWriter
        if format.kind is Kind.PARQUET:
            writer = _ParquetRows(stream, columns, added)
        elif format.kind is Kind.JSON_LINES:
            writer = _JsonLines(stream)
        else:
            separator = "\t" if format.kind is Kind.TSV else ","
            writer = _CsvRows(stream, [*columns, *added], separator)
        yield writer
        writer.close()


class _CsvRows:
    def __init__(self, stream: pa.NativeFile, columns: Sequence[str], separator: str) -> None:
        self._stream, self._columns = stream, columns
        self._lines = io.StringIO(newline="")
        self._plain = csv.writer(self._lines, delimiter=separator, lineterminator="\n")
        # csv only quotes the line ends that it writes itself; readers know others.
        self._quoted = csv.writer(
            self._lines, delimiter=separator, lineterminator="\n", quoting=csv.QUOTE_ALL
        )
        self._add_names(columns)
        self._flush()

    def write(self, block: Block, added: Sequence[Row]) -> None:
        for row, more in zip(block.rows, added, strict=True):
            cells = row | more
            self._add([_cell(cells.get(column)) for column in self._columns])
        self._flush()

    def close(self) -> None:
        pass

    def _add_names(self, columns: Sequence[str]) -> None:
        names = ["" if isinstance(column, Unnamed) else guard(column) for column in columns]
        if names[0].lower().startswith("sep=") or (len(names) == 1 and not names[0].isalnum()):
            self._quoted.writerow(names)  # else readers would find another separator in it
        else:
            self._add(names)

    def _add(self, cells: list[str]) -> None:
        writer = self._quoted if any("\r" in cell for cell in cells) else self._plain
        writer.writerow(cells)

    def _flush(self) -> None:
        # Bytes that were no UTF-8 become what they were.
        text = _HALF_CHARACTER.sub("\ufffd", self._lines.getvalue())
        self._stream.write(text.encode("utf-8", "surrogateescape"))
        self._stream.flush()
        self._lines.seek(0)
        self._lines.truncate()


class _JsonLines:
    def __init__(self, stream: pa.NativeFile) -> None:
        self._stream = stream

    def write(self, block: Block, added: Sequence[Row]) -> None:
        lines = [_json(row | more) for row, more in zip(block.rows, added, strict=True)]
        self._stream.write("".join(f"{line}\n" for line in lines).encode())
        self._stream.flush()

    def close(self) -> None:
        pass


class _ParquetRows:
    def __init__(
        self, stream: pa.NativeFile, columns: Sequence[str], added: Mapping[str, type]
    ) -> None:
        self._stream, self._columns = stream, columns
        types = {str: pa.string(), float: pa.float64()}
        self._added = pa.schema([(name, types[kind]) for name, kind in added.items()])
        self._file: pq.ParquetWriter | None = None
        self._waiting: list[pa.Table] = []

    def write(self, block: Block, added: Sequence[Row]) -> None:
        table = block.table
        if table is None:
            cells = {name: [_utf8(row.get(name)) for row in block.rows] for name in self._columns}
            table = _arrow(cells)
        for column in self._added:
            values = [_utf8(row[column.name]) for row in added]
            table = table.append_column(column, pa.array(values, column.type))
        self._waiting.append(table)
        if sum(map(len, self._waiting)) >= _ROW_GROUP:
            self._write_group()

    def close(self) -> None:
        if self._waiting or self._file is None:
            self._write_group()
        if self._file is not None:
            self._file.close()

    def _write_group(self) -> None:
        empty = pa.table({name: pa.array([], pa.string()) for name in self._columns})
        for column in self._added:
            empty = empty.append_column(column, pa.array([], column.type))
        try:
            group = pa.concat_tables(self._waiting or [empty], promote_options="permissive")
            if self._file is None:
                self._file = pq.ParquetWriter(self._stream, _without_nulls(group.schema))
            self._file.write_table(group.cast(self._file.schema))
        except (pa.ArrowInvalid, pa.ArrowTypeError, ValueError) as error:
            reason = " ".join(str(error).split())
            raise ValueError(
                f"Parquet: expected values of one type in a column ({reason}); write .jsonl instead"
            ) from error
        self._waiting.clear()


def _arrow(cells: Mapping[str, list[Any]]) -> pa.Table:
    try:
        return pa.table(cells)
    except (pa.ArrowInvalid, pa.ArrowTypeError) as error:
        raise ValueError(
            f"Parquet: expected values of one type in a column ({error}); write .jsonl instead"
        ) from error


def _without_nulls(schema: pa.Schema) -> pa.Schema:
    """A column without any value could hold nothing later on: it is text."""
    return pa.schema(
        [pa.field(f.name, pa.string()) if pa.types.is_null(f.type) else f for f in schema],
        metadata=schema.metadata,
    )


def _utf8(value: Any) -> Any:
    if not isinstance(value, str) or value.isascii():
        return value
    text = _HALF_CHARACTER.sub("\ufffd", value)
    return text.encode("utf-8", "surrogateescape").decode("utf-8", "replace")


def _cell(value: Any) -> str:
    """A cell of CSV; numbers as they are, lists as JSON."""
    if isinstance(value, str):
        return guard(value)
    if value is None or value != value:
        return ""
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return repr(value)
    if isinstance(value, (bool, dict, list)):
        return guard(_json(value))
    return guard(_plain(value))


def _json(value: Any) -> str:
    text = json.dumps(value, ensure_ascii=False, default=_plain)
    try:
        text.encode()
    except UnicodeEncodeError:  # lone surrogates only stand in JSON as escapes
        return json.dumps(value, default=_plain)
    return text


def _plain(value: Any) -> str:
    """Dates, decimals and the like as text."""
    return value.decode("utf-8", "surrogateescape") if isinstance(value, bytes) else str(value)
