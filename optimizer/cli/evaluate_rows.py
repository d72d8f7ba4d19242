"""The rows that a predictor, or the search by it, is measured on."""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from tweetopt.datasets.tables import Columns
from tweetopt.optimizer.cli import options
from tweetopt.optimizer.engine import Engine
from tweetopt.predictors.tables import PropertyTable, read_property_table

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True)
class MeasuredRows:
    """A table, and the rows of it to measure on.

    Attributes:
        records: The table's usable rows.
        rows: Those to measure on.
        split: The split that they are of.
    """

    records: PropertyTable
    rows: "pd.DataFrame"
    split: str


def measured_rows(
    path: Path, *, columns: Columns, engine: Engine, split: str | None, most: int | None
) -> MeasuredRows:
    """Read a table to measure an engine's one predictor on.

    Args:
        path: The table.
        columns: The names of its columns.
        engine: A model with one predictor.
        split: The split to use; by default test, or all where the table has no accounts.
        most: Rows at most, drawn with a fixed seed.

    Raises:
        FileNotFoundError: There is no such file.
        ValueError: The split is empty, or as `read_property_table`.
    """
    (predictor,) = engine.predictors.values()
    records = read_property_table(
        path,
        kind=engine.kind,
        columns=columns,
        value=predictor.info.name,
        scale=predictor.info.scale,
    )
    split = split or records.default_split
    rows = records.part(split, most=most)
    if rows.empty:
        raise ValueError(options.no_rows(path, split))
    return MeasuredRows(records, rows, split)
