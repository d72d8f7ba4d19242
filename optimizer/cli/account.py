"""`optimize account`: what is remembered of your own accounts, and what works for them."""

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from tweetopt.optimizer.cli import account_report, options
from tweetopt.optimizer.cli.groups import PastColumns, grouped

if TYPE_CHECKING:  # --help waits for none of it
    from tweetopt.optimizer.accounts.store import Account

app = typer.Typer(help="Remember what your posts usually get.", rich_markup_mode=None)

app.command("report")(account_report.report)

Name = Annotated[str, typer.Argument(help="What you call the account.")]


@app.command("add")
@grouped
def add(
    *,
    name: Name,
    file: Annotated[
        Path | None,
        typer.Argument(
            help="Your past posts: an archive, an export or a table. Default: what NAME was added "
            "from before."
        ),
    ] = None,
    past: PastColumns,
    model: options.Model = options.DEFAULT_MODEL,
    predictor: options.OnePredictor = "likes",
    json: options.Json = False,
) -> None:
    """Remember what an account's posts usually get, and how its readers differ; not the posts."""
    from tweetopt.optimizer.accounts.store import check_name, default_account, has_account
    from tweetopt.optimizer.cli.progress import busy

    check_name(name)
    options.quiet_libraries()
    before = has_account(name)
    with busy("Loading the model"):
        from tweetopt.optimizer.accounts.adding import add_account
        from tweetopt.optimizer.engine import Engine

        engine = Engine.load(model, predictors=[predictor])
    with busy("Reading your posts"):
        account = add_account(
            name,
            file,
            columns=past.named(),
            engine=engine,
            model=model,
            predictor=predictor,
        )
    if json:
        options.print_json(_facts(account))
        return
    print(f"{account.file}: {account.read}.")
    print(f"{'Fitted anew' if before else 'Added'}: {_line(account)}.")
    if default_account() == name:
        print("Every command now predicts for it; --account names another, or none.")
    else:
        print(f"To make it the default: optimize account default {name}")


@app.command("list")
def list_accounts(json: options.Json = False) -> None:
    """Name the accounts."""
    from tweetopt.optimizer.accounts.store import account_names, default_account, load_account

    accounts = [load_account(name) for name in account_names()]
    if json:
        options.print_json([_facts(each) for each in accounts])
        return
    for account in accounts:
        print(f"{'*' if account.name == default_account() else ' '} {_line(account)}")
    print("* is the default." if accounts else
          "No accounts so far: optimize account add NAME FILE")  # fmt: skip


@app.command("show")
def show(name: account_report.NameOrDefault = None, json: options.Json = False) -> None:
    """Say what is kept of an account, and where."""
    from tweetopt.optimizer.accounts.store import account_or_default

    account = account_or_default(name)
    if json:
        options.print_json(_facts(account))
        return
    print(f"{_line(account)}.")
    print(f"{account.file}: {account.read}. Added {account.added}.")
    print(
        f"Of the predictor {account.predictor} of the model {account.model}, predictions move by "
        f"{account.shift:+.2f} on its scale, and intervals are {account.width:.2f} times as wide."
    )
    print(f"\n{_facts(account)['kept']}")


@app.command("remove")
def remove(name: Name) -> None:
    """Forget an account, with all that is kept of it. The file of its posts stays."""
    from tweetopt.optimizer.accounts.store import remove_account

    remove_account(name)
    print(f"Forgot {name}.")


@app.command("default")
def default(
    name: Annotated[
        str | None, typer.Argument(help="The account, or none. Default: say which it is.")
    ] = None,
) -> None:
    """Choose the account that commands predict for by default."""
    from tweetopt.optimizer.accounts.store import NOBODY, default_account, set_default

    if name is not None:
        set_default(None if name == NOBODY else name)
    print(f"Without --account, commands predict for {default_account() or 'no account'}.")


def _line(account: "Account") -> str:
    from tweetopt.optimizer.result import amount

    return (
        f"{account.name}: {account.posts:,} posts that usually get "
        f"{amount(account.account_median)} {account.unit}"
    )


def _facts(account: "Account") -> dict[str, Any]:
    """All that is remembered, and in words what the head holds."""
    from safetensors import safe_open

    with safe_open(account.head / "personal.safetensors", "numpy") as file:
        numbers = {name: file.get_slice(name).get_shape()[0] for name in ("code", "words")}
    kept = (
        f"Kept in {account.head.parent}: these facts, {numbers['code']:,} numbers for what texts "
        f"say, and {numbers['words']:,} for words and pairs of words, which share them. "
        "No text of yours is kept; who guesses a word can see whether posts with it did better. To "
        f"fit it anew, the posts are read from {account.file} again."
    )
    names = dict(zip(("text", "likes", "time"), account.columns, strict=True))
    named = {key: value for key, value in names.items() if value is not None}
    return {**asdict(account), "columns": named or "found by their usual names", "kept": kept}
