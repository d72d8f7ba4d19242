"""What a person sees of explanations."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from rich.console import Console
from rich.table import Table
from rich.text import Text

from tweetopt.optimizer.cli.screen import marked, predicted, show_audience
from tweetopt.optimizer.cli.terminal import Row, listed, show_heading, show_sentences, show_text
from tweetopt.optimizer.explaining.explanation import Contribution, Explanation
from tweetopt.optimizer.explaining.moves import all_moves
from tweetopt.optimizer.explaining.suggestions import Suggestion
from tweetopt.optimizer.goals import UPWARD, Goal
from tweetopt.optimizer.messages import Advice, Explained, Said
from tweetopt.predictors import PropertyPredictor
from tweetopt.vae.wording.words import capitalised

if TYPE_CHECKING:  # which import pandas and scikit-learn: a rewrite needs neither
    from tweetopt.predictors.evidence import Evidence
    from tweetopt.predictors.within_accounts import WithinEffects

_LARGE = 0.05
"""On the scale, of counts 5%: from there on a word is bold."""
_SHOWN = 12
"""Contributions that are listed; the others are coloured in the text, and in the JSON."""
_WAYS = 3
"""Moves that are shown with a text for which no rewrite was found."""
_ADVICE = {Advice.TRY: "green", Advice.DISAGREE: "yellow"}


def show_explanation(
    explanation: Explanation,
    *,
    predictor: PropertyPredictor,
    account_median: float | None,
    table: bool = False,
) -> None:
    """Print a text with its words coloured, what contributes most, and what would change it."""
    console = Console()
    table = table and not listed(console)
    told = predicted(explanation.prediction, predictor)
    show_text(console, Row(coloured(explanation), [told]))
    if explanation.prediction.guess:
        show_sentences(console, Said.GUESS, style="yellow")
    show_audience(console, predictor, account_median)
    strongest = explanation.strongest
    if table and strongest:
        console.print()
        console.print(_table(strongest[:_SHOWN]))
    else:
        _show_strongest(console, strongest[:_SHOWN])
    more = len(strongest) - _SHOWN
    rest = f" {more} more with --json." if more > 0 else ""
    colours = console.color_system and not console.no_color
    key = Explained.KEY_COLOURS if colours else Explained.KEY
    show_sentences(console, f"{key}{rest}", style="dim")
    if explanation.suggestions:
        _show_suggestions(console, explanation, table=table)


def _show_strongest(console: Console, strongest: Sequence[Contribution]) -> None:
    """Print what raises the prediction and what lowers it, a quiet line for each."""
    if not strongest:
        show_sentences(console, "", Explained.NO_WORD)
    for heading, raises in (("Raises it", True), ("Lowers it", False)):
        own = [each for each in strongest if (each.effect.difference > 0) is raises]
        if own:
            show_heading(console, heading)
            words = [Text.assemble("“", (each.text, _style(each)), f"” {each.effect.said}")
                     for each in own]  # fmt: skip
            console.print(Text(" · ").join(words), soft_wrap=not console.is_terminal)


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
    color = "green" if word.effect.difference > 0 else "red"
    return f"bold {color}" if abs(word.effect.difference) >= _LARGE else color


def _table(contributions: list[Contribution]) -> Table:
    table = Table()
    table.add_column("Word or phrase", ratio=1, overflow="fold")
    table.add_column("With it", justify="right", no_wrap=True)
    table.add_column("Noise", justify="right", no_wrap=True)
    for each in contributions:
        table.add_row(
            Text(each.text),
            Text(each.effect.said, style=_style(each)),
            "-" if each.effect.noise != each.effect.noise else f"± {each.effect.noise_said}",
        )
    return table


def _show_suggestions(console: Console, explanation: Explanation, *, table: bool) -> None:
    """Print what would change it, each move with what the text becomes."""
    worthy = [
        each
        for each in explanation.suggestions
        if each.advice not in (Advice.NOTHING, Advice.LOWERS)
    ]
    if worthy:
        show_heading(console, "What would change it: you decide")
    if table and worthy:
        console.print(_moves_table(explanation, worthy))
    else:
        for number, each in enumerate(worthy):
            text = marked(explanation.text, each.text)
            show_text(console, Row(text, _move_figures(each)), apart=number > 0)
    if others := _others(explanation):
        show_sentences(console, "", others, style="dim")


def show_ways(explanation: Explanation, *, goal: Goal) -> None:
    """Print what would help a text for which no rewrite was found, if its author allows it."""
    if goal.relation not in UPWARD or goal.property != explanation.predicted:
        return
    console = Console()
    helpful = [
        each for each in explanation.suggestions if each.advice in (Advice.TRY, Advice.PERHAPS)
    ]
    helpful.sort(key=lambda each: each.advice is not Advice.TRY)
    if helpful:
        show_heading(console, "What would change it, if you allow it")
    for number, each in enumerate(helpful[:_WAYS]):
        figures = [*_move_figures(each), f"--may {each.move.permission}"]
        show_text(console, Row(marked(explanation.text, each.text), figures), apart=number > 0)


def _move_figures(each: Suggestion) -> list[str | Text]:
    return [
        capitalised(each.move.said),
        f"{each.effect.said} predicted",
        "" if each.real is None else f"{each.real_said} in real posts",
        Text(each.advice.value, style=f"not dim {_ADVICE.get(each.advice, '')}"),
    ]


def _moves_table(explanation: Explanation, worthy: Sequence[Suggestion]) -> Table:
    table = Table(show_lines=True)
    table.add_column("Move, and what the text becomes", ratio=1, overflow="fold")
    for title in ("Predicted", "Real posts"):
        table.add_column(title, justify="right", no_wrap=True)
    for each in worthy:
        told = Text.assemble(
            (f"{capitalised(each.move.said)}: ", "bold"),
            (each.advice.value, _ADVICE.get(each.advice, "")),
            "\n",
            marked(explanation.text, each.text),
        )
        table.add_row(told, each.effect.said, each.real_said)
    return table


def _others(explanation: Explanation) -> str:
    """The moves that aren't shown, in sentences."""
    told = []
    for advice, title in (
        (Advice.LOWERS, "These would lower it"),
        (Advice.NOTHING, "These make no clear difference"),
    ):
        own = [each.move.said for each in explanation.suggestions if each.advice is advice]
        told += [f"{title}: {', '.join(own)}."] if own else []
    return " ".join(told)


