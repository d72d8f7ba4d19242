"""`optimize account report`: what works for an account."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from tweetopt.optimizer.cli import options

if TYPE_CHECKING:  # --help waits for none of it
    from collections.abc import Sequence

    from rich.console import Console
    from rich.table import Table

    from tweetopt.optimizer.accounts.report import Outlier, Report

_SHOWN = 120  # characters of a post

NameOrDefault = Annotated[
    str | None,
    typer.Argument(help="What you call the account. Default: the one of `account default`."),
]


def report(
    name: NameOrDefault = None,
    html: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE",
            help="Also write it as one HTML file with pictures (needs the extra plot).",
        ),
    ] = None,
    json: options.Json = False,
    table: options.AsTable = False,
) -> None:
    """Say what works for an account, and how far to trust it: read from the file of its posts."""
    from tweetopt.optimizer.accounts.store import account_or_default
    from tweetopt.optimizer.cli.progress import busy

    account = account_or_default(name)
    if html is not None:
        from tweetopt.optimizer.accounts.report_html import check_html

        check_html(html)
    options.quiet_libraries()
    with busy("Loading the model"):
        from tweetopt.optimizer.accounts.report import build_report
        from tweetopt.optimizer.engine import Engine

        engine = Engine.load(account.model, predictors=[account.predictor])
    with busy("Reading your posts"):
        found = build_report(account, engine)
    if html is not None:
        from tweetopt.optimizer.accounts.report_html import write_html

        write_html(found, html)
    if json:
        options.print_json(found.as_dict())
        return
    _show(found, table=table)
    if html is not None:
        print(f"\nWritten to {html}.")


def _show(found: "Report", *, table: bool) -> None:
    from rich.console import Console

    from tweetopt.optimizer.accounts.effect_words import heading
    from tweetopt.optimizer.cli.terminal import listed, show_heading, show_sentences
    from tweetopt.optimizer.result import amount

    console = Console()
    table = table and not listed(console)
    usual = f"{amount(found.account_median)} {found.unit}"
    show_sentences(console, f"{Path(found.file).name}: {found.read}.", style="dim")
    show_sentences(console, f"Your usual: {usual}. Reported on: the latest {found.posts:,}.", "")
    show_sentences(console, found.backtest.sentences[0], style="bold")
    show_sentences(console, *found.backtest.sentences[1:], style="dim")
    if len(found.periods) > 1:
        show_heading(console, "Your usual over time")
        show_sentences(console, " · ".join(f"{each.name} {amount(each.median)}"
                                           for each in found.periods))  # fmt: skip
    show_heading(console, heading(found))
    if table:
        console.print(_effects_table(found))
    else:
        _show_effects(console, found)
    if outliers := found.more + found.less:
        show_heading(console, "What stood out, and wasn't explained by its wording")
        _show_outliers(console, outliers, table=table)


def _show_effects(console: "Console", found: "Report") -> None:
    """Print what goes with more and with less, a line for each; the others in a sentence."""
    from tweetopt.optimizer.accounts.effect_words import effect_text
    from tweetopt.optimizer.cli.terminal import show_sentences
    from tweetopt.optimizer.messages import Verdict

    by_verdict = {
        verdict: [each for each in found.effects if each.verdict is verdict] for verdict in Verdict
    }
    for verdict in (Verdict.MORE, Verdict.LESS):
        for each in by_verdict[verdict]:
            figures = f"{effect_text(each)} · {each.posts:,} posts"
            show_sentences(console, f"{verdict.value.capitalize()} with {each.trait}: {figures}")
    for verdict in (Verdict.UNCLEAR, Verdict.TOO_FEW):
        if traits := "; ".join(each.trait for each in by_verdict[verdict]):
            told_of = f"{verdict.value.capitalize()}: {traits}."
            show_sentences(console, told_of, style="dim")


def _effects_table(found: "Report") -> "Table":
    from rich.table import Table

    from tweetopt.optimizer.accounts.effect_words import effect_text

    table = Table()
    for column in ("", "Posts", "Effect", ""):
        table.add_column(column)
    for each in found.effects:
        table.add_row(each.trait, f"{each.posts:,}", effect_text(each), each.verdict.value)
    return table


def _show_outliers(console: "Console", outliers: "Sequence[Outlier]", *, table: bool) -> None:
    from rich.text import Text

    from tweetopt.optimizer.cli.terminal import Row, show_rows, show_text
    from tweetopt.optimizer.result import amount

    if table:
        rows = [
            Row(Text(_shortened(each)), (each.day, amount(each.got), amount(each.expected)))
            for each in outliers
        ]
        show_rows(console, rows, heading="Post", titles=("Day", "Got", "Expected"))
        return
    for number, each in enumerate(outliers):
        told = f"got {amount(each.got)}, {amount(each.expected)} expected"
        show_text(console, Row(Text(_shortened(each)), (told, each.day)), apart=number > 0)


def _shortened(outlier: "Outlier") -> str:
    """A post in a line, its start where it is long."""
    text = " ".join(outlier.text.split())
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}..."
