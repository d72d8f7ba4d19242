"""The catalog of data sets: what there is, and one way to read any of it.

Sets register under the entry-point group `tweetopt.datasets`, ours like anybody's: an entry is
called what its set is called and points to a `DataSet`.
"""

import os
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from tweetopt.datasets.readers import read_table
from tweetopt.datasets.registry import find_registered, registered_names

GROUP = "tweetopt.datasets"
FOLDER_VARIABLE = "TWEETOPT_DATA"
"""Environment variable with a folder of NAME.parquet files, to be read before any download."""

Progress = Callable[[int, int], None]
"""Is told how many files are done, and of how many."""


@dataclass(frozen=True, kw_only=True)
class DataSet(ABC):
    """One set of the catalog.

    Attributes:
        name: What it is asked for by, and the stem of its file.
        description: What it holds, in a sentence or two.
        licence: What is known of the right to use it.
        columns: The columns of the clean table, in order, and what each means, with its unit.
    """

    name: str
    description: str
    licence: str
    columns: Mapping[str, str]

    @property
    @abstractmethod
    def source(self) -> str:
        """Where the rows come from, in words."""

    @property
    def download_bytes(self) -> int:
        """How much `build` downloads where nothing is cached, in bytes."""
        return 0

    @abstractmethod
    def build(self, on_progress: Progress) -> pd.DataFrame:
        """Make the clean table from its source.

        Raises:
            OSError: The source cannot be reached.
            ValueError: The source isn't what was expected.
        """

    def preview(self, rows: int) -> pd.DataFrame | None:  # noqa: ARG002
        """At most `rows` rows where they can be had at once and without a download, else None."""
        return None


def dataset_names() -> list[str]:
    """The names of all registered sets, sorted."""
    return registered_names(GROUP)


def find_dataset(name: str) -> DataSet:
    """The registered set of that name.

    Raises:
        ValueError: There is none, there are two, or what is registered is no such `DataSet`.
    """
    dataset: DataSet | None = find_registered(
        GROUP,
        name,
        of_type=DataSet,  # type: ignore[type-abstract]  # only asked about
        what="data set",
    )
    if dataset is None:
        known = ", ".join(dataset_names()) or "none: install tweetopt again"
        raise ValueError(f"data set: expected one of {known}; got {name!r}")
    return dataset


def find_file(name: str, *, folder: Path | None = None) -> Path | None:
    """The local file of a set, if there is one.

    Args:
        name: The set.
        folder: Where NAME.parquet must be. Without it `FOLDER_VARIABLE` says where it may be.

    Raises:
        FileNotFoundError: There is no such folder, or `folder` lacks the file.
    """
    named = os.environ.get(FOLDER_VARIABLE)
    where = folder or (Path(named) if named else None)
    if where is None:
        return None
    if not where.is_dir():
        asked = "--from" if folder else FOLDER_VARIABLE
        raise FileNotFoundError(
            f"{asked}: expected a folder with {name}.parquet, got {where}, which is none; check "
            "the path"
        )
    path = where / f"{name}.parquet"
    if path.is_file():
        return path
    if folder is None:
        return None
    held = ", ".join(sorted(each.name for each in where.glob("*.parquet"))) or "no .parquet file"
    raise FileNotFoundError(f"{where}: expected {path.name}, got {held}; name another folder")


def read_dataset(
    dataset: DataSet, *, folder: Path | None = None, on_progress: Progress = lambda _, __: None
) -> pd.DataFrame:
    """The clean table of a set: its local file where there is one, else built from the source.

    Args:
        dataset: What to read.
        folder: As `find_file` takes it.
        on_progress: Told about every file of the source.

    Returns:
        One row a record, with the set's columns.

    Raises:
        OSError: As `find_file`; or the source cannot be reached.
        ValueError: The file or the source is damaged, or lacks a column.
    """
    path = find_file(dataset.name, folder=folder)
    if path is None:
        return dataset.build(on_progress)
    return read_table(path, columns=list(dataset.columns))
