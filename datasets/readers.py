"""CSV, TSV, JSON and Parquet, read with errors that a person can act on."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from tweetopt.datasets.blocks import read_blocks, read_columns, values_of
from tweetopt.datasets.cells import cell_text, nested
from tweetopt.datasets.formats import READ_ONLY, Format, Kind, format_of
from tweetopt.datasets.numerals import read_number
from tweetopt.datasets.posts.times import read_times
from tweetopt.datasets.text_kinds import TextKind

_ROWS_AT_ONCE = 4096
"""Read from a file at a time."""
_LABELS = {"true": 1.0, "false": 0.0}


def read_table(path: Path, *, columns: Sequence[str], optional: Sequence[str] = ()) -> pd.DataFrame:
    """Read named columns of a table; the suffix of the file says which kind it is.

    Args:
        path: A .csv, .tsv, .jsonl, .ndjson, .json (all also .gz or .zst) or .parquet file, or an
            archive as `posts.archives` knows them; text is UTF-8.
        columns: The columns that must be there; dots lead into nested fields.
        optional: Columns that are read where the file has them.

    Returns:
        One row a record, in the order of the file, with just these columns.

    Raises:
        FileNotFoundError: There is no such file.
        ValueError: The format is unknown, the file is damaged or not UTF-8, or lacks a column.
    """
    table = with_nested(whole_table(path), [*columns, *optional])
    absent = [name for name in columns if name not in table.columns]
    if absent:
        raise ValueError(
            f"{path}: expected a column {absent[0]!r}, got {', '.join(map(str, table.columns))}; "
            "name the right column"
        )
    wanted = [*columns, *(name for name in optional if name in table.columns)]
    return table.loc[:, list(dict.fromkeys(wanted))]


def whole_table(path: Path) -> pd.DataFrame:
    """Read all columns of a table; raises as `read_table`."""
    if not path.is_file():
        raise FileNotFoundError(f"{path}: no such file; check the path")
    format = format_of(path)  # noqa: A001
    if format.kind in READ_ONLY:
        from tweetopt.datasets.posts.archives import read_source

        return read_source(path).table
    return _read(path, format)


def with_nested(table: pd.DataFrame, names: Sequence[str]) -> pd.DataFrame:
    """A table with a column for each dotted name that leads into the objects of another column."""
    for name in names:
        outer, dot, inner = name.partition(".")
        if dot and name not in table and outer in table:
            cells = table[outer].map(lambda cell, inner=inner: nested(cell, inner))
            table = table.assign(**{name: cells}) if cells.notna().any() else table
    return table


def read_texts(path: Path, *, kind: TextKind, column: str) -> list[str]:
    """The cleaned texts of a table's column or, from a .txt file, of its lines; empty ones too.

    Raises:
        FileNotFoundError: There is no such file.
        ValueError: As `read_table`.
    """
    if path.suffix.lower() != ".txt":
        texts = text_cells(read_table(path, columns=[column])[column], source=str(path))
        return [kind.clean(text) for text in texts]
    if not path.is_file():
        raise FileNotFoundError(f"{path}: no such file; check the path")
    try:
        # Only "\n" ends a line: other separators are characters of a text.
        lines = path.read_bytes().decode("utf-8-sig").removesuffix("\n").split("\n")
    except UnicodeDecodeError as error:
        raise ValueError(
            f"{path}: expected UTF-8 text, got byte 0x{error.object[error.start]:02x} "
            f"at {error.start}; save the file as UTF-8"
        ) from error
    return [kind.clean(line.removesuffix("\r")) for line in lines]


def text_cells(column: pd.Series, *, source: str) -> "pd.Series[str]":
    """A column that should hold texts, "" where nothing stands.

    Args:
        column: The column, as `read_table` returns it: numbers of rows, from 0, are its index.
        source: What to call the table in the error, usually its file.

    Raises:
        ValueError: A cell holds a list or the like, or bytes that are no UTF-8.
    """
    texts = []
    for row, cell in zip(column.index, column, strict=True):
        try:
            texts.append(cell_text(cell))
        except ValueError as error:
            raise ValueError(f"{source}, row {row + 1}, column {column.name!r}: {error}") from error
    return pd.Series(texts, index=column.index, name=column.name, dtype=object)


def as_texts(column: pd.Series) -> "pd.Series[str]":
    """A column of anything as texts, "" where nothing stands; whole numbers without a point."""
    plain = column.astype(object)
    return plain.mask(plain.isna(), "").map(_plain)


def _plain(cell: object) -> str:
    whole = isinstance(cell, float) and cell.is_integer()
    return str(int(cell) if whole else cell)  # type: ignore[call-overload]


def seconds(times: pd.Series) -> "pd.Series[float]":
    """Times as float seconds since 1970, NaN where unreadable; see `posts.times`."""
    return read_times(times).seconds


def _read(path: Path, format: Format) -> pd.DataFrame:  # noqa: A002
    """All columns: of CSV and TSV as text, None where nothing stands."""
    if format.kind is Kind.PARQUET:
        return _read_parquet(path)
    if format.kind is not Kind.JSON_LINES:
        found = read_columns(path, format, name=str(path))
        return pd.DataFrame(
            {name: pd.Series(each, dtype=object) for name, each in found.items()}, copy=False
        )
    columns: dict[str, list[Any]] = {}
    rows = 0
    for block in read_blocks(path, format, size=_ROWS_AT_ONCE, name=str(path)):
        for name in block.columns:
            columns.setdefault(name, [None] * rows)
        for name, cells in columns.items():
            cells.extend([row.get(name) for row in block.rows])
        rows += len(block.rows)
    return pd.DataFrame(columns, index=range(rows), dtype=object)


def _read_parquet(path: Path) -> pd.DataFrame:
    try:
        table = pq.read_table(path)
    except (pa.ArrowInvalid, pa.ArrowIOError) as error:
        reason = " ".join(str(error).split())
        raise ValueError(f"{path}: cannot be read as parquet: {reason}") from error
    columns = {name: _parquet_cells(table[name]) for name in table.column_names}
    return pd.DataFrame(columns, index=range(table.num_rows))


def _parquet_cells(column: pa.ChunkedArray) -> pd.Series:
    kind = column.type.value_type if pa.types.is_dictionary(column.type) else column.type
    if pa.types.is_integer(kind) or pa.types.is_floating(kind) or pa.types.is_timestamp(kind):
        # A column of whole numbers stays one where some are missing.
        cells: pd.Series = column.to_pandas(integer_object_nulls=True)
        return cells
    return pd.Series(values_of(column), dtype=object)


def numbers(
    table: pd.DataFrame, column: str, *, source: str
) -> tuple[pd.DataFrame, dict[str, int]]:
    """Keep the rows whose `column` is a finite number, as `read_number` reads it; or true or false.

    Args:
        table: Any table with that column.
        column: The column that should hold numbers.
        source: What to call the table in the error, usually its file.

    Returns:
        The kept rows, with `column` as float64, and how many others hold "no number" or "an
        unreadable number".

    Raises:
        ValueError: No row has a number.
    """
    cells = table[column]
    try:
        values = pd.to_numeric(cells, errors="coerce").astype("float64")
    except OverflowError:  # a whole number of hundreds of digits, as JSON may have
        values = cells.map(_number)
    values = values.where(np.isfinite(values))
    values = values.fillna(cells[values.isna()].map(_number))
    good = values.notna()
    unread = as_texts(cells[~good]).str.strip() != ""
    if not good.any():
        example = repr(cells[~good][unread].iloc[0]) if unread.any() else "empty cells"
        example = example if len(cells) else "no rows"
        raise ValueError(
            f"{source}: expected numbers in column {column!r}, got {example}; name another column"
        )
    kept = table.loc[good].assign(**{column: values[good]})
    unreadable = int(unread.sum())
    return kept, {"no number": len(unread) - unreadable, "an unreadable number": unreadable}


def _number(cell: object) -> float:
    label = _LABELS.get(cell.strip().lower()) if isinstance(cell, str) else None
    return read_number(cell) if label is None else label
