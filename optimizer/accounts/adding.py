"""Remembers an account: reads its posts, adapts a head to them, and keeps no text."""

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from tweetopt.datasets.posts.column_names import PostColumns
from tweetopt.datasets.posts.reading import read_posts
from tweetopt.optimizer.accounts.store import Account, check_name, load_account, save_account
from tweetopt.optimizer.engine import Engine
from tweetopt.optimizer.history import adapt_to_posts


def add_account(
    name: str,
    file: Path | None,
    *,
    columns: PostColumns,
    engine: Engine,
    model: str,
    predictor: str,
) -> Account:
    """Remember an account, in place of what was remembered by that name.

    Args:
        name: What to call it.
        file: Its posts, as `read_posts` takes them; None is the file, with the columns, that the
            account was added from before.
        columns: Of the file.
        engine: The model with one predictor.
        model: Its folder or name.
        predictor: Folder or name of the predictor.

    Raises:
        FileNotFoundError: There is no such file or, without one, no such account.
        ValueError: The name is none, or as `read_posts` and `adapt_to_posts`.
    """
    check_name(name)
    ((property_, base),) = engine.predictors.items()
    if file is None:
        before = load_account(name)
        file, columns = Path(before.file), before.post_columns
    columns = replace(columns, property=property_)
    base_name = _lasting(predictor)
    own, past = adapt_to_posts(
        read_posts(file, columns=columns), engine=engine, file=file, base=base_name
    )
    account = Account(
        name=name,
        file=str(file.resolve()),
        columns=(columns.text, columns.value, columns.time),
        measured=property_,
        unit=base.info.unit,
        account_median=past.account_median,
        posts=past.posts,
        read=past.read,
        model=_lasting(model),
        fingerprint=engine.autoencoder.fingerprint,
        predictor=base_name,
        shift=past.shift,
        strength=past.strength,
        width=past.width,
        added=datetime.now(UTC).strftime("%Y-%m-%d"),
    )
    own.save(account.head)
    save_account(account)
    return account


def _lasting(name_or_folder: str) -> str:
    """A folder by its whole path, so that it is found from anywhere; a name as it is."""
    folder = Path(name_or_folder)
    return str(folder.resolve()) if folder.is_dir() else name_or_folder
