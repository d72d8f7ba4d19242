"""Cells of CSV and TSV that no spreadsheet takes for a formula, and back."""

import re
from typing import Any

import pandas as pd

# What spreadsheets run or trim away before they look; a plain number is harmless.
_FORMULA = re.compile(r"'*(?:\s*[=+\-@＝＋－＠]|[\t\r\n])")
# A name after @ is somebody's; a function has a bracket behind its name, and a bar starts programs.
_MENTION = re.compile(r"'* *[@＠]\w+(?![\w.]*\s*\()(?![^|]*[\w.]\()[^|]*")
_NUMBER = re.compile(r"'*[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?")


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
