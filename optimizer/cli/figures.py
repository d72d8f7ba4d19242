"""Tables of measured figures."""

from collections.abc import Sequence

from rich.console import Console
from rich.table import Table

from tweetopt.optimizer.evaluation import GoalScores
from tweetopt.predictors.evaluation import PredictorReport


def show_predictor_report(report: PredictorReport, *, split: str) -> None:
    """Print a head against the account-median baseline."""
    table = Table(
        title=f"{report.name}: {report.rows:,} {split} texts of {report.accounts:,} accounts",
        title_justify="left",
    )
    for title in ("", "Spearman", "Wording: Spearman", "Wording: R2", "Pairs right",
                  "2x pairs right", "Mean error"):  # fmt: skip
        table.add_column(title, justify="right" if title else "left", no_wrap=not title)
    for name, scores in (
        ("head", report.head),
        ("head, no median", report.unknown),
        ("median alone", report.baseline),
    ):
        table.add_row(name, *(_figure(value) for value in vars(scores).values()))
    console = Console()
    console.print(table)
    gain = report.head.spearman - report.baseline.spearman
    pairs = report.head.pairs - report.baseline.pairs
    console.print(
        f"Against the account's median alone: Spearman {gain:+.3f}, pairs {pairs:+.3f}. The 90% "
        f"interval holds {report.coverage_known:.1%} of the values; without the median, "
        f"{report.coverage_unknown:.1%}."
    )


def show_optimizer_scores(scores: Sequence[GoalScores]) -> None:
    """Print what the search reached for each goal."""
    table = Table(title="Search toward multiples of the own prediction", title_justify="left")
    for title in ("Goal", "Texts", "Rewritten", "Rose", "Met", "Ratio", "Promised", "Kept",
                  "Similarity", "s a text"):  # fmt: skip
        table.add_column(title, justify="right")
    for each in scores:
        table.add_row(
            f"{each.factor:g}x",
            str(each.texts),
            f"{each.rewritten:.0%}",
            f"{each.rose:.0%}",
            f"{each.met:.0%}",
            f"{each.ratio:.2f}x",
            f"{each.promised_ratio:.2f}x",
            _figure(each.transfer),
            f"{each.similarity:.2f}",
            f"{each.seconds:.1f}",
        )
    console = Console()
    console.print(table)
    console.print(
        "Rose, met and ratio: predictions of the written text, read again, by the predictor "
        "that guided the search. Kept: what that leaves of the gain, in logs, that the codes "
        "promised."
    )


def _figure(value: float) -> str:
    return "-" if value != value else f"{value:.3f}"
