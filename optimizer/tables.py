"""Tables of texts and numbers as examples for predictors, split by account."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
import torch

from tweetopt.datasets import account_medians, clean, mask, numbers, read_table, seconds, split_of
from tweetopt.predictors.training import Examples
from tweetopt.vae import TextAutoencoder

FEW_ACCOUNTS = 20
"""Tables with fewer accounts are split by their texts: by account, whole splits would be empty."""
_ENCODED_AT_ONCE = 4096


@dataclass(frozen=True)
class Columns:
    """The names of a table's columns.

    Attributes:
        text: The text.
        group: Who posted it.
        time: When: dates, or seconds since 1970.
    """

    text: str = "text"
    group: str = "account"
    time: str = "created_at"


@dataclass(frozen=True)
class Records:
    """A table's usable rows.

    Attributes:
        table: Columns text (masked), split, account, seconds and, where a property was asked
            for, value and median.
        skipped: How many rows were left out, by reason.
        by_account: Whether the accounts decided the splits, or the texts.
    """

    table: pd.DataFrame
    skipped: dict[str, int]
    by_account: bool

    @property
    def default_split(self) -> str:
        """What to measure on: test accounts, or everything where there are no accounts."""
        return "test" if self.by_account else "all"

    def part(self, split: str, *, most: int | None = None) -> pd.DataFrame:
        """The rows of a split ("all" is every row), at most `most`, drawn with a fixed seed."""
        rows = self.table if split == "all" else self.table[self.table["split"] == split]
        if most is not None and len(rows) > most:
            chosen = np.random.default_rng(0).permutation(len(rows))[:most]
            rows = rows.iloc[np.sort(chosen)]
        return rows


def read_records(path: Path, *, columns: Columns, value: str | None = None) -> Records:
    """Read a table, clean and mask its texts, find splits and account medians.

    Args:
        path: A table as `read_table` takes it.
        columns: Names of its columns; group and time may be missing.
        value: The column of the property, or None.

    Raises:
        FileNotFoundError: There is no such file.
        ValueError: The table lacks a column, or the property has no numbers.
    """
    required = [columns.text, *([value] if value else [])]
    table = read_table(path, columns=required, optional=[columns.group, columns.time])
    skipped: dict[str, int] = {}
    if value:
        table, skipped["no number"] = numbers(table, value, source=str(path))
    texts = table[columns.text].fillna("").astype(str)
    filled = texts.str.strip() != ""
    skipped["no text"] = int((~filled).sum())
    table, texts = table[filled], texts[filled]
    accounts = table[columns.group].astype(str) if columns.group in table else texts
    times = seconds(table[columns.time]) if columns.time in table else None
    records = pd.DataFrame({"account": pd.factorize(accounts)[0]}, index=table.index)
    records["text"] = [mask(clean(text)).text for text in texts]
    records["seconds"] = np.nan if times is None else times
    by_account = columns.group in table and accounts.nunique() >= FEW_ACCOUNTS
    groups = accounts if by_account else texts
    records["split"] = groups.map({group: split_of(group) for group in groups.unique()})
    if value:
        records["value"] = table[value]
        records["median"] = (
            account_medians(accounts, table[value], times=times)
            if columns.group in table
            else np.nan
        )
    return Records(records, skipped, by_account)


def read_texts(path: Path, *, column: str) -> list[str]:
    """The cleaned texts of a table's column or, from a .txt file, of its lines; empty ones too.

    Raises:
        FileNotFoundError: There is no such file.
        ValueError: As `read_table`.
    """
    if path.suffix.lower() != ".txt":
        texts = read_table(path, columns=[column])[column].fillna("").astype(str)
        return [clean(text) for text in texts]
    if not path.is_file():
        raise FileNotFoundError(f"{path}: no such file; check the path")
    try:
        # Only "\n" ends a line: other separators are characters of a text.
        lines = path.read_bytes().decode("utf-8-sig").removesuffix("\n").split("\n")
    except UnicodeDecodeError as error:
        raise ValueError(
            f"{path}: expected UTF-8 text, got byte 0x{error.object[error.start]:02x} "
            f"at {error.start}; save the file as UTF-8"
        ) from error
    return [clean(line.removesuffix("\r")) for line in lines]


def encode_examples(
    rows: pd.DataFrame,
    *,
    autoencoder: TextAutoencoder,
    on_rows: Callable[[int], None] = lambda _: None,
) -> Examples:
    """Encode a table's rows, leaving out texts that the model can't hold.

    Args:
        rows: As in `Records`, with values and medians.
        autoencoder: The model.
        on_rows: Called with the number of rows encoded since the last call.
    """
    texts = rows["text"].tolist()
    fits = np.array([len(ids) <= autoencoder.max_tokens + 1 for ids in autoencoder.tokenize(texts)])
    rows = rows[fits]
    parts = [torch.empty(0, autoencoder.latent_dim)]
    for start in range(0, len(rows), _ENCODED_AT_ONCE):
        batch = rows["text"].iloc[start : start + _ENCODED_AT_ONCE].tolist()
        parts.append(autoencoder.encode(batch, fast=True))
        on_rows(len(batch))
    return Examples(
        latents=torch.cat(parts),
        values=torch.tensor(rows["value"].to_numpy(), dtype=torch.float32),
        medians=torch.tensor(rows["median"].to_numpy(), dtype=torch.float32),
        accounts=torch.tensor(rows["account"].to_numpy()),
        seconds=torch.tensor(rows["seconds"].to_numpy(), dtype=torch.float64),
    )
