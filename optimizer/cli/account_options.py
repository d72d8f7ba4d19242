"""Whom a command's predictions are for: the options that say it, and what they change."""

import sys
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tweetopt.optimizer.cli import options

if TYPE_CHECKING:  # --help waits for none of it
    from tweetopt.datasets.posts.column_names import PostColumns
    from tweetopt.optimizer.accounts.current import Usual
    from tweetopt.optimizer.batch.targets import Account
    from tweetopt.optimizer.engine import Engine
    from tweetopt.optimizer.history import History as PastPosts


@dataclass(frozen=True)
class Whom:
    """Whom predictions are for, as the options say.

    Attributes:
        account_median: What --usual-likes says.
        history: What --history names.
        account: What --account names.
        columns: Of the history; None is the usual ones.

    Raises:
        ValueError: Several say what posts usually get.
    """

    account_median: float | None = None
    history: Path | None = None
    account: str | None = None
    columns: "PostColumns | None" = None

    def __post_init__(self) -> None:
        said = {
            "--history": self.history is not None,
            "--usual-likes": self.account_median is not None,
            "--account": self.account not in (None, "none"),
        }
        given = [name for name, there in said.items() if there]
        if len(given) > 1:
            raise ValueError(
                f"{given[0]}: expected it or {given[1]}, got both; each says what your posts "
                "usually get"
            )


@dataclass(frozen=True)
class Loaded:
    """A model with its predictors, and whom they predict for.

    Attributes:
        engine: The model, its first predictor adapted to the account where there is one.
        account_median: What its posts usually get; None where unknown.
        past: What the posts of --history say.
        account: The name of the account.
    """

    engine: "Engine"
    account_median: float | None
    past: "PastPosts | None" = None
    account: str | None = None

    def as_dict(self) -> dict[str, Any]:
        """Whom it is for as plain data, for JSON; nothing where nobody is known."""
        known: dict[str, Any] = {"history": self.past.as_dict()} if self.past else {}
        return {**known, "account": self.account} if self.account else known


def usual_of(whom: Whom, model: str, predictors: list[str] | None) -> "Usual":
    """The account that a command predicts for, if any; notes go to stderr."""
    from tweetopt.optimizer.accounts.current import Usual, usual_of

    if whom.account_median is not None or whom.history is not None:
        return Usual(tuple(predictors or ()))
    usual = usual_of(whom.account, model=model, predictors=predictors or [])
    if usual.note:
        print(f"note: {usual.note}", file=sys.stderr)
    return usual


def rows_account(
    whom: Whom, median_column: str | None, model: str, predictors: list[str] | None
) -> "tuple[Account, tuple[str, ...]]":
    """Whom a table's rows are predicted for, and the predictors to load for it.

    A column of medians is for accounts that aren't the user's.
    """
    from tweetopt.optimizer.batch.targets import Account

    if median_column is not None:
        if whom.account not in (None, "none"):
            raise ValueError("account: expected --account or --median-column, got both")
        return Account(whom.account_median, median_column), tuple(predictors or ())
    usual = usual_of(whom, model, predictors)
    if whom.account_median is None and usual.account_median is not None:
        return Account(usual.account_median), usual.predictors
    return Account(whom.account_median), usual.predictors


def load_for(model: str, predictors: list[str] | None, *, whom: Whom, bare: bool = False) -> Loaded:
    """A model and its predictors, adapted to a user's account or past posts if there are any.

    Args:
        model: Folder or name.
        predictors: Folders or names; none is the bundled one.
        whom: Whom predictions are for.
        bare: Whether a model that has no bundled predictor goes without.

    Raises:
        FileNotFoundError: A file, a folder or the account is missing.
        ValueError: One is damaged, or the account belongs to another model.
    """
    from tweetopt.optimizer.cli.progress import busy

    with busy("Loading the model"):
        return _loaded(model, predictors, whom=whom, bare=bare)


def _loaded(model: str, predictors: list[str] | None, *, whom: Whom, bare: bool) -> Loaded:
    from tweetopt.optimizer.engine import Engine

    options.quiet_libraries()
    if bare and not predictors and model != options.DEFAULT_MODEL:
        return Loaded(options.load_engine(model, predictors), whom.account_median)
    usual = usual_of(whom, model, predictors)
    engine = Engine.load(model, predictors=usual.predictors)
    if whom.history is None:
        name = usual.account.name if usual.account and usual.account_median is not None else None
        median = whom.account_median if name is None else usual.account_median
        return Loaded(engine, median, account=name)

    from tweetopt.datasets.posts.column_names import PostColumns
    from tweetopt.optimizer.history import with_history

    columns = replace(whom.columns or PostColumns(), property=next(iter(engine.predictors)))
    engine, past = with_history(engine, whom.history, columns=columns)
    return Loaded(engine, past.account_median, past)


def text_column_of(table: Path, name: str) -> str:
    """What a table calls its texts; said where it isn't the name given."""
    from tweetopt.datasets.posts.usual_columns import usual_text

    found = usual_text(table, name)
    if found != name:
        print(f"{table}: text from {found}.", file=sys.stderr)
    return found
