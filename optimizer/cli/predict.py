"""`optimize predict`: what a text, or each text of a table, is expected to get."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from tweetopt.optimizer.cli import account_options, options
from tweetopt.optimizer.cli.groups import Audience, BatchRun, grouped

if TYPE_CHECKING:  # --help waits for none of it
    from tweetopt.optimizer.batch.predicting import PredictedText

_SHOWN = 30  # rows of a table on the screen


@grouped
def predict(
    *,
    file: Annotated[Path | None, typer.Argument(help="A table of texts.")] = None,
    text: Annotated[str | None, typer.Option(help="One text.")] = None,
    out: Annotated[
        Path | None,
        typer.Option(
            help="Write the table with its predictions to a file, at any size; - is stdout."
        ),
    ] = None,
    audience: Audience,
    median_column: options.MedianColumn = None,
    model: options.Model = options.DEFAULT_MODEL,
    predictor: options.Predictors = None,
    text_column: options.TextColumn = "text",
    history_text_column: Annotated[
        str | None,
        typer.Option(
            metavar="COLUMN",
            help="Column with the text of past posts. Default: found by its usual names.",
        ),
    ] = None,
    likes_column: options.LikesColumn = None,
    time_column: options.PostsTime = None,
    json: options.Json = False,
    table: options.AsTable = False,
    running: BatchRun,
) -> None:
    """Predict likes, with a 90% interval, for a text or a table of texts."""
    if (file is None) == (text is None):
        raise ValueError("predict: expected either --text or a file, got both or neither")
    whom = audience.whom()
    if file is not None:
        text_column = account_options.text_column_of(file, text_column)
    if file is not None and out is not None:
        _write(file, out, text_column, whom=whom, median_column=median_column, model=model,
               predictor=predictor, running=running)  # fmt: skip
        return
    if out or median_column or running != BatchRun():
        raise ValueError("predict: expected a file and --out with these options; add --out OUTPUT")
    if str(file) == "-":
        raise ValueError("predict -: expected --out with standard input, got none; add --out -")
    from tweetopt.datasets.posts.column_names import HINTS, PostColumns
    from tweetopt.optimizer.cli.progress import busy

    with busy("Starting"):
        from tweetopt.optimizer.batch.predicting import count_texts

    total = 1 if file is None else count_texts(file, text_column)
    # Without a table, its option can only be about the past posts.
    if file is None and text_column != "text":
        history_text_column = history_text_column or text_column
    columns = PostColumns(
        history_text_column, likes_column, time_column, hint=("--history-text-column", *HINTS[1:])
    )
    loaded = account_options.load_for(model, predictor, whom=replace(whom, columns=columns))
    rows = _predicted(file or text or "", text_column, loaded=loaded, listed=json)
    if json:
        _print_json(rows, listed=file is not None)
    else:
        _show(rows, total=total, loaded=loaded, table=table)


def _write(
    file: Path,
    out: Path,
    text_column: str,
    *,
    whom: account_options.Whom,
    median_column: str | None,
    model: str,
    predictor: list[str] | None,
    running: BatchRun,
) -> None:
    """Write a table with its predictions, at any size."""
    if whom.history is not None:
        raise ValueError(
            "--history: expected without --out, got both; give --usual-likes or "
            "--median-column with --out"
        )
    from tweetopt.optimizer.batch.predict_rows import PredictRows
    from tweetopt.optimizer.cli.batch_screen import do_batch

    rows_of, names = account_options.rows_account(whom, median_column, model, predictor)
    job = PredictRows(rows_of, text_column)
    do_batch(running.batch(file, out, job=job, model=model, predictors=names))


def _predicted(
    source: Path | str, text_column: str, *, loaded: account_options.Loaded, listed: bool
) -> "Iterator[PredictedText]":
    """The predictions for a table's texts, or for one text.

    Args:
        source: The table's file, or the text.
        text_column: Column with the text.
        loaded: The model and its predictors, and whom they predict for.
        listed: Whether all rows are wanted, or only as many as a screen shows.
    """
    from tweetopt.optimizer.batch.predicting import predict_table, predict_text

    engine, median = loaded.engine, loaded.account_median
    if isinstance(source, str):
        return iter([predict_text(source, engine=engine, account_median=median)])
    together = None if listed else _SHOWN
    return predict_table(
        source, text_column, engine=engine, account_median=median, together=together
    )


def _show(
    rows: "Iterable[PredictedText]", *, total: int, loaded: account_options.Loaded, table: bool
) -> None:
    """Print the first of so many texts in all."""
    from tweetopt.optimizer.cli.progress import busy
    from tweetopt.optimizer.cli.screen import show_predictions, show_whom

    with busy("Predicting"):
        shown = list(islice(rows, _SHOWN))
    show_predictions(
        shown,
        predictors=loaded.engine.predictors,
        account_median=loaded.account_median,
        table=table,
    )
    if total > _SHOWN:
        print(f"... and {total - _SHOWN:,} more; --json gives all, --out writes a table.")
    show_whom(loaded)


def _print_json(rows: "Iterable[PredictedText]", *, listed: bool) -> None:
    """A text's predictions, or, one after another, those of a table as one list."""
    if not listed:
        options.print_json(*map(_plain, rows))
        return
    print("[", end="")
    for number, row in enumerate(rows):
        print("," if number else "", end="\n")
        options.print_json(_plain(row), end="")
    print("\n]")


def _plain(row: "PredictedText") -> dict[str, Any]:
    predictions = {name: vars(value) for name, value in row.predictions.items()}
    return {"text": row.text, **predictions, **({"error": row.reason} if row.reason else {})}
