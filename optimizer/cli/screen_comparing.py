"""What a person sees of drafts that are compared."""

from typing import TYPE_CHECKING

from rich.console import Console
from rich.table import Table
from rich.text import Text

from tweetopt.optimizer.cli.screen import show_audience
from tweetopt.optimizer.cli.terminal import Row, listed, show_sentences, show_text
from tweetopt.optimizer.explaining.comparing import Comparison, Draft, Lead
from tweetopt.optimizer.messages import Compared, Said
from tweetopt.optimizer.result import interval
from tweetopt.predictors import PropertyPredictor

if TYPE_CHECKING:  # which imports pandas
    from tweetopt.optimizer.explaining.measuring import ComparisonReport


def show_comparison(
    comparison: Comparison,
    *,
    predictor: PropertyPredictor,
    account_median: float | None,
    table: bool,
) -> None:
    """Print drafts, the best first, with both figures, and what to make of them."""
    console = Console()
    by_itself = account_median is not None or not predictor.info.by_account
    if table and not listed(console):
        console.print(_drafts_table(comparison, predictor.info.unit))
    else:
        for number, draft in enumerate(comparison.drafts, 1):
            figures = _draft_figures(draft, predictor.info.unit, by_itself=by_itself)
            lead = "★" if number == 1 else str(number)
            show_text(console, Row(Text(draft.text), figures, lead), apart=number > 1)
    guess = any(draft.prediction.guess for draft in comparison.drafts)
    show_sentences(console, "", comparison.verdict)
    show_sentences(console, *([Said.GUESSES] if guess else []), style="yellow")
    show_sentences(console, Compared.WIDE, style="dim")
    show_audience(console, predictor, account_median)


def _draft_figures(draft: Draft, unit: str, *, by_itself: bool) -> list[str | Text]:
    """What is told of a draft; the numbers of an unknown account say little, and come last."""
    number = f"{interval(draft.prediction)} {unit}"
    figures: list[str | Text] = [number] if by_itself else []
    if draft.lead:
        times, chance = _lead_said(draft.lead)
        figures.append(f"the first gets {' '.join(times.splitlines())} by its wording")
        figures += [f"more in {chance} of cases"] if draft.lead.chance is not None else []
        figures += ["about the same"] if draft.lead.about_the_same else []
    figures += [f"why: {_reasons(draft)}"] if draft.reasons else []
    return figures if by_itself else [*figures, f"{number} for an unknown account"]


def _reasons(draft: Draft) -> str:
    strongest = {each.text: each.effect.said for each in reversed(draft.reasons)}
    return ", ".join(f"“{text}” {said}" for text, said in reversed(strongest.items()))


def _drafts_table(comparison: Comparison, unit: str) -> Table:
    table = Table(show_lines=True)
    table.add_column("", justify="right")
    table.add_column("Draft", ratio=1, overflow="fold")
    for title in (f"{unit.capitalize()}, 90%", "Wording of 1", "1 gets more"):
        table.add_column(title, justify="right", no_wrap=True)
    for number, draft in enumerate(comparison.drafts, 1):
        told = Text(draft.text)
        if draft.reasons:
            told.append(f"\n{_reasons(draft)}", style="dim")
        table.add_row(
            "★" if number == 1 else str(number),
            told,
            interval(draft.prediction).replace(" (", "\n("),
            *(_lead_cells(draft.lead) if draft.lead else ("", "")),
        )
    return table


def _lead_said(lead: Lead) -> tuple[str, str]:
    """Both figures of a lead for people: the wording's effect, and the chance."""
    sign, end = ("", "x") if lead.is_ratio else ("+", "")
    ends = " to ".join(f"{value:{sign}.2f}{end}" for value in (lead.low, lead.high))
    chance = "-" if lead.chance is None else f"{lead.chance:.0%}"
    return f"{lead.times:{sign}.2f}{end}\n({ends})", chance


def _lead_cells(lead: Lead) -> tuple[str, str]:
    times, chance = _lead_said(lead)
    return times, chance + "\nabout the same" * lead.about_the_same


def show_chances(report: "ComparisonReport", *, split: str) -> None:
    """Print stated chances against what came, by tenth, of all pairs and of near ones."""
    console = Console()
    parts = {"All pairs": report.all, f"Near pairs ({report.near_by})": report.near}
    for title, scores in parts.items():
        if scores is None:
            console.print(f"{title}: none.")
            continue
        table = Table(
            title=f"{title}: {scores.pairs:,} of {scores.accounts:,} {split} accounts",
            title_justify="left",
        )
        for column in ("Pairs", "Stated", "Came", "90% over accounts"):
            table.add_column(column, justify="right")
        for each in scores.tenths:
            ends = f"{each.low:.1%} to {each.high:.1%}"
            table.add_row(f"{each.pairs:,}", f"{each.stated:.1%}", f"{each.came:.1%}", ends)
        console.print(table)
        worst = scores.worst(least_pairs=500)
        apart = "there are none" if worst != worst else f"{worst:.1%}"
        console.print(
            f"Brier score {scores.brier:.4f}, of the base rate {scores.base:.4f}: better by "
            f"{scores.gain_low:.4f} to {scores.gain_high:.4f}. Largest distance of tenths with 500 "
            f"pairs: {apart}. Left out, as equal: {scores.ties:,}."
        )
