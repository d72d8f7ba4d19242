"""`optimize predict`: what a text, or each text of a table, is expected to get."""

from pathlib import Path
from typing import Annotated

import typer

from tweetopt.optimizer.cli import options

_SHOWN = 30


def predict(
    file: Annotated[Path | None, typer.Argument(help="A table of texts.")] = None,
    text: Annotated[str | None, typer.Option(help="One text.")] = None,
    out: Annotated[
        Path | None,
        typer.Option(
            help="Write the table with its predictions to a file, at any size; - is stdout."
        ),
    ] = None,
    account_median: options.AccountMedian = None,
    history: options.History = None,
    median_column: options.MedianColumn = None,
    model: options.Model = options.DEFAULT_MODEL,
    predictor: options.Predictors = None,
    text_column: options.TextColumn = "text",
    time_column: options.TimeColumn = "created_at",
    json: options.Json = False,
    resume: options.ResumeBatch = False,
    overwrite: options.Overwrite = False,
    fail_fast: options.FailFast = False,
    engine: options.EngineName = "local",
    workers: options.Workers = None,
) -> None:
    """Predict likes, with a 90% interval, for a text or a table of texts."""
    if (file is None) == (text is None):
        raise ValueError("predict: expected either --text or a file, got both or neither")
    median = options.account_median(account_median)
    options.check_median_source(account_median, history)
    if file is not None and out is not None:
        if history is not None:
            raise ValueError(
                "--history: expected without --out, got both; give --account-median or "
                "--median-column with --out"
            )
        from tweetopt.optimizer.batch_checks import Batch
        from tweetopt.optimizer.cli.batch_screen import do_batch
        from tweetopt.optimizer.rows import PredictRows
        from tweetopt.optimizer.targets import Account

        do_batch(
            Batch(
                file,
                out,
                PredictRows(Account(median, median_column), text_column),
                model,
                tuple(predictor or ()),
                resume=resume,
                overwrite=overwrite,
                fail_fast=fail_fast,
                ray=options.is_ray(engine),
                workers=options.worker_count(workers, out),
            )
        )
        return
    if out or median_column or resume or overwrite or fail_fast or workers or engine != "local":
        raise ValueError("predict: expected a file and --out with these options; add --out OUTPUT")
    texts = [text] if text is not None else _texts(file or Path(), text_column)

    loaded, past = options.load_with_history(
        model, predictor, history=history, text_column=text_column, time_column=time_column
    )
    if past:
        median = past.account_median
    predictions = loaded.predict(texts, account_medians=[median] * len(texts))
    if json:
        rows = [
            {"text": each, **{name: vars(value) for name, value in row.items()}}
            for each, row in zip(texts, predictions, strict=True)
        ]
        options.print_json(rows if text is None else rows[0])
        return

    from tweetopt.optimizer.cli.screen import show_history, show_predictions

    show_predictions(texts[:_SHOWN], predictions[:_SHOWN], account_median=median)
    if len(texts) > _SHOWN:
        print(f"... and {len(texts) - _SHOWN:,} more; --json gives all, --out writes a table.")
    if past:
        show_history(past, next(iter(loaded.predictors.values())))


def _texts(file: Path, column: str) -> list[str]:
    from tweetopt.datasets import as_texts, clean, read_table

    table = read_table(file, columns=[column])
    texts = [clean(text) for text in as_texts(table[column])]
    if not texts:
        raise ValueError(f"{file}: expected texts, got no rows; name another file")
    return texts
