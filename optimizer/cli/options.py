"""Options that several commands take."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:  # a help text needn't wait for torch
    from tweetopt.optimizer.engine import Engine

Model = Annotated[str, typer.Option(help="Model: a folder, or a bundled name.")]
Predictors = Annotated[
    list[str] | None,
    typer.Option("--predictor", help="Predictor: a folder, or a known name. Repeatable."),
]
AccountMedian = Annotated[
    str | None, typer.Option(metavar="NUMBER", help="What your posts usually get.")
]
Json = Annotated[bool, typer.Option("--json", help="Print JSON.")]
TextColumn = Annotated[str, typer.Option(help="Column with the text.")]
GroupColumn = Annotated[str, typer.Option(help="Column with the account.")]
TimeColumn = Annotated[str, typer.Option(help="Column with the time of posting.")]
MaxRows = Annotated[int | None, typer.Option(min=1, help="Use so many rows, drawn at random.")]
Out = Annotated[Path, typer.Option(help="A new or empty folder.")]

DEFAULT_MODEL = "tweets"


def account_median(text: str | None) -> float | None:
    """Read --account-median.

    Raises:
        ValueError: It isn't a number of at least 0.
    """
    from tweetopt.optimizer.goals import parse_number

    return None if text is None else parse_number(text, name="--account-median")


def load_engine(model: str, predictors: list[str] | None) -> "Engine":
    """A model with the predictors named; without a name, with its bundled one where it has any."""
    from tweetopt.optimizer.engine import Engine
    from tweetopt.vae import TextAutoencoder

    quiet_libraries()
    if predictors or model == DEFAULT_MODEL:
        return Engine.load(model, predictors=predictors or [])
    return Engine(TextAutoencoder.from_pretrained(model), {})


def print_json(data: Any) -> None:
    """Print data as JSON, readable by people too; NaN becomes null."""
    import json

    print(json.dumps(_finite(data), ensure_ascii=False, indent=1))


def _finite(data: Any) -> Any:
    if isinstance(data, dict):
        return {key: _finite(value) for key, value in data.items()}
    if isinstance(data, (list, tuple)):
        return [_finite(value) for value in data]
    return None if isinstance(data, float) and data != data else data


def quiet_libraries() -> None:
    """Keep the libraries' own bars and notices off the screen."""
    import logging
    import warnings

    import transformers

    logging.getLogger("accelerate").setLevel(logging.ERROR)
    warnings.filterwarnings("ignore", category=FutureWarning, module="torch")
    transformers.logging.set_verbosity_error()
    transformers.logging.disable_progress_bar()
