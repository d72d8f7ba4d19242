"""The rows that a predictor, or the search by it, is measured on."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from tweetopt.datasets.tables import Columns, TextTable
from tweetopt.optimizer.cli import options
from tweetopt.optimizer.engine import Engine
from tweetopt.predictors.tables import PropertyTable, read_property_table

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True)
class RowAccount:
    """What became of a table's rows.

    Attributes:
        measured: So many were measured on.
        left_out: How many others, by reason.
        notes: What a user should know of how the table was read, in sentences.
    """

    measured: int
    left_out: Mapping[str, int]
    notes: Sequence[str]

    @classmethod
    def of(cls, table: TextTable, *, split: str, drawn: int, measured: int) -> "RowAccount":
        """Account for each row.

        Args:
            table: The table.
            split: The split that was measured on.
            drawn: How many rows of it were drawn.
            measured: How many of them the model could hold.
        """
        in_split = len(table.rows)
        if split != "all":
            in_split = int((table.rows["split"] == split).sum())
        left_out = {f"with {reason}": count for reason, count in table.skipped.items()}
        left_out["of other splits"] = len(table.rows) - in_split
        left_out["beyond --max-rows"] = in_split - drawn
        left_out["too long for the model"] = drawn - measured
        return cls(measured, left_out, table.notes)

    def show(self) -> None:
        """Print it in sentences."""
        left_out = [f"{count:,} {reason}" for reason, count in self.left_out.items() if count]
        print(f"Measured on {self.measured:,} rows; left out: {', '.join(left_out) or 'none'}.")
        for note in self.notes:
            print(note)


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

    def account(self, measured: int) -> RowAccount:
        """What became of the table's rows, of which the model could hold so many."""
        return RowAccount.of(
            self.records, split=self.split, drawn=len(self.rows), measured=measured
        )


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
