"""Tables of measured figures."""

from collections.abc import Sequence

from rich.console import Console
from rich.table import Table

from tweetopt.optimizer.evaluation import SEARCH, MethodScores, OptimizerReport
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


def show_optimizer_report(report: OptimizerReport) -> None:
    """Print what each method reached for each goal, and how far ahead the search is."""
    console = Console()
    judges = list(report.scores[0].judged)
    table = Table(
        title=f"Toward multiples of the own prediction: {report.scores[0].texts} texts",
        title_justify="left",
    )
    for title in ("Goal", "Method", "Rewritten", "Predicted",
                  *(f"{judge}: {what}" for judge in judges for what in ("right", "ratio", "error")),
                  "chrF", "BLEU", "Fluency", "Kept", "s a text"):  # fmt: skip
        table.add_column(title, justify="left" if title == "Method" else "right")
    for each in report.scores:
        table.add_row(
            f"{each.factor:g}x" if each.method == SEARCH else "",
            each.method,
            f"{each.rewritten:.0%}",
            f"{each.predicted_ratio:.2f}x",
            *(
                text
                for judge in judges
                for text in (
                    _share(each.judged[judge].right),
                    f"{each.judged[judge].ratio:.2f}x",
                    f"{each.judged[judge].error:.2f}",
                )
            ),
            f"{each.similarity:.2f}",
            f"{each.self_bleu:.0f}",
            _figure(each.fluency),
            f"{each.kept:.0%}",
            f"{each.seconds:.1f}",
            end_section=each is _last(report.scores, each.factor),
        )
    console.print(table)
    for lead in report.leads:
        if lead.judge == judges[-1]:
            sure = "ahead" if lead.low > 0 else "behind" if lead.high < 0 else "not told apart"
            console.print(
                f"{lead.factor:g}x, search against {lead.baseline}, by {lead.judge}: "
                f"{lead.mean:+.3f} ({lead.low:+.3f} to {lead.high:+.3f}), {sure}"
            )
    for factor, statuses in report.statuses.items():
        ends = ", ".join(f"{count} {status}" for status, count in statuses.items())
        right = _share(report.unreachable_right[factor])
        console.print(f"{factor:g}x: {ends}; out of reach by {judges[0]}, too: {right}")
    console.print(
        "Predicted is what the guiding predictor sees, which flatters. Right is the share of the "
        "rewritten texts that a judge sees moved toward the goal. Fluency is in nats a token."
    )


def _last(scores: Sequence[MethodScores], factor: float) -> MethodScores:
    return [each for each in scores if each.factor == factor][-1]


def _share(value: float) -> str:
    return "-" if value != value else f"{value:.0%}"


def _figure(value: float) -> str:
    return "-" if value != value else f"{value:.3f}"
