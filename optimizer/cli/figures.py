"""Tables of measured figures."""

import math
from collections.abc import Sequence
from dataclasses import asdict
from itertools import pairwise
from typing import Any

from rich.console import Console
from rich.table import Table

from tweetopt.optimizer.judging.contest import FLOOR
from tweetopt.optimizer.judging.evaluation import SEARCH
from tweetopt.optimizer.judging.scores import Lead, MethodScores, OptimizerReport
from tweetopt.optimizer.result import amount
from tweetopt.predictors.baselines import BASELINE_ROWS
from tweetopt.predictors.evaluation import Coverage, PredictorReport

_TITLES = {
    "spearman": "Spearman",
    "wording_spearman": "Wording: Spearman",
    "wording_r2": "Wording: R2",
    "pairs": "Pairs right",
    "pairs_2x": "2x pairs right",
    "mean_error": "Mean error",
    "accuracy": "Accuracy",
    "auc": "AUC",
    "log_loss": "Log loss",
    "calibration_error": "Calibration error",
}


def report_figures(report: PredictorReport) -> dict[str, Any]:
    """The report as plain data, for JSON, with its verdict and the word baseline's cap."""
    return {**asdict(report), "words_cap": BASELINE_ROWS, "verdict": report.verdict}


def show_predictor_report(report: PredictorReport, *, split: str) -> None:
    """Print a predictor beside its baselines, and how its interval holds."""
    grouped = report.accounts < report.rows
    of_accounts = f" of {report.accounts:,} accounts" if grouped else ""
    table = Table(
        title=f"{report.name}, {report.scale}: {report.rows:,} {split} texts{of_accounts}",
        title_justify="left",
    )
    table.add_column("")
    for name in vars(report.head):
        table.add_column(_TITLES[name], justify="right")
    usual = "median alone" if report.unknown else "what is usual"
    rows = {"head": report.head, "head, no median": report.unknown, usual: report.baseline,
            "words (TF-IDF)": report.words}  # fmt: skip
    for name, scores in rows.items():
        if scores is not None:
            table.add_row(name, *(_figure(value) for value in vars(scores).values()))
    console = Console()
    console.print(table)
    if report.intervals:
        console.print(_coverage_table(report))
    console.print(f"{report.verdict} {_about_words(report)}")
    if not report.intervals:
        console.print("Labels are 0 or 1: probabilities are calibrated, and have no interval.")


def _coverage_table(report: PredictorReport) -> Table:
    table = Table(title="Share of values inside the 90% interval", title_justify="left")
    table.add_column("Accounts")
    for title in ("Texts", "With median", "Without", "Typical interval"):
        table.add_column(title, justify="right")
    for each in report.intervals:
        table.add_row(
            each.size,
            f"{each.rows:,}",
            "-" if math.isnan(each.known) else f"{each.known:.1%}",
            f"{each.unknown:.1%}" + _give_or_take(each),
            f"{amount(each.low)} to {amount(each.high)}",
        )
    return table


def _give_or_take(coverage: Coverage) -> str:
    """Of all rows; a single account has no error."""
    known = coverage.size == "all" and not math.isnan(coverage.unknown_error)
    return f" ± {coverage.unknown_error:.1%}" if known else ""


def _about_words(report: PredictorReport) -> str:
    if report.words is None:
        return "The table has too few other training rows for a baseline of words."
    kind = "logistic regression" if report.scale == "label" else "ridge"
    return (
        f"Words: a {kind} on words and word pairs of {report.words_rows:,} training rows "
        f"(at most {BASELINE_ROWS:,})."
    )


def show_optimizer_report(report: OptimizerReport) -> None:
    """Print what each method reached for each goal, and how far ahead the search is."""
    console = Console()
    judges = list(report.scores[0].judged)
    console.print(_reached(report.scores))
    for judge in judges:
        judged = [scores.judged[judge] for scores in report.scores]
        console.print(
            _by_goal(
                f"The same, judged by {judge}",
                ("Right", "Ratio", "Error"),
                report.scores,
                [(_share(j.right), f"{j.ratio:.2f}x", f"{j.error:.2f}") for j in judged],
            )
        )
    console.print(_leads(report.leads, judges[-1]))
    for factor, statuses in report.statuses.items():
        ends = ", ".join(f"{count} {status}" for status, count in statuses.items())
        right = _share(report.unreachable_right[factor])
        console.print(f"{factor:g}x: {ends}; out of reach by {judges[0]}, too: {right}")
        if regions := report.transfer[factor]:
            left = ", ".join(f"{each.radius:.2g}: {each.ratio:.2f}" for each in regions)
            console.print(f"Left of what codes promise, written and read again, by radius: {left}")
    console.print(
        "Guide is what the guiding predictor sees, which flatters. Fluency is the change in nats a "
        "token, s the seconds a text. Right is the share of the changed texts that a judge sees "
        "moved toward the goal, error the distance that is left."
    )


def _reached(scores: Sequence[MethodScores]) -> Table:
    """What each method reached for each goal, by the guiding predictor."""
    return _by_goal(
        f"Toward multiples of the own prediction: {scores[0].texts} texts",
        ("Changed", "Guide", "chrF", "BLEU", "Fluency", "Kept", "s"),
        scores,
        [
            (
                f"{each.rewritten:.0%}",
                f"{each.predicted_ratio:.2f}x",
                f"{each.similarity:.2f}",
                f"{each.self_bleu:.0f}",
                "-" if math.isnan(each.fluency) else f"{each.fluency:+.2f}",
                f"{each.kept:.0%}",
                f"{each.seconds:.1f}",
            )
            for each in scores
        ],
    )


def _by_goal(
    title: str,
    titles: Sequence[str],
    scores: Sequence[MethodScores],
    cells: Sequence[Sequence[str]],
) -> Table:
    """A row for each method, goal by goal; narrow enough for a screen of 80 columns."""
    table = Table(title=title, title_justify="left", show_edge=False)
    for name in ("Goal", "Method", *titles):
        table.add_column(name, justify="left" if name == "Method" else "right")
    ends = [one.factor != other.factor for one, other in pairwise(scores)]
    for each, texts, end in zip(scores, cells, [*ends, True], strict=True):
        goal = f"{each.factor:g}x" if each.method == SEARCH else ""
        table.add_row(goal, each.method, *texts, end_section=end)
    return table


def _leads(leads: Sequence[Lead], judge: str) -> Table:
    """How far each search is ahead of the baselines, by one judge."""
    table = Table(
        title=f"Lead over baselines that keep as much, by {judge} (* for sure)",
        caption="Intervals, the other judge and higher similarities: --json",
        title_justify="left",
        caption_justify="left",
        show_edge=False,
        padding=0,
    )
    told = [lead for lead in leads if lead.floor == FLOOR and lead.judge == judge]
    table.add_column("Goal", justify="right")
    table.add_column("Method", no_wrap=True)
    for baseline in dict.fromkeys(lead.baseline for lead in told):
        table.add_column(baseline, justify="right")
    for factor, method in dict.fromkeys((lead.factor, lead.method) for lead in told):
        own = [lead for lead in told if (lead.factor, lead.method) == (factor, method)]
        table.add_row(
            f"{factor:g}x" if method == SEARCH else "",
            method,
            *(f"{each.mean:+.3f}{'*' if each.low > 0 or each.high < 0 else ' '}" for each in own),
        )
    return table


def _share(value: float) -> str:
    return "-" if value != value else f"{value:.0%}"


def _figure(value: float) -> str:
    return "-" if value != value else f"{value:.3f}"
