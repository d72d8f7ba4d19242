"""Options that several commands take."""

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from tweetopt.optimizer.cli import choices
from tweetopt.optimizer.settings import Effort

if TYPE_CHECKING:  # --help waits for none of it
    from tweetopt.optimizer.engine import Engine
    from tweetopt.optimizer.goals import Goal

Model = Annotated[str, typer.Option(help="Model: a folder, or a bundled name.")]
Predictors = Annotated[
    list[str] | None,
    typer.Option("--predictor", help="Predictor: a folder, or a known name. Repeatable."),
]
OnePredictor = Annotated[str, typer.Option(help="Predictor: a folder, or a known name.")]
UsualLikes = Annotated[
    str | None,
    typer.Option(
        "--usual-likes",
        metavar="NUMBER",
        help="What your posts usually get: their median. In the predictor's unit, if not likes.",
    ),
]
AccountName = Annotated[
    str | None,
    typer.Option(
        "--account",
        metavar="NAME",
        help="An account that `account add` remembers, or none. Default: `account default`.",
    ),
]
LikesColumn = Annotated[
    str | None,
    typer.Option(
        metavar="COLUMN", help="Column with what past posts got. Default: found by its usual names."
    ),
]
PostsTime = Annotated[
    str | None,
    typer.Option(
        "--time-column",
        metavar="COLUMN",
        help="Column with the time of past posts. Default: found by its usual names.",
    ),
]
Data = Annotated[Path, typer.Argument(help="A table of texts.")]
SplitName = Annotated[
    choices.Rows | None,
    typer.Option(
        "--split",
        help="Rows to use. Default: test, or all where the table has no accounts.",
    ),
]
EvidenceFolder = Annotated[
    Path | None,
    typer.Option(
        "--evidence",
        metavar="DIR",
        help="What `train evidence` wrote, such as that of your own posts. Default: the "
        "predictor's.",
    ),
]
Json = Annotated[bool, typer.Option("--json", help="Print JSON.")]
AsTable = Annotated[bool, typer.Option("--table", help="Print a table.")]
Plot = Annotated[
    Path | None,
    typer.Option(metavar="FILE", help="Draw it into a .png or .svg file (needs the extra plot)."),
]
TextColumn = Annotated[str, typer.Option(help="Column with the text.")]
GroupColumn = Annotated[
    str | None,
    typer.Option(metavar="COLUMN", help="Column with the account. Default: account, if any."),
]
MaxRows = Annotated[int | None, typer.Option(min=1, help="Use so many rows, drawn at random.")]
Beams = Annotated[
    int,
    typer.Option(
        min=1, help="Width of the beam search that writes texts; wider reads better, slower."
    ),
]
Out = Annotated[Path, typer.Option(help="A new or empty folder.")]
TeacherName = Annotated[
    str | None,
    typer.Option(
        "--teacher",
        metavar="NAME",
        help="Sentence embeddings that a gist learns from: lsa, a folder, or a hub's name.",
    ),
]
TeacherCache = Annotated[
    Path | None, typer.Option(metavar="DIR", help="Where embeddings are kept. Default: beside OUT.")
]
Property = Annotated[
    str | None,
    typer.Option(
        "--property",
        help="Column with a number that is to be predicted from the latent code, too: as far as "
        "it differs from what the account usually gets.",
    ),
]

TargetLikes = Annotated[
    str | None,
    typer.Option(metavar="NUMBER", help="Likes wanted, at least; short for --goal 'likes>=N'."),
]
Goals = Annotated[
    list[str] | None,
    typer.Option(
        help="PROPERTY>=VALUE, PROPERTY<=VALUE, PROPERTY=VALUE, or PROPERTY=max for as much as "
        "wording gives, which is the default. Repeatable."
    ),
]
EffortName = Annotated[
    Effort,
    typer.Option(help="How much to try: how far to look, and rounds with language models."),
]
Seed = Annotated[
    int, typer.Option(help="Random seed of the search; the same seed, the same result.")
]
Writers = Annotated[
    list[str] | None,
    typer.Option(
        "--writer",
        metavar="NAME",
        help="Who writes: latent and words (by default), http://HOST/v1#MODEL, hf:MODEL. "
        "Repeatable.",
    ),
]
MedianColumn = Annotated[
    str | None,
    typer.Option(metavar="COLUMN", help="Column with the median of what a row's account gets."),
]

