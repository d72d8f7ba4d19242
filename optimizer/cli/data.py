"""`optimize data list|get|show`: data sets that anyone can have."""

from pathlib import Path
from typing import Annotated

import typer

from tweetopt.optimizer.cli import options

app = typer.Typer(help="Data sets that anyone can have.", rich_markup_mode=None)

Name = Annotated[str, typer.Argument(help="A set that `optimize data list` names.")]
From = Annotated[
    Path | None,
    typer.Option(
        "--from",
        metavar="DIR",
        help="Read DIR/NAME.parquet, not the source. Or set TWEETOPT_DATA to DIR.",
    ),
]


@app.command("list")
def list_sets(json: options.Json = False) -> None:
    """Name the sets, where they come from and how much there is to download."""
    from tweetopt.datasets.catalog import dataset_names, find_dataset
    from tweetopt.optimizer.cli.data_screen import facts, show_catalog

    sets = [find_dataset(name) for name in dataset_names()]
    if json:
        options.print_json([facts(dataset) for dataset in sets])
    else:
        show_catalog(sets)


@app.command("get")
def get_set(
    name: Name,
    out: Annotated[Path, typer.Option(help="The .parquet or .csv file to write.")],
    from_: From = None,
    overwrite: Annotated[
        bool, typer.Option("--overwrite", help="The file may be there already.")
    ] = False,
) -> None:
    """Write a set as one clean table; downloads are checked, and kept for the next time."""
    from tweetopt.datasets.catalog import find_dataset, find_file, read_dataset
    from tweetopt.datasets.writers import check_output_file, write_table
    from tweetopt.optimizer.cli.progress import files_screen

    check_output_file(out, overwrite=overwrite)  # before an hour of downloading
    dataset = find_dataset(name)
    origin = find_file(name, folder=from_) or dataset.source
    with files_screen(f"Getting {name}") as on_file:
        table = read_dataset(dataset, folder=from_, on_progress=on_file)
    write_table(table, out, overwrite=overwrite)
    print(f"Wrote {len(table):,} rows into {out}, from {origin}.")


@app.command("show")
def show_set(
    name: Name,
    rows: Annotated[int, typer.Option("-n", min=0, help="Rows to print.")] = 5,
    from_: From = None,
    json: options.Json = False,
) -> None:
    """Describe a set, with some rows where they are at hand; downloads nothing."""
    from tweetopt.datasets.catalog import find_dataset, find_file, read_dataset
    from tweetopt.optimizer.cli.data_screen import facts, records, show_dataset

    dataset = find_dataset(name)
    path = find_file(name, folder=from_)
    table = read_dataset(dataset, folder=from_) if path else dataset.preview(rows)
    count = len(table) if path and table is not None else None
    sample = None if table is None else table.head(rows)
    if json:
        found = {"file": None if path is None else str(path), "rows": count}
        options.print_json(facts(dataset) | found | {"sample": records(sample)})
    else:
        show_dataset(dataset, path=path, count=count, sample=sample)
