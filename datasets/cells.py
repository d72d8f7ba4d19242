"""Cells: of CSV and TSV, that no spreadsheet takes for a formula, and back; and within objects."""

import re
from collections.abc import Callable, Collection
from typing import Any

import pandas as pd

# What spreadsheets run or trim away before they look; a plain number is harmless.
_FORMULA = re.compile(r"'*(?:\s*[=+\-@＝＋－＠]|[\t\r\n])")
_NUMBER = re.compile(r"'*[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?")


def guard(cell: str) -> str:
    """A cell for the file: what could start a formula gets an apostrophe in front."""
    return f"'{cell}" if _starts_formula(cell) else cell


def unguard(cell: str) -> str:
    """The cell that was guarded; any other cell as it is."""
    return cell[1:] if cell.startswith("'") and _starts_formula(cell) else cell


def guard_table(table: pd.DataFrame) -> pd.DataFrame:
    """A table with all texts and column names guarded."""
    return _mapped(table, guard)


def unguard_table(table: pd.DataFrame) -> pd.DataFrame:
    """The table that was guarded."""
    return _mapped(table, unguard)


def nested(row: Any, name: str) -> Any:
    """What a row or an object holds by a name; dots lead into objects within it, None is nothing.

    A name of the row itself comes first, whatever dots are in it.
    """
    if isinstance(row, dict) and name in row:
        return row[name]
    for field in name.split("."):
        row = row.get(field) if isinstance(row, dict) else None
    return row


def has_column(columns: Collection[str], name: str) -> bool:
    """Whether a table has a column, or one that a dotted name leads into."""
    return name in columns or ("." in name and name.split(".")[0] in columns)


def _mapped(table: pd.DataFrame, change: Callable[[str], str]) -> pd.DataFrame:
    def cell(value: Any) -> Any:
        return change(value) if isinstance(value, str) else value

    texts = table.select_dtypes(["object", "string"])
    table = table.copy(deep=False)
    for name in texts:
        table[name] = texts[name].map(cell)
    return table.rename(columns=cell)


def _starts_formula(cell: str) -> bool:
    # Leading apostrophes are looked through, so that guarding has an inverse.
    return _FORMULA.match(cell) is not None and _NUMBER.fullmatch(cell) is None
