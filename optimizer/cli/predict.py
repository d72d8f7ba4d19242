"""`optimize predict`: what a text, or each text of a table, is expected to get."""

from pathlib import Path
from typing import Annotated

import typer

from tweetopt.optimizer.cli import options

_SHOWN = 30


def predict(
    file: Annotated[Path | None, typer.Argument(help="A table of texts.")] = None,
    text: Annotated[str | None, typer.Option(help="One text.")] = None,
    account_median: options.AccountMedian = None,
    history: options.History = None,
    model: options.Model = options.DEFAULT_MODEL,
    predictor: options.Predictors = None,
    text_column: options.TextColumn = "text",
    time_column: options.TimeColumn = "created_at",
    json: options.Json = False,
) -> None:
    """Predict likes, with a 90% interval, for a text or a table of texts."""
    if (file is None) == (text is None):
        raise ValueError("predict: expected either --text or a file, got both or neither")
    median = options.account_median(account_median)
    options.check_median_source(account_median, history)
    texts = [text] if text is not None else _texts(file or Path(), text_column)

    from tweetopt.optimizer.engine import Engine
    from tweetopt.optimizer.history import with_history
    from tweetopt.optimizer.tables import Columns

    options.quiet_libraries()
    engine = Engine.load(model, predictors=predictor or [])
    past = None
    if history is not None:
        columns = Columns(text=text_column, time=time_column)
        engine, past = with_history(engine, history, columns=columns)
        median = past.account_median
    predictions = engine.predict(texts, account_medians=[median] * len(texts))
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
        print(f"... and {len(texts) - _SHOWN:,} more; --json gives all.")
    if past:
        show_history(past, next(iter(engine.predictors.values())))


def _texts(file: Path, column: str) -> list[str]:
    from tweetopt.datasets import clean, read_table

    table = read_table(file, columns=[column])
    texts = [clean(text) for text in table[column].fillna("").astype(str)]
    if not texts:
        raise ValueError(f"{file}: expected texts, got no rows; name another file")
    return texts
