"""Tables written whole or not at all."""

import os
import tempfile
from pathlib import Path

import pandas as pd

from tweetopt.datasets.spreadsheets import guard_table

FORMATS = (".parquet", ".csv")


def check_output_file(path: Path, *, overwrite: bool = False) -> None:
    """Say early that a table cannot be written.

    Raises:
        FileExistsError: The file is there, and may not be overwritten.
        FileNotFoundError: Its folder isn't.
        ValueError: The suffix says nothing of how to write it, or the path is a folder.
    """
    if path.suffix.lower() not in FORMATS:
        raise ValueError(
            f"{path}: expected a file that ends in {' or '.join(FORMATS)}, "
            f"got {path.suffix or 'no suffix'!r}"
        )
    if path.is_dir():
        raise ValueError(f"{path}: expected a file, got a folder; name a file in it")
    if not path.parent.is_dir():
        raise FileNotFoundError(f"{path.parent}: no such folder; make it first")
    if path.exists() and not overwrite:
        raise FileExistsError(f"{path}: exists already; name another file, or --overwrite it")


def write_table(table: pd.DataFrame, path: Path, *, overwrite: bool = False) -> None:
    """Write a table; whatever goes wrong, `path` holds the old file or the whole new one.

    Args:
        table: Any table.
        path: A .parquet or .csv file (UTF-8, with cells that no spreadsheet takes for a formula).
        overwrite: Whether the file may be there.

    Raises:
        OSError: As `check_output_file`; or the disk is full, or the folder read-only.
        ValueError: As `check_output_file`.
    """
    check_output_file(path, overwrite=overwrite)
    with tempfile.TemporaryDirectory(prefix=".unfinished-", dir=path.parent) as folder:
        unfinished = Path(folder) / path.name
        if path.suffix.lower() == ".parquet":
            table.to_parquet(unfinished, index=False)
        else:
            guard_table(table).to_csv(unfinished, index=False)
        os.replace(unfinished, path)
