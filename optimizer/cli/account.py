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
    """Remember an account: what its posts usually get, and a head adapted to them; no texts."""
    from tweetopt.optimizer.accounts.adding import add_account
    from tweetopt.optimizer.accounts.store import check_name, default_account, has_account
    from tweetopt.optimizer.engine import Engine

    check_name(name)
    options.quiet_libraries()
    before = has_account(name)
    account = add_account(
        name,
        file,
        columns=past.named(),
        engine=Engine.load(model, predictors=[predictor]),
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
    facts = _facts(account)
    kept = facts.pop("kept")
    for key, fact in facts.items():
        print(f"{key.replace('_', ' '):15} {f'{fact:.4g}' if isinstance(fact, float) else fact}")
    print(f"\n{kept}")


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
        f"Kept in {account.head.parent}: the facts above, and a head of {numbers['code']:,} "
        f"numbers for what texts say and {numbers['words']:,} for words and pairs of words, which "
        "share numbers by a hash. No text of yours is kept; who guesses a word can see whether "
        f"posts with it did better. To fit it anew, the posts are read from {account.file} again."
    )
    names = dict(zip(("text", "likes", "time"), account.columns, strict=True))
    named = {key: value for key, value in names.items() if value is not None}
    return {**asdict(account), "columns": named or "found by their usual names", "kept": kept}
