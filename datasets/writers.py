"""Tables to files, whole or not at all."""

import os
import tempfile
from pathlib import Path

import pandas as pd

from tweetopt.datasets.readers import FORMATS


def check_output_file(path: Path, *, overwrite: bool) -> None:
    """Refuse a file that can't, or mustn't, be written.

    Raises:
        FileExistsError: It's there, and may not be replaced.
        FileNotFoundError: Its folder isn't there.
        ValueError: Its suffix is none that tables have.
    """
    if path.suffix.lower() not in FORMATS:
        raise ValueError(
            f"{path}: expected one of {', '.join(FORMATS)}, got {path.suffix or 'no suffix'!r}; "
            "name another file"
        )
    if path.exists() and not overwrite:
        raise FileExistsError(
            f"{path}: expected a new file, got one that is there; add --overwrite to replace it"
        )
    if not path.parent.is_dir():
        raise FileNotFoundError(f"{path.parent}: no such folder; make it first")


def write_table(table: pd.DataFrame, path: Path) -> None:
    """Write a table in the format of the file's suffix; a failure leaves no half of it."""
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.", suffix=path.suffix)
    os.close(handle)
    unfinished = Path(name)
    try:
        _write(table, unfinished)
        unfinished.chmod(0o666 & ~_umask())
        os.replace(unfinished, path)
    finally:
        unfinished.unlink(missing_ok=True)


def _write(table: pd.DataFrame, path: Path) -> None:
    suffix = path.suffix.lower()
    if suffix == ".parquet":
        table.to_parquet(path, index=False)
    elif suffix in (".jsonl", ".ndjson"):
        table.to_json(path, orient="records", lines=True, force_ascii=False, date_format="iso")
    else:
        table.to_csv(path, sep="\t" if suffix == ".tsv" else ",", index=False)


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
