"""What a person sees of results and predictions."""

import math
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from rich.console import Console
from rich.text import Text

from tweetopt.optimizer.cli.terminal import (
    Row,
    listed,
    show_heading,
    show_rows,
    show_sentences,
    show_text,
)
from tweetopt.optimizer.messages import Said
from tweetopt.optimizer.result import (
    Candidate,
    OptimizationResult,
    Status,
    amount,
    audience,
    interval,
    most_frequent,
)
from tweetopt.optimizer.settings import OWN_WRITERS
from tweetopt.optimizer.words.differences import Change, differences
from tweetopt.predictors import Prediction, PropertyPredictor

if TYPE_CHECKING:  # which reads tables; pandas and scikit-learn take seconds to import
    from tweetopt.optimizer.batch.predicting import PredictedText
    from tweetopt.optimizer.cli.account_options import Loaded

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
        figures = [predicted(before, self.predictor)] if self._by_itself else []
        show_text(console, Row(Text(self.result.text), figures))

    def _show_texts(self, console: Console, candidates: Sequence[Candidate], heading: str) -> None:
        show_heading(console, heading)
        for number, candidate in enumerate(candidates, self._first(candidates)):
            lead = "★" if number == 1 else f"{number}"
            text = marked(self.result.text, candidate.text)
            apart = candidate is not candidates[0]
            show_text(console, Row(text, self._figures(candidate), lead), apart=apart)

    def _first(self, candidates: Sequence[Candidate]) -> int:
        """The number of the first: versions are numbered through, and only a rewrite has a star."""
        shown = len(self.result.candidates)
        return 1 if candidates is self.result.candidates else max(2, shown + 1)

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
            "" if _is_own(candidate) else f"by {candidate.writer}",
        ]

    def _show_table(self, console: Console, candidates: Sequence[Candidate], heading: str) -> None:
        titles = [f"{self._name.capitalize()}, 90%", "Times", "Alike", "Chars"]
        titles += [] if all(map(_is_own, candidates)) else ["Writer"]
        figures = _rows(self.result, candidates, self._name, writers="Writer" in titles)
        numbers = range(self._first(candidates), len(candidates) + self._first(candidates))
        rows = [
            replace(row, lead="★" if number == 1 else str(number))
            for number, row in zip(numbers, figures, strict=True)
        ]
        console.print()
        if listed(console):
            console.print(f"{heading}:")
        show_rows(console, rows, heading=heading, titles=titles)

    def _show_end(self, console: Console) -> None:
        """The small tweaks, the message, and the small print."""
        result = self.result
        if result.tweaks is not None:
            show_heading(console, "Small tweaks, all together")
            text = marked(result.text, result.tweaks.text)
            gain = result.tweaks.gain
            show_text(console, Row(text, [f"{gain:.2f}x as it is" if gain is not None else ""]))
        good = result.status in (Status.REACHED, Status.ALREADY_THERE)
        head, colon, rest = result.message.partition(": ")
        console.print()
        message = Text.assemble((head + colon, "green" if good else "yellow"), rest)
        console.print(message, soft_wrap=not console.is_terminal)
        show_sentences(console, *result.notes, style="dim")
        if not self._by_itself:
            told = predicted(result.original[self._name], self.predictor)
            show_sentences(console, f"The text as it is: {told}.", style="dim")
        shown = [*result.candidates, *result.alternatives]
        if shown and console.is_terminal:
            show_sentences(console, "Bold words are new, underlined ones moved.", style="dim")


def show_plain(result: OptimizationResult) -> None:
    """Print the rewrites alone, a line for each; where there are none, why, on standard error."""
    for candidate in result.candidates:
        print(" ".join(candidate.text.splitlines()))
    if not result.candidates:
        print(result.story, file=sys.stderr)


def predicted(prediction: Prediction, predictor: PropertyPredictor) -> str:
    """A prediction in words: "29 (6.6 to 120) likes predicted, 90% interval"."""
    kind = "a probability" if math.isnan(prediction.low) else "90% interval"
    return f"{interval(prediction)} {predictor.info.unit} predicted, {kind}"


def _is_own(candidate: Candidate) -> bool:
    """Whether its writer is one of ours, who needn't be named."""
    return set(candidate.writer.split(" + ")) <= set(OWN_WRITERS)


def show_dropped(result: OptimizationResult) -> None:
    """Print how many proposals were dropped, by reason, the most frequent first."""
    reasons = "; ".join(most_frequent(result.dropped))
    Console().print(f"Dropped: {reasons or 'nothing'}.", soft_wrap=True)


def _rows(
    result: OptimizationResult, candidates: Sequence[Candidate], name: str, *, writers: bool
) -> Iterator[Row]:
    before = result.original[name]
    for candidate in candidates:
        after = candidate.predictions[name]
        ends = "" if math.isnan(after.low) else f"\n{amount(after.low)} to {amount(after.high)}"
        figures = (
            f"{amount(before.value)} → {amount(after.value)}{ends}",
            f"{after.value / before.value:.2f}x" if before.value else "-",
            f"{candidate.alike:.2f}",
            str(candidate.weighted_length),
            *([candidate.writer.replace(" + ", "\n")] if writers else []),
        )
        yield Row(marked(result.text, candidate.text), figures)


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
    table: bool,
) -> None:
    """Print each text with its predictions, or why it has none."""
    console = Console()
    shown = [
        Row(Text(_shorten(row.text)), _figures(row, predictors, units=not table)) for row in rows
    ]
    if table and not listed(console):
        titles = [f"{name.capitalize()} (90% interval)" for name in predictors]
        show_rows(console, shown, heading="Text", titles=titles)
    else:
        for number, row in enumerate(shown):
            show_text(console, row, apart=number > 0)
    notes = []
    if guesses := sum(any(each.guess for each in row.predictions.values()) for row in rows):
        several = f"{guesses:,} {'is a guess' if guesses == 1 else 'are guesses'}. {Said.GUESSES}"
        notes.append(Said.GUESS if len(rows) == 1 else several)
    show_sentences(console, *notes, style="yellow")
    show_audience(console, next(iter(predictors.values())), account_median)


def _figures(
    row: "PredictedText", predictors: Mapping[str, PropertyPredictor], *, units: bool
) -> list[str | Text]:
    """A text's predictions, or why there are none."""
    if row.reason:
        return [Text(row.reason, style="yellow")]
    told = row.predictions
    return [
        predicted(told[name], each) if units else Text(interval(told[name]))
        for name, each in predictors.items()
    ]


def show_audience(
    console: Console, predictor: PropertyPredictor, account_median: float | None
) -> None:
    """Print whom predictions are for, where it matters, and how to say it."""
    if whom := audience(predictor, account_median):
        unknown = account_median is None
        told = Said.FOR_UNKNOWN if unknown else Said.FOR_ACCOUNT.format(whom=whom)
        show_sentences(console, told, style="dim")


def _shorten(text: str) -> str:
    """A text that is too long to be shown whole, by its start."""
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}..."


def show_whom(loaded: "Loaded") -> None:
    """Print whose past posts changed the predictions, and how."""
    predictor = next(iter(loaded.engine.predictors.values()))
    told = []
    if loaded.past:
        told = [f"{loaded.past.file}: {loaded.past.read}."]
        told += loaded.past.sentences(predictor.info)
    elif loaded.account and loaded.account_median is not None:
        usual = f"{amount(loaded.account_median)} {predictor.info.unit}"
        told = [f"Your usual, as account {loaded.account}: {usual}."]
    show_sentences(Console(), *told, style="dim")
