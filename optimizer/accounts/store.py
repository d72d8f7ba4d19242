"""Accounts by name, a folder each, under the user's data folder."""

import json
import os
import re
import shutil
from dataclasses import asdict, dataclass
from pathlib import Path

from platformdirs import user_data_path

from tweetopt.datasets.posts.column_names import PostColumns

FOLDER_VARIABLE = "TWEETOPT_ACCOUNTS"
"""Environment variable with the folder of the accounts, instead of the user's data folder."""
NOBODY = "none"
"""Stands for no account."""

_CARD = "account.json"
_HEAD = "head"
_DEFAULT = ".default"  # no account can be called so
_NAME = re.compile(r"\w[\w.-]{0,63}")


@dataclass(frozen=True)
class Account:
    """What is remembered of an account, beside its head.

    Attributes:
        name: What its user calls it.
        file: Where its posts were read from.
        columns: Of the text, the number and the time, where they were named.
        measured: The property that is predicted.
        unit: Its unit.
        account_median: What its latest posts usually got; of labels, the share of ones.
        posts: How many the head was fitted on.
        read: What was read and left out, in one line.
        model: Folder or name of the model that the head belongs to.
        fingerprint: Of that model's latent space.
        predictor: Folder or name of the predictor that is adapted.
        shift: What predictions move by, on average, on the predictor's scale.
        strength: Of what was learned of its wording.
        width: What half widths of intervals are multiplied by.
        added: The day, as 2025-02-23.
    """

    name: str
    file: str
    columns: tuple[str | None, str | None, str | None]
    measured: str
    unit: str
    account_median: float
    posts: int
    read: str
    model: str
    fingerprint: str
    predictor: str
    shift: float
    strength: float
    width: float
    added: str

    @property
    def head(self) -> Path:
        """The folder of its head."""
        return _folder(self.name) / _HEAD

    @property
    def post_columns(self) -> PostColumns:
        """The columns to read its posts from."""
        text, value, time = self.columns
        return PostColumns(text, value, time, property=self.measured)


def accounts_folder() -> Path:
    """Where accounts are kept."""
    named = os.environ.get(FOLDER_VARIABLE)
    return Path(named) if named else user_data_path("tweetopt", appauthor=False) / "accounts"


def account_names() -> list[str]:
    """The names of all accounts, sorted."""
    return sorted(path.parent.name for path in accounts_folder().glob(f"*/{_CARD}"))


def check_name(name: str) -> None:
    """Refuse a name that can't be a folder's.

    Raises:
        ValueError: It is empty, long, "none", or holds other signs than letters, digits, "_.-".
    """
    if name == NOBODY or not _NAME.fullmatch(name):
        raise ValueError(
            f"account: expected a name of letters, digits, '_', '.' or '-', other than {NOBODY!r}, "
            f"got {name!r}; choose another"
        )


def has_account(name: str) -> bool:
    """Whether an account is remembered."""
    return name in account_names()


def load_account(name: str) -> Account:
    """Read what is remembered of an account.

    Raises:
        FileNotFoundError: There is no such account.
        ValueError: What is kept of it is damaged.
    """
    if not has_account(name):
        known = ", ".join(account_names()) or "none so far"
        raise FileNotFoundError(
            f"account: expected one that was added ({known}), got {name!r}; add it: "
            "optimize account add NAME FILE"
        )
    path = _folder(name) / _CARD
    try:
        fields = json.loads(path.read_text(encoding="utf-8"))
        text, value, time = fields.pop("columns")
        return Account(name=name, columns=(text, value, time), **fields)
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        reason = " ".join(str(error).split())
        raise ValueError(
            f"{path}: expected what account add writes, got a damaged file ({reason}); remove the "
            f"account and add it again: optimize account remove {name}"
        ) from error


def save_account(account: Account) -> None:
    """Write what is remembered of an account, in place of what was; the first is the default."""
    check_name(account.name)
    first = not account_names()
    fields = asdict(account)
    del fields["name"]
    folder = _folder(account.name)
    folder.mkdir(parents=True, exist_ok=True)
    text = json.dumps(fields, indent=1, ensure_ascii=False)
    (folder / _CARD).write_text(text + "\n", encoding="utf-8")
    if first:
        set_default(account.name)


def remove_account(name: str) -> None:
    """Forget an account, with all that is kept of it.

    Raises:
        FileNotFoundError: There is no such account.
    """
    if not has_account(name):
        load_account(name)
    if default_account() == name:
        set_default(None)
    shutil.rmtree(_folder(name))


def default_account() -> str | None:
    """The default account."""
    path = accounts_folder() / _DEFAULT
    name = path.read_text(encoding="utf-8").strip() if path.is_file() else ""
    return name if name and has_account(name) else None


def account_or_default(name: str | None) -> Account:
    """The account of that name; without one, the default account.

    Raises:
        FileNotFoundError: There is no such account, or no default.
        ValueError: What is kept of it is damaged.
    """
    known = name or default_account()
    if known is None:
        raise FileNotFoundError(
            f"account: expected a name ({', '.join(account_names()) or 'none so far'}), got none, "
            "and there is no default; optimize account list names them"
        )
    return load_account(known)


def set_default(name: str | None) -> None:
    """Choose the default account; None is none.

    Raises:
        FileNotFoundError: There is no such account.
    """
    if name is not None:
        load_account(name)
    path = accounts_folder() / _DEFAULT
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(name or "", encoding="utf-8")


def _folder(name: str) -> Path:
    return accounts_folder() / name