def show_moves() -> None:
    """Print all moves, and what allows rewrites to make them."""
    table = Table()
    for title in ("Move", "What it is", "--may"):
        table.add_column(title)
    for move in all_moves().values():
        table.add_row(move.name, move.said, move.permission)
    Console().print(table)


def show_agreement(rank_correlation: float | None) -> None:
    """Print how far contributions by leaving out and by gradients agree."""
    if rank_correlation is None:
        print("Too few words for a check by gradients.")
        return
    print(
        f"Check by integrated gradients: rank correlation {rank_correlation:.2f} (1: the same "
        "order of words, 0: none)."
    )


def show_evidence(found: "Evidence") -> None:
    """Print what features go along with in real posts, and how much is luck."""
    console = Console()
    title = f"{found.property} in {found.source}: {found.posts:,} posts of {found.accounts:,} "
    table = Table(title=f"{title}account{'' if found.accounts == 1 else 's'}", title_justify="left")
    table.add_column("One more of", ratio=1)
    for length in (f"Below {found.short_below} characters", "Longer"):
        table.add_column(length, justify="right", no_wrap=True)
    names = dict.fromkeys([*found.short.names, *found.long.names])
    for name in names:
        table.add_row(name, *(_gain(each, name) for each in (found.short, found.long)))
    console.print(table)
    if found.luck is None:
        console.print("Too few pairs of posts to say how much is luck: compare states no chance.")
        return
    for near, slope, error, sigma, count in zip(
        found.luck.nearness, found.luck.slopes, found.luck.slope_errors, found.luck.sigmas,
        found.luck.pairs, strict=True,
    ):  # fmt: skip
        console.print(
            f"{count:,} pairs of nearness {near:.2f}: {slope:.2f} ± {error:.2f} of a predicted "
            f"difference comes true, luck {sigma:.2f}"
        )


def _gain(effects: "WithinEffects", name: str) -> str:
    gain = effects.change({name: 1.0})
    return "-" if gain is None else f"{gain[0]:+.3f} ± {gain[1]:.3f}"
