"""`optimize account report`: what works for an account."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from tweetopt.optimizer.cli import options

if TYPE_CHECKING:  # --help waits for none of it
    from rich.table import Table

    from tweetopt.optimizer.accounts.report import Report

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
) -> None:
    """Say what works for an account, and how far to trust it: read from the file of its posts."""
    from tweetopt.optimizer.accounts.report import build_report
    from tweetopt.optimizer.accounts.store import account_or_default
    from tweetopt.optimizer.engine import Engine

    account = account_or_default(name)
    if html is not None:
        from tweetopt.optimizer.accounts.report_html import check_html, write_html

        check_html(html)
    options.quiet_libraries()
    engine = Engine.load(account.model, predictors=[account.predictor])
    found = build_report(account, engine)
    if html is not None:
        write_html(found, html)
    if json:
        options.print_json(found.as_dict())
        return
    _show(found)
    if html is not None:
        print(f"\nWritten to {html}.")


def _show(found: "Report") -> None:
    from rich.console import Console
    from rich.text import Text

    from tweetopt.optimizer.result import amount

    console = Console()
    usual = f"{amount(found.account_median)} {found.unit}"
    console.print(Text(f"{found.file}: {found.read}."))
    console.print(Text(f"Your usual: {usual}. Reported on: the latest {found.posts:,}."))
    console.print(Text(f"\n{found.backtest.sentence}\n", style="bold"))
    if len(found.periods) > 1:
        times = ", ".join(f"{each.name} {amount(each.median)}" for each in found.periods)
        console.print(Text(f"Your usual over time: {times}.\n"))
    console.print(_effects(found))
    console.print(_outliers(found))


def _effects(found: "Report") -> "Table":
    from rich.table import Table

    from tweetopt.optimizer.accounts.effect_words import effect_text, heading

    table = Table(title=heading(found), title_justify="left")
    for column in ("", "Posts", "Effect", ""):
        table.add_column(column)
    for each in found.effects:
        table.add_row(each.trait, f"{each.posts:,}", effect_text(each), each.verdict.value)
    return table


def _outliers(found: "Report") -> "Table":
    from rich.table import Table
    from rich.text import Text

    from tweetopt.optimizer.result import amount

    table = Table(title="What stood out, and wasn't explained by its wording", title_justify="left")
    for column in ("Day", "Post", "Got", "Expected"):
        table.add_column(column, ratio=1 if column == "Post" else None)
    for each in found.more + found.less:
        text = each.text if len(each.text) <= _SHOWN else f"{each.text[:_SHOWN]}..."
        table.add_row(each.day, Text(text), amount(each.got), amount(each.expected))
    return table
