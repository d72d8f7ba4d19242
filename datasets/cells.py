"""Cells: which hold text, and within objects; and in CSV and TSV, safe from spreadsheets."""

import math
import re
from collections.abc import Collection
from typing import Any

import numpy as np
import pandas as pd

# What spreadsheets run or trim away before they look; a plain number is harmless.
_FORMULA = re.compile(r"'*(?:\s*[=+\-@＝＋－＠]|[\t\r\n])")
# A name after @ is somebody's; a function has a bracket behind its name, and a bar starts programs.
_MENTION = re.compile(r"'* *[@＠]\w+(?![\w.]*\s*\()(?![^|]*[\w.]\()[^|]*")
_NUMBER = re.compile(r"'*[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?")


def missing(cell: object) -> bool:
    """Whether a cell holds nothing."""
    if isinstance(cell, str):
        return not cell.strip()
    return cell is None or cell is pd.NaT or (isinstance(cell, float) and math.isnan(cell))


def cell_text(cell: object) -> str:
    """The text in a cell: "" where it holds nothing, numbers and dates as they are written.

    Raises:
        ValueError: It holds a list or the like, or its bytes weren't UTF-8.
    """
    if isinstance(cell, (bool, dict, list, np.ndarray)):
        raise ValueError(f"expected text, got {cell!r}")
    text = "" if missing(cell) else str(cell)
    try:
        text.encode()
    except UnicodeEncodeError as error:
        code = ord(text[error.start])
        got = f"byte 0x{code - 0xDC00:02x}" if 0xDC80 <= code <= 0xDCFF else "half a character"
        raise ValueError(
            f"expected UTF-8, got {got} after {error.start} characters; save it as UTF-8"
        ) from error
    return text


def guard(cell: str) -> str:
    """A cell for the file: what could start a formula gets an apostrophe in front."""
    return f"'{cell}" if _starts_formula(cell) else cell


def unguard(cell: str) -> str:
    """The cell that was guarded; any other cell as it is."""
    return cell[1:] if cell.startswith("'") and _starts_formula(cell) else cell


def guard_table(table: pd.DataFrame) -> pd.DataFrame:
    """A table with all texts and column names guarded."""

    def cell(value: Any) -> Any:
        return guard(value) if isinstance(value, str) else value

    texts = table.select_dtypes(["object", "string"])
    table = table.copy(deep=False)
    for name in texts:
        table[name] = texts[name].map(cell)
    return table.rename(columns=cell)


def _starts_formula(cell: str) -> bool:
    # Leading apostrophes are looked through, so that guarding has an inverse.
    if _FORMULA.match(cell) is None:
        return False
    return _NUMBER.fullmatch(cell) is None and _MENTION.fullmatch(cell) is None


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
