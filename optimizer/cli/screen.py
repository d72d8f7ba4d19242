"""What a person sees of results and predictions."""

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from rich.console import Console
from rich.text import Text

from tweetopt.optimizer.cli.terminal import Row, listed, show_rows
from tweetopt.optimizer.result import (
    A_GUESS,
    SOME_GUESSES,
    Candidate,
    OptimizationResult,
    Status,
    amount,
    audience,
    interval,
    most_frequent,
)
from tweetopt.optimizer.words.differences import Change, differences
from tweetopt.predictors import PropertyPredictor

if TYPE_CHECKING:  # which reads tables; pandas and scikit-learn take seconds to import
    from tweetopt.optimizer.batch.predicting import PredictedText
    from tweetopt.optimizer.cli.accounts import Loaded
    from tweetopt.optimizer.history import History

_SHOWN = 500
"""Characters of a text in a table; posts are shorter, broken rows may be books."""


def show_result(result: OptimizationResult) -> None:
    """Print a text's story: its prediction, the rewrites, and what to make of them."""
    console = Console()
    name = next(iter(result.original))
    before = result.original[name]
    console.print(Text.assemble(("Original  ", "bold"), result.text), soft_wrap=True)
    kind = " (a probability)" if math.isnan(before.low) else " (90% interval)"
    console.print(Text(f"Predicted {interval(before)} {name}{kind}", style="dim"))
    titles = (f"{name.capitalize()}, 90%", "Times", "Simil.", "Chars", "Writer")
    if result.candidates:
        console.print()
        rows = list(_rows(result, result.candidates, name))
        rows[0] = replace(rows[0], lead="★")
        show_rows(console, rows, heading="Rewrite, changed words marked", titles=titles)
    if result.alternatives:
        console.print()
        rows = list(_rows(result, result.alternatives, name))
        heading = "Other versions, not predicted to come closer"
        if listed(console):
            console.print(f"{heading}:")
        show_rows(console, rows, heading=heading, titles=titles)
    if result.tweaks is not None:
        console.print()
        gain = f", {result.tweaks.gain:.2f}x" if result.tweaks.gain is not None else ""
        told = Text.assemble(
            (f"Small tweaks{gain}  ", "bold"), marked(result.text, result.tweaks.text)
        )
        console.print(told, soft_wrap=True)
    console.print()
    good = result.status in (Status.REACHED, Status.ALREADY_THERE)
    style = "green" if good else "yellow"
    head, colon, rest = result.message.partition(": ")
    console.print(Text.assemble((head + colon, style), rest), soft_wrap=True)


def show_dropped(result: OptimizationResult) -> None:
    """Print how many proposals were dropped, by reason, the most frequent first."""
    reasons = "; ".join(most_frequent(result.dropped))
    Console().print(f"Dropped: {reasons or 'nothing'}.", soft_wrap=True)


def _rows(result: OptimizationResult, candidates: Sequence[Candidate], name: str) -> Iterator[Row]:
    before = result.original[name]
    for number, candidate in enumerate(candidates, 1):
        after = candidate.predictions[name]
        ends = "" if math.isnan(after.low) else f"\n{amount(after.low)} to {amount(after.high)}"
        figures = (
            f"{amount(before.value)} → {amount(after.value)}{ends}",
            f"{after.value / before.value:.2f}x" if before.value else "-",
            f"{candidate.similarity:.2f}",
            str(candidate.weighted_length),
            candidate.writer.replace(" + ", "\n"),
        )
        yield Row(marked(result.text, candidate.text), figures, str(number))


def marked(original: str, rewrite: str) -> Text:
    """A rewrite with the words that the original hasn't, there, in bold green."""
    text = Text()
    for change, piece in differences(original, rewrite):
        if change is not Change.DROPPED:
            text.append(piece, style="bold green" if change is Change.ADDED else "")
    return text


def show_predictions(
    rows: Sequence["PredictedText"],
    *,
    predictors: Mapping[str, PropertyPredictor],
    account_median: float | None,
) -> None:
    """Print each text with its predictions, or why it has none."""
    console = Console()
    shown = [
        Row(
            Text(_shorten(row.text)),
            [Text(row.reason, style="yellow")]
            if row.reason
            else [Text(interval(row.predictions[name])) for name in predictors],
        )
        for row in rows
    ]
    titles = [f"{name.capitalize()} (90% interval)" for name in predictors]
    show_rows(console, shown, heading="Text", titles=titles)
    if guesses := sum(any(each.guess for each in row.predictions.values()) for row in rows):
        console.print(A_GUESS if len(rows) == 1 else f"{guesses:,} are guesses. {SOME_GUESSES}")
    if whom := audience(next(iter(predictors.values())), account_median):
        hint = (
            "; name yours with --usual-likes or --history, or add an account"
            if account_median is None
            else ""
        )
        console.print(f"For {whom}{hint}.")


def _shorten(text: str) -> str:
    """A text that is too long to be shown whole, by its start."""
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}..."


def show_whom(loaded: "Loaded") -> None:
    """Print whose past posts changed the predictions, and how."""
    predictor = next(iter(loaded.engine.predictors.values()))
    if loaded.past:
        _show_history(loaded.past, predictor)
    elif loaded.account and loaded.account_median is not None:
        usual = f"{amount(loaded.account_median)} {predictor.info.unit}"
        Console().print(Text(f"Your usual, as account {loaded.account}: {usual}."))


def _show_history(history: "History", predictor: PropertyPredictor) -> None:
    """Print what past posts changed."""
    usual = amount(history.account_median)
    what = "get a share of" if predictor.info.scale == "label" else "usually get"
    console = Console()
    console.print(Text(f"{history.file}: {history.read}."))
    console.print(
        f"The latest {history.posts:,} {what} {usual} {predictor.info.unit}. Going by them, "
        f"predictions move by {history.shift:+.2f} on the scale {predictor.info.scale}, your own "
        f"wording counts with strength {history.strength:.2f}, and intervals are "
        f"{history.width:.2f} times as wide."
    )
