"""What a person sees of explanations."""

from rich.console import Console
from rich.table import Table
from rich.text import Text

from tweetopt.optimizer.explaining.explanation import Contribution, Explanation
from tweetopt.optimizer.result import audience, interval
from tweetopt.predictors import PropertyPredictor

_SHOWN = 12
"""Contributions in the table; the others are coloured in the text, and in the JSON."""


def show_explanation(
    explanation: Explanation, *, predictor: PropertyPredictor, account_median: float | None
) -> None:
    """Print a text with its words coloured, and what contributes most to its prediction."""
    console = Console()
    console.print(coloured(explanation))
    whom = audience(predictor, account_median)
    told = f"Predicted {interval(explanation.prediction)} {predictor.info.unit}"
    console.print(Text(told + (f", for {whom}." if whom else "."), style="dim"))
    console.print()
    strongest = explanation.strongest
    if not strongest:
        console.print("No word or phrase contributes more than its own noise.")
        return
    console.print(_table(strongest[:_SHOWN]))
    more = len(strongest) - _SHOWN
    rest = f" {more} more with --json." if more > 0 else ""
    console.print(
        "Green raises the prediction, red lowers it, grey is within its noise (twice the spread "
        f"of the ensemble). Predicted isn't caused.{rest}",
        style="dim",
    )


def coloured(explanation: Explanation) -> Text:
    """A text whose words are green or red where they raise or lower its prediction, else grey."""
    shown, done = Text(), 0
    for word in explanation.words:
        shown.append(explanation.text[done : word.start], style="dim")
        shown.append(word.text, style=_style(word))
        done = word.end
    shown.append(explanation.text[done:], style="dim")
    return shown


def _style(word: Contribution) -> str:
    if not word.effect.clear:
        return "dim"
    return "bold green" if word.effect.difference > 0 else "bold red"


def _table(contributions: list[Contribution]) -> Table:
    table = Table()
    table.add_column("Word or phrase", ratio=1)
    table.add_column("With it", justify="right", no_wrap=True)
    table.add_column("Noise", justify="right", no_wrap=True)
    for each in contributions:
        table.add_row(
            Text(each.text),
            Text(each.effect.said, style=_style(each)),
            "-" if each.effect.noise != each.effect.noise else f"± {each.effect.noise_said}",
        )
    return table


def show_agreement(rank_correlation: float | None) -> None:
    """Print how far contributions by leaving out and by gradients agree."""
    if rank_correlation is None:
        print("Too few words for a check by gradients.")
        return
    print(
        f"Check by integrated gradients: rank correlation {rank_correlation:.2f} (1: the same "
        "order of words, 0: none)."
    )
