"""The account that a command predicts for: the one named, the default one, or none."""

import shlex
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from tweetopt.optimizer.accounts.store import NOBODY, Account, default_account, load_account
from tweetopt.predictors.registry import DEFAULT_PREDICTOR
from tweetopt.vae.folders import fingerprint, model_folder


@dataclass(frozen=True)
class Usual:
    """What an account changes for a command.

    Attributes:
        predictors: Folders or names to load: the account's head in place of what it adapts.
        account_median: What its posts usually get; None without an account.
        account: The account; None without one.
        note: What must be problem, such as why its head isn't used; "" where nothing.
    """

    predictors: tuple[str, ...]
    account_median: float | None = None
    account: Account | None = None
    note: str = ""


def usual_of(name: str | None, *, model: str, predictors: Sequence[str]) -> Usual:
    """Find the account that a command predicts for.

    Args:
        name: Of the account; None is the default one, "none" is no account.
        model: Folder or name.
        predictors: Folders or names; none is the bundled one.

    Raises:
        FileNotFoundError: There is no such account or model.
        ValueError: An account that was named belongs to another model or predictor; the message
            names the command that fits it anew.
    """
    names = tuple(predictors)
    found = None if name == NOBODY else name or default_account()
    if found is None:
        return Usual(names)
    account = load_account(found)
    first = names[0] if names else DEFAULT_PREDICTOR
    if not _same(first, account.predictor):
        return _other_predictor(account, first, names, named=name is not None)
    if fingerprint(model_folder(model)) != account.fingerprint:
        return _other_model(account, model, names, named=name is not None)
    return Usual((str(account.head), *names[1:]), account.account_median, account)


def _other_model(account: Account, model: str, names: tuple[str, ...], *, named: bool) -> Usual:
    problem = (
        f"account {account.name}: expected the model {account.model}, which it was added with, "
        f"got {model}; fit it anew: {refit_command(account, model=model)}"
    )
    if named:
        raise ValueError(problem)
    # What posts get doesn't depend on a model.
    return Usual(names, account.account_median, account, f"{problem} (or --account {NOBODY})")


def _other_predictor(account: Account, first: str, names: tuple[str, ...], *, named: bool) -> Usual:
    problem = (
        f"account {account.name}: expected the predictor {account.predictor}, which it "
        f"adapts, got {first}; fit it anew: "
        f"{refit_command(account, model=account.model, predictor=first)}"
    )
    if named:
        raise ValueError(problem)
    return Usual(names, note=f"{problem} (or --account {NOBODY})")


def refit_command(account: Account, *, model: str, predictor: str | None = None) -> str:
    """The command that fits an account's head anew, from the file that it remembers."""
    parts = ["optimize", "account", "add", account.name, "--model", model]
    named = predictor or account.predictor
    parts += ["--predictor", named] if named != DEFAULT_PREDICTOR else []
    return shlex.join(parts)


def _same(one: str, other: str) -> bool:
    return one == other or (Path(one).is_dir() and str(Path(one).resolve()) == other)