DEFAULT_MODEL = "tweets"


def goals(target_likes: str | None, goal: list[str] | None) -> "list[Goal]":
    """Read --target-likes and --goal; none is an empty list.

    Raises:
        ValueError: One of them is no goal.
    """
    from tweetopt.optimizer.cli.progress import busy

    with busy("Starting"):
        from tweetopt.optimizer.goals import Goal, Relation, parse_goal, parse_number

    read = [parse_goal(each) for each in goal or []]
    if target_likes is not None:
        likes = parse_number(target_likes, name="--target-likes")
        read.insert(0, Goal("likes", Relation.AT_LEAST, likes))
    return read


def no_rows(path: Path, split: str) -> str:
    """What to say where a table has no rows of a split."""
    return f"{path}: expected rows of split {split!r}, got none; use --split all"


def account_median(text: str | None) -> float | None:
    """Read --usual-likes.

    Raises:
        ValueError: It isn't a number of at least 0.
    """
    if text is None:
        return None
    from tweetopt.optimizer.cli.progress import busy

    with busy("Starting"):
        from tweetopt.optimizer.goals import parse_number

    return parse_number(text, name="--usual-likes")


def with_evidence(engine: "Engine", folder: Path | None) -> "Engine":
    """An engine with the evidence in a folder, if one is given.

    Raises:
        FileNotFoundError: There is none.
        ValueError: It is damaged, or of a property that the engine doesn't predict.
    """
    if folder is None:
        return engine

    from dataclasses import replace

    from tweetopt.predictors.evidence import Evidence

    found = Evidence.load(folder)
    if found.property not in engine.predictors:
        raise ValueError(
            f"--evidence: expected evidence on {', '.join(engine.predictors)}, got "
            f"{found.property!r}; name its predictor with --predictor"
        )
    own = found.about(engine.predictors[found.property])
    return replace(engine, evidence={**engine.evidence, found.property: own})


def load_engine(model: str, predictors: list[str] | None) -> "Engine":
    """A model with the predictors named; without a name, with its bundled one where it has any."""
    from tweetopt.optimizer.engine import Engine
    from tweetopt.vae import TextAutoencoder

    quiet_libraries()
    if predictors or model == DEFAULT_MODEL:
        return Engine.load(model, predictors=predictors or [])
    return Engine(TextAutoencoder.from_pretrained(model), {})


def say_drawn(path: Path) -> None:
    """Say which file a figure is in; on standard error, as JSON may be on the other."""
    print(f"Drawn into {path}.", file=sys.stderr)


def print_json(data: Any, *, end: str = "\n") -> None:
    r"""Print data as JSON, readable by people too; NaN becomes null.

    Where output can't hold every character, those beyond ASCII are written as "\uXXXX": the same
    data to whatever reads it.
    """
    import json

    from tweetopt.optimizer.cli.terminal import can_write_all

    escaped = not can_write_all(sys.stdout.encoding)
    print(json.dumps(_finite(data), ensure_ascii=escaped, indent=1), end=end)


def _finite(data: Any) -> Any:
    if isinstance(data, dict):
        return {key: _finite(value) for key, value in data.items()}
    if isinstance(data, (list, tuple)):
        return [_finite(value) for value in data]
    return None if isinstance(data, float) and data != data else data


def quiet_libraries() -> None:
    """Keep the libraries' own bars and notices off the screen, whether loaded or still to be."""
    import logging
    import warnings

    logging.getLogger("accelerate").setLevel(logging.ERROR)
    warnings.filterwarnings("ignore", category=FutureWarning, module="torch")
    if (transformers := sys.modules.get("transformers")) is not None:
        transformers.logging.set_verbosity_error()
        transformers.logging.disable_progress_bar()
    else:  # importing it takes seconds, and few commands need it
        os.environ["TRANSFORMERS_VERBOSITY"] = "error"
        os.environ["HF_HUB_DISABLE_PROGRESS_BARS"] = "1"
