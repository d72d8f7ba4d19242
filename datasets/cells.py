"""Cells of tables: which hold text, and those within objects."""

import math
from collections.abc import Collection
from typing import Any

import numpy as np
import pandas as pd


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
