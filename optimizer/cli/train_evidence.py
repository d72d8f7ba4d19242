"""`optimize train evidence`: what real posts say, beside what a predictor says."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from tweetopt.optimizer.cli import options
from tweetopt.optimizer.cli.groups import TableColumns, grouped

if TYPE_CHECKING:  # --help waits for none of it
    from tweetopt.predictors.evidence import Evidence


@grouped
def train_evidence(
    *,
    data: Annotated[Path, typer.Argument(help="A table of posts and what they got.")],
    out: Annotated[
        Path, typer.Option(help="A folder: the predictor's own, or another for --evidence.")
    ],
    model: options.Model = options.DEFAULT_MODEL,
    predictor: options.OnePredictor = "likes",
    columns: TableColumns,
    max_rows: options.MaxRows = 200_000,
    json: options.Json = False,
) -> None:
    """Measure what links, hashtags, questions and so on go along with, and how much is luck.

    Writes a small table, evidence.json, which `explain` and `compare` show beside predictions. Your
    own posts will do.
    """
    from dataclasses import asdict

    from tweetopt.optimizer.cli.progress import counting_screen
    from tweetopt.optimizer.engine import Engine
    from tweetopt.optimizer.explaining.evidence import read_evidence

    if out.exists() and not out.is_dir():
        raise ValueError(f"--out: expected a folder, got the file {out}; name another")
    options.quiet_libraries()
    engine = Engine.load(model, predictors=[predictor])
    with counting_screen("Encoding", None) as advance:
        found = read_evidence(
            data,
            engine=engine,
            columns=columns.named(),
            max_rows=max_rows,
            on_rows=advance,
        )
    found.save(out)
    if json:
        options.print_json(asdict(found))
    else:
        _show(found, out)


def _show(found: "Evidence", out: Path) -> None:
    from tweetopt.optimizer.cli.screen_explaining import show_evidence

    show_evidence(found)
    print(f"Written to {out}.")
