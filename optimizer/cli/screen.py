"""What a person sees of results and predictions."""

import math
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from rich.console import Console
from rich.text import Text

from tweetopt.optimizer.cli.terminal import Row, listed, show_rows, show_text
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

_IN_TABLE = "Rewrite, changed words marked"
_STYLES = {Change.KEPT: "", Change.ADDED: "bold green", Change.MOVED: "underline cyan"}
_SHOWN = 500
"""Characters of a text in a table; posts are shorter, broken rows may be books."""


@dataclass(frozen=True)
class ResultScreen:
    """How one text's story is shown.

    Attributes:
        result: The story.
        predictor: Of the first goal's property.
        account_median: What the account's posts usually get; None where unknown.
    """

    result: OptimizationResult
    predictor: PropertyPredictor
    account_median: float | None = None

    def show(self, *, table: bool = False) -> None:
        """Print the rewrites as they can be copied, or as a table, and what to make of them."""
        console = Console()
        self._show_original(console)
        showing = self._show_table if table else self._show_texts
        if self.result.candidates:
            showing(console, self.result.candidates, "Rewrites" if not table else _IN_TABLE)
        if self.result.alternatives:
            showing(console, self.result.alternatives, "Other versions, not predicted to do better")
        self._show_end(console)

    @property
    def _name(self) -> str:
        return self.predictor.info.name

    @property
    def _by_itself(self) -> bool:
        """Whether a prediction says something by itself: it isn't that of an unknown account."""
        return self.account_median is not None or not self.predictor.info.by_account

    def _show_original(self, console: Console) -> None:
        before = self.result.original[self._name]
        console.print(Text("Original", style="bold"))
        kind = " (a probability)" if math.isnan(before.low) else " (90% interval)"
        told = f"predicted {interval(before)} {self.predictor.info.unit}{kind}"
        figures = [told] if self._by_itself else []
        show_text(console, Row(Text(self.result.text), figures))

    def _show_texts(self, console: Console, candidates: Sequence[Candidate], heading: str) -> None:
        console.print(Text(f"\n{heading}", style="bold"))
        recommended = candidates is self.result.candidates
        for number, candidate in enumerate(candidates, 1):
            if number > 1:
                console.print()
            lead = "★" if recommended and number == 1 else f"{number}"
            text = marked(self.result.text, candidate.text)
            show_text(console, Row(text, self._figures(candidate), lead))

    def _figures(self, candidate: Candidate) -> list[str]:
        """What is told of a rewrite, in the order in which people ask."""
        after = candidate.predictions[self._name]
        gain = candidate.gain
        about = "" if self._by_itself or gain is None else "about "
        return [
            "" if gain is None else f"{about}{gain:.2f}x as it is",
            f"{interval(after)} {self.predictor.info.unit}"
            if self._by_itself or gain is None
            else "",
            "" if candidate.better is None else f"better in {candidate.better:.0%} of cases",
            f"{candidate.weighted_length} characters",
            f"by {candidate.writer}",
        ]

    def _show_table(self, console: Console, candidates: Sequence[Candidate], heading: str) -> None:
        titles = (f"{self._name.capitalize()}, 90%", "Times", "Simil.", "Chars", "Writer")
        rows = list(_rows(self.result, candidates, self._name))
        if candidates is self.result.candidates:
            rows[0] = replace(rows[0], lead="★")
        console.print()
        if listed(console):
            console.print(f"{heading}:")
        show_rows(console, rows, heading=heading, titles=titles)

    def _show_end(self, console: Console) -> None:
        """The small tweaks, the message, and the small print."""
        result = self.result
        if result.tweaks is not None:
            console.print(Text("\nSmall tweaks, all together", style="bold"))
            text = marked(result.text, result.tweaks.text)
            gain = result.tweaks.gain
            show_text(console, Row(text, [f"{gain:.2f}x as it is" if gain is not None else ""]))
        good = result.status in (Status.REACHED, Status.ALREADY_THERE)
        head, colon, rest = result.message.partition(": ")
        console.print()
        message = Text.assemble((head + colon, "green" if good else "yellow"), rest)
        console.print(message, soft_wrap=not console.is_terminal)
        if not self._by_itself:
            before = interval(result.original[self._name])
            unit = self.predictor.info.unit
            told = f"The text as it is, by an unknown account: {before} {unit}, 90% interval."
            console.print(Text(told, style="dim"), soft_wrap=not console.is_terminal)
        shown = [*result.candidates, *result.alternatives]
        if shown and console.is_terminal:
            console.print(Text("Bold words are new, underlined ones have moved.", style="dim"))


def show_plain(result: OptimizationResult) -> None:
    """Print the rewrites alone, a line for each; where there are none, why, on standard error."""
    for candidate in result.candidates:
        print(" ".join(candidate.text.splitlines()))
    if not result.candidates:
        print(result.message, file=sys.stderr)


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
    """A rewrite; what the original hasn't is bold, what stands elsewhere there is underlined."""
    text = Text()
    for change, piece in differences(original, rewrite):
        if change is not Change.DROPPED:
            words = piece.strip()
            before, _, after = piece.partition(words) if words else (piece, "", "")
            text.append(before).append(words, style=_STYLES[change]).append(after)
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
