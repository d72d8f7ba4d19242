"""`optimize batch INPUT OUTPUT`: whole tables, at any size, with nothing lost."""

from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer

from tweetopt.optimizer.cli import account_options, options, writing
from tweetopt.optimizer.cli.groups import BatchRun, Permits, Writing, grouped
from tweetopt.optimizer.settings import Effort


@grouped
def batch(
    *,
    input_: Annotated[
        Path, typer.Argument(metavar="INPUT", help="CSV, TSV, JSON lines, Parquet; - is stdin.")
    ],
    output: Annotated[
        Path,
        typer.Argument(
            metavar="OUTPUT", help="The file to write, its format by its name; - is stdout."
        ),
    ],
    target_likes: options.TargetLikes = None,
    goal: options.Goals = None,
    target_column: Annotated[
        str | None, typer.Option(metavar="COLUMN", help="Column with the number wanted of a row.")
    ] = None,
    multiply: Annotated[
        str | None, typer.Option(metavar="NUMBER", help="Times each row's own prediction.")
    ] = None,
    text_column: options.TextColumn = "text",
    median_column: options.MedianColumn = None,
    account_median: options.UsualLikes = None,
    account: options.AccountName = None,
    keep_column: Annotated[
        str | None,
        typer.Option(metavar="COLUMN", help="Column with words that must stay, commas between."),
    ] = None,
    keep: Annotated[
        list[str] | None,
        typer.Option(help="A word that must stay wherever it stands. Repeatable."),
    ] = None,
    candidates: Annotated[
        int, typer.Option(help="Rewrites of a row, at most; beyond 1 in the column other_texts.")
    ] = 1,
    effort: options.EffortName = Effort.NORMAL,
    proposing: Writing,
    permits: Permits,
    explain: Annotated[
        bool,
        typer.Option("--explain", help="Add columns: what contributes, what would change it."),
    ] = False,
    model: options.Model = options.DEFAULT_MODEL,
    predictor: options.Predictors = None,
    seed: options.Seed = 0,
    running: BatchRun,
) -> None:
    """Rewrite every row of a table; keeps its columns and order, and adds the rewrites."""
    from tweetopt.optimizer.batch.optimize_rows import OptimizeRows
    from tweetopt.optimizer.batch.targets import Targets
    from tweetopt.optimizer.goals import parse_number

    times = None if multiply is None else parse_number(multiply, name="--multiply")
    whom = account_options.Whom(options.account_median(account_median), account=account)
    rows_of, names = account_options.rows_account(whom, median_column, model, predictor)
    job = OptimizeRows(
        Targets(tuple(options.goals(target_likes, goal)), target_column, times),
        rows_of,
        settings=replace(
            proposing.settings(), candidates=candidates, effort=effort, seed=seed,
            may=permits.permissions(),
        ),
        text_column=account_options.text_column_of(input_, text_column),
        keep_column=keep_column,
        keep=tuple(keep or ()),
        explain=explain,
    )  # fmt: skip

    from tweetopt.optimizer.cli.batch_screen import do_batch

    writers = writing.writers_of(job.settings)
    do_batch(running.batch(input_, output, job=job, model=model, predictors=names))
    writing.print_used(writers)
