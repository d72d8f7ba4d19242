"""What a person sees of the catalog of data sets."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pandas as pd
from rich.console import Console
from rich.table import Table
from rich.text import Text

from tweetopt.datasets.catalog import DataSet


def facts(dataset: DataSet) -> dict[str, Any]:
    """What is known of a set without reading it, for JSON."""
    return {
        "name": dataset.name,
        "description": dataset.description,
        "licence": dataset.licence,
        "source": dataset.source,
        "download_bytes": dataset.download_bytes,
        "columns": dict(dataset.columns),
    }


def records(table: pd.DataFrame | None) -> list[dict[str, Any]] | None:
    """The rows of a table for JSON, times in ISO 8601."""
    if table is None:
        return None
    rows: list[dict[str, Any]] = json.loads(table.to_json(orient="records", date_format="iso"))
    return rows


def show_catalog(sets: Sequence[DataSet]) -> None:
    """Print a line a set."""
    table = Table(show_lines=True)
    table.add_column("Name", no_wrap=True)
    table.add_column("What it is", ratio=1)
    table.add_column("Download", justify="right", no_wrap=True)
    for dataset in sets:
        about = Text.assemble(dataset.description, ("\nLicence: ", "dim"), (dataset.licence, "dim"))
        table.add_row(Text(dataset.name), about, _size(dataset.download_bytes))
    console = Console()
    console.print(table)
    console.print("optimize data show NAME; optimize data get NAME --out FILE.parquet")


def show_dataset(
    dataset: DataSet, *, path: Path | None, count: int | None, sample: pd.DataFrame | None
) -> None:
    """Print a set's description, licence, columns and rows.

    Args:
        dataset: The set.
        path: Its local file, if there is one.
        count: How many rows it has, if that is known.
        sample: Some of them, if they are at hand.
    """
    console = Console()
    console.print(Text(dataset.name, style="bold"))
    console.print(Text(dataset.description))
    console.print()
    rows = f"{count:,}, in {path}" if path else f"not counted without {dataset.name}.parquet"
    for title, fact in (("Source", dataset.source), ("Licence", dataset.licence), ("Rows", rows)):
        console.print(Text.assemble((f"{title:8} ", "bold"), fact))
    console.print()
    console.print(_column_table(dataset))
    if sample is None:
        console.print("No rows at hand: name a folder with --from DIR, or get the set first.")
    elif len(sample):
        console.print(_row_table(sample))


def _column_table(dataset: DataSet) -> Table:
    table = Table()
    table.add_column("Column", no_wrap=True)
    table.add_column("Meaning")
    for name, meaning in dataset.columns.items():
        table.add_row(Text(name), Text(meaning))
    return table


def _row_table(sample: pd.DataFrame) -> Table:
    """Rows with the text in one column and all numbers and names in another, to fit a terminal."""
    table = Table(show_lines=True)
    table.add_column("Sample: text", ratio=3)
    table.add_column("The rest", ratio=2)
    for row in sample.astype(str).to_dict("records"):
        text = row.pop("text", "")
        table.add_row(Text(text), Text("\n".join(f"{name} {value}" for name, value in row.items())))
    return table


def _size(size: int) -> str:
    return f"{size / 1e6:,.0f} MB" if size else "-"
