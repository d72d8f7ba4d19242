"""Tables of texts and numbers as examples for predictors, split by account."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pandas as pd
import torch

from tweetopt.datasets import (
    TextKind,
    account_medians,
    as_texts,
    numbers,
    read_table,
    seconds,
    split_of,
)
from tweetopt.predictors.baselines import LEAST_ROWS, WordBaseline
from tweetopt.predictors.examples import Examples
from tweetopt.predictors.scales import Scale
from tweetopt.vae import TextAutoencoder

FEW_ACCOUNTS = 20
"""Tables with fewer accounts are split by their texts: by account, whole splits would be empty."""
ENOUGH_TEXTS = 200
"""Tables without accounts are measured on their test texts where there are so many, else on all."""
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
        scale: Of the property; plain where none was asked for.
    """

    table: pd.DataFrame
    skipped: dict[str, int]
    by_account: bool
    scale: Scale = Scale.PLAIN

    @property
    def default_split(self) -> str:
        """What to measure on: test accounts or, without accounts, test texts if they suffice."""
        enough = int((self.table["split"] == "test").sum()) >= ENOUGH_TEXTS
        return "test" if self.by_account or enough else "all"

    def words(self, *, most: int, without: pd.DataFrame | None = None) -> WordBaseline | None:
        """The word baseline of the training rows; None where they are too few to fit one.

        Args:
            most: Rows at most.
            without: Rows to leave out: those that it is measured on.
        """
        rows = self.part("train", most=most, without=without)
        told = rows["median"].notna()
        rows = rows[told] if told.any() else rows
        if len(rows) < LEAST_ROWS or (self.scale is Scale.LABEL and rows["value"].nunique() < 2):
            return None
        values, medians = (torch.tensor(rows[each].to_numpy()) for each in ("value", "median"))
        return WordBaseline(rows["text"].tolist(), values, medians, scale=self.scale)

    def part(
        self, split: str, *, most: int | None = None, without: pd.DataFrame | None = None
    ) -> pd.DataFrame:
        """The rows of a split ("all" is every row), at most `most`, drawn with a fixed seed.

        Args:
            split: The split.
            most: Rows at most.
            without: Rows of this table to leave out.
        """
        rows = self.table if split == "all" else self.table[self.table["split"] == split]
        if without is not None:
            rows = rows.drop(index=without.index, errors="ignore")
        if most is not None and len(rows) > most:
            chosen = np.random.default_rng(0).permutation(len(rows))[:most]
            rows = rows.iloc[np.sort(chosen)]
        return rows


def read_records(
    path: Path,
    *,
    kind: TextKind,
    columns: Columns,
    value: str | None = None,
    scale: Scale | None = None,
) -> Records:
    """Read a table, clean and mask its texts, find splits and account medians.

    Args:
        path: A table as `read_table` takes it.
        kind: What the texts are.
        columns: Names of its columns; group and time may be missing.
        value: The column of the property, or None.
        scale: The property's; None chooses it from the numbers.

    Raises:
        FileNotFoundError: There is no such file.
        ValueError: The table lacks a column, or the property has no numbers, or some that don't
            fit the scale.
    """
    required = [columns.text, *([value] if value else [])]
    table = read_table(path, columns=required, optional=[columns.group, columns.time])
    skipped: dict[str, int] = {}
    if value:
        table, skipped["no number"] = numbers(table, value, source=str(path))
    texts = as_texts(table[columns.text])
    filled = texts.str.strip() != ""
    skipped["no text"] = int((~filled).sum())
    table, texts = table[filled], texts[filled]
    accounts = table[columns.group].astype(str) if columns.group in table else texts
    times = seconds(table[columns.time]) if columns.time in table else None
    records = pd.DataFrame({"account": pd.factorize(accounts)[0]}, index=table.index)
    records["text"] = [kind.mask(kind.clean(text)).text for text in texts]
    records["seconds"] = np.nan if times is None else times
    by_account = columns.group in table and accounts.nunique() >= FEW_ACCOUNTS
    groups = accounts if by_account else texts
    records["split"] = groups.map({group: split_of(group) for group in groups.unique()})
    if not value:
        return Records(records, skipped, by_account)
    scale = _scale_of(table[value], scale, source=f"{path}, column {value!r}")
    records["value"] = table[value]
    records["median"] = (
        account_medians(accounts, table[value], times=times, labels=scale is Scale.LABEL)
        if columns.group in table
        else np.nan
    )
    return Records(records, skipped, by_account, scale)


def _scale_of(values: pd.Series, scale: Scale | None, *, source: str) -> Scale:
    """The scale asked for or, without one, that of the numbers; checked against them."""
    numbers = torch.tensor(values.to_numpy())
    scale = scale or Scale.of(numbers)
    scale.check(numbers, source=source)
    return scale


def read_texts(path: Path, *, kind: TextKind, column: str) -> list[str]:
    """The cleaned texts of a table's column or, from a .txt file, of its lines; empty ones too.

    Raises:
        FileNotFoundError: There is no such file.
        ValueError: As `read_table`.
    """
    if path.suffix.lower() != ".txt":
        texts = as_texts(read_table(path, columns=[column])[column])
        return [kind.clean(text) for text in texts]
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
    return [kind.clean(line.removesuffix("\r")) for line in lines]


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
    lengths = np.array([len(ids) for ids in autoencoder.tokenize(texts)], dtype=int)
    fits = lengths <= autoencoder.max_tokens + 1
    rows = rows[fits]
    parts = [torch.empty(0, autoencoder.latent_dim)]
    for start in range(0, len(rows), _ENCODED_AT_ONCE):
        batch = rows["text"].iloc[start : start + _ENCODED_AT_ONCE].tolist()
        parts.append(autoencoder.encode(batch, fast=True))
        on_rows(len(batch))
    return replace(unread_examples(rows), latents=torch.cat(parts))


def unread_examples(rows: pd.DataFrame) -> Examples:
    """A table's rows as examples without codes.

    Args:
        rows: As in `Records`, with values and medians.
    """
    return Examples(
        latents=torch.empty(len(rows), 0),
        values=torch.tensor(rows["value"].to_numpy(), dtype=torch.float32),
        medians=torch.tensor(rows["median"].to_numpy(), dtype=torch.float32),
        accounts=torch.tensor(rows["account"].to_numpy()),
        seconds=torch.tensor(rows["seconds"].to_numpy(), dtype=torch.float64),
        texts=rows["text"].to_numpy(dtype=object),
    )
