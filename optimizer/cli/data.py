"""`optimize data list|get|show`: public data sets by name."""

from pathlib import Path
from typing import Annotated, Any

import typer

from tweetopt.optimizer.cli import options

app = typer.Typer(help="List, fetch and look at data sets.", rich_markup_mode=None)

Name = Annotated[str, typer.Argument(help="A data set; `optimize data list` names them.")]
From = Annotated[
    Path | None,
    typer.Option("--from", help="Read NAME.parquet from this folder (or from $TWEETOPT_DATA)."),
]


@app.command("list")
def list_(json: options.Json = False) -> None:
    """The data sets that can be had by name."""
    from rich.console import Console
    from rich.table import Table

    from tweetopt.datasets.catalog import list_datasets

    rows = [_facts(dataset) for dataset in list_datasets()]
    if json:
        options.print_json(rows)
        return
    table = Table()
    for title in ("Name", "What it is", "Licence", "Download"):
        table.add_column(title)
    for row in rows:
        table.add_row(row["name"], row["description"], row["licence"], _download(row))
    Console().print(table)


@app.command("show")
def show(
    name: Name,
    count: Annotated[int, typer.Option("-n", min=0, help="Rows to show.")] = 5,
    folder: From = None,
    json: options.Json = False,
) -> None:
    """What a data set is, and its first rows where there's a local copy."""
    import pandas as pd
    from rich.console import Console

    from tweetopt.datasets.catalog import find_dataset, local_file

    dataset = find_dataset(name)
    facts = _facts(dataset)
    path = local_file(dataset, folder)
    rows = None if path is None else pd.read_parquet(path)
    if rows is not None:
        facts |= {"rows": len(rows), "first": rows.head(count).astype(str).to_dict("records")}
    if json:
        options.print_json(facts)
        return
    console = Console()
    for title in ("name", "description", "licence", "source", "commit"):
        if facts.get(title):
            console.print(f"{title.capitalize():<12}{facts[title]}", markup=False, highlight=False)
    console.print(f"{'Columns':<12}{', '.join(dataset.columns)}")
    console.print(f"{'Download':<12}{_download(facts)}")
    if rows is None:
        console.print(f"No local copy; `optimize data get {name} --out FILE` makes one.")
        return
    console.print(f"{'Rows':<12}{len(rows):,}")
    for record in facts["first"]:
        console.print(record, markup=False)


@app.command("get")
def get(
    name: Name,
    out: Annotated[Path, typer.Option(help="A .parquet, .csv, .tsv or .jsonl file to write.")],
    folder: From = None,
    overwrite: Annotated[bool, typer.Option("--overwrite", help="Replace the file.")] = False,
) -> None:
    """Write a data set to a file, downloaded where there's no local copy."""
    from tweetopt.datasets.catalog import find_dataset, load_dataset
    from tweetopt.datasets.writers import check_output_file, write_table
    from tweetopt.optimizer.cli.progress import counting_screen

    dataset = find_dataset(name)
    check_output_file(out, overwrite=overwrite)
    with counting_screen("Files", None) as advance:
        table = load_dataset(dataset, folder=folder, on_files=advance)
    write_table(table, out)
    print(f"{len(table):,} rows written to {out}.")


def _facts(dataset: Any) -> dict[str, Any]:
    facts = {
        "name": dataset.name,
        "description": dataset.description,
        "licence": dataset.licence,
        "columns": list(dataset.columns),
    }
    if dataset.source:
        files = dataset.source.files()
        facts |= {
            "source": f"https://github.com/{dataset.source.repository}",
            "commit": dataset.source.commit,
            "files": len(files),
            "bytes": sum(size for size, _ in files.values()),
        }
    return facts | {"local_only": dataset.build is None}


def _download(facts: dict[str, Any]) -> str:
    if facts["local_only"]:
        return "none: local copies only"
    if "bytes" not in facts:
        return "none needed"
    return f"{facts['bytes'] / 1e6:,.0f} MB in {facts['files']:,} files"
