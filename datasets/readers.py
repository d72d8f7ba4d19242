"""CSV, TSV, JSON and Parquet, read with errors that a person can act on."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pandas as pd

from tweetopt.datasets.cells import nested, unguard_table
from tweetopt.datasets.formats import READ_ONLY, Format, Kind, format_of, open_input
from tweetopt.datasets.kinds import TextKind
from tweetopt.datasets.numerals import read_number
from tweetopt.datasets.posts.times import read_times

_LABELS = {"true": 1.0, "false": 0.0}


def read_table(path: Path, *, columns: Sequence[str], optional: Sequence[str] = ()) -> pd.DataFrame:
    """Read named columns of a table; the suffix of the file says which kind it is.

    Args:
        path: A .csv, .tsv, .jsonl, .ndjson, .json (all also .gz or .zst) or .parquet file, or an
            archive as `posts.files` knows them; text is UTF-8.
        columns: The columns that must be there; dots lead into nested fields.
        optional: Columns that are read where the file has them.

    Returns:
        One row a record, in the order of the file, with just these columns.

    Raises:
        FileNotFoundError: There is no such file.
        ValueError: The format is unknown, the file is damaged or not UTF-8, or lacks a column.
    """
    table = with_nested(whole_table(path), [*columns, *optional])
    missing = [name for name in columns if name not in table.columns]
    if missing:
        raise ValueError(
            f"{path}: expected a column {missing[0]!r}, got {', '.join(map(str, table.columns))}; "
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
        from tweetopt.datasets.posts.files import read_source

        return read_source(path).table
    try:
        return _read(path, format)
    except UnicodeDecodeError as error:
        raise ValueError(
            f"{path}: expected UTF-8 text, got byte 0x{error.object[error.start]:02x} "
            f"at {error.start}; save the file as UTF-8"
        ) from error
    except (ValueError, OSError) as error:  # pandas' parser errors are ValueErrors
        reason = " ".join(str(error).split())
        raise ValueError(f"{path}: cannot be read as {format.kind}: {reason}") from error


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
        texts = as_texts(read_table(path, columns=[column])[column])
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


def as_texts(column: pd.Series) -> "pd.Series[str]":
    """A column as texts, "" where nothing stands; a column of nothing at all is read as numbers."""
    texts: pd.Series[str] = column.astype(object).fillna("").astype(str)
    return texts


def seconds(times: pd.Series) -> "pd.Series[float]":
    """Times as float seconds since 1970, NaN where unreadable; see `posts.times`."""
    return read_times(times).seconds


def _read(path: Path, format: Format) -> pd.DataFrame:  # noqa: A002
    if format.kind is Kind.PARQUET:
        return pd.read_parquet(path)
    with open_input(path, format) as stream:
        if format.kind is Kind.JSON_LINES:
            return pd.read_json(stream, lines=True, dtype=False)
        # A tweet that says "NA" or "null" is a tweet, not a missing value.
        table = pd.read_csv(
            stream,
            sep="\t" if format.kind is Kind.TSV else ",",
            encoding="utf-8-sig",
            keep_default_na=False,
            na_values=[""],
        )
    return unguard_table(table)


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
    values = pd.to_numeric(cells, errors="coerce").astype("float64")
    values = values.where(np.isfinite(values))
    values = values.fillna(cells[values.isna()].map(_number))
    good = values.notna()
    unread = as_texts(cells[~good]).str.strip() != ""
    if not good.any():
        example = repr(cells[~good][unread].iloc[0]) if unread.any() else "none"
        raise ValueError(
            f"{source}: expected numbers in column {column!r}, got {example}; name another column"
        )
    kept = table.loc[good].assign(**{column: values[good]})
    unreadable = int(unread.sum())
    return kept, {"no number": len(unread) - unreadable, "an unreadable number": unreadable}


def _number(cell: object) -> float:
    label = _LABELS.get(cell.strip().lower()) if isinstance(cell, str) else None
    return read_number(cell) if label is None else label
