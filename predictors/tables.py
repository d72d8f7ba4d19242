"""Tables of texts and numbers as examples for predictors."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pandas as pd
import torch

from tweetopt.datasets import TextKind, account_medians, numbers
from tweetopt.datasets.posts.own import is_reposted
from tweetopt.datasets.posts.usual_columns import UsualTable, usual_columns
from tweetopt.datasets.tables import Columns, TextTable, text_table
from tweetopt.predictors.baselines import LEAST_ROWS, WordBaseline
from tweetopt.predictors.examples import Examples
from tweetopt.predictors.scales import Scale
from tweetopt.vae import TextAutoencoder

FEW_ACCOUNTS = 20
"""Tables with fewer accounts are split by their texts: by account, whole splits would be empty."""
ENOUGH_TEXTS = 200
"""Tables without accounts are measured on their test texts where there are so many, else on all."""
_ENCODED_AT_ONCE = 4096
"""Texts; a progress bar moves that often, and a large table's codes are never there twice."""


@dataclass(frozen=True)
class PropertyTable(TextTable):
    """Texts with what they got: their rows have a value, and their account's median of it.

    Attributes:
        scale: Of the property.
        renamed: Columns asked for by their usual names, and what the table calls them.
    """

    scale: Scale
    renamed: Mapping[str, str]

    @property
    def default_split(self) -> str:
        """What to measure on: test accounts or, without accounts, test texts if they suffice."""
        enough = int((self.rows["split"] == "test").sum()) >= ENOUGH_TEXTS
        return "test" if self.by_account or enough else "all"

    def words(self, *, most: int, without: pd.DataFrame | None = None) -> WordBaseline | None:
        """The word baseline of the training rows; None where they are too few to fit one.

        Args:
            most: Rows at most.
            without: Rows to leave out: those that it is measured on.
        """
        rows = self.part("train", most=most, without=without)
        known = rows["median"].notna()
        rows = rows[known] if known.any() else rows
        if len(rows) < LEAST_ROWS or (self.scale is Scale.LABEL and rows["value"].nunique() < 2):
            return None
        values, medians = (torch.tensor(rows[each].to_numpy()) for each in ("value", "median"))
        return WordBaseline(rows["text"].tolist(), values, medians, scale=self.scale)


def read_property_table(
    path: Path, *, kind: TextKind, columns: Columns, value: str, scale: Scale | None = None
) -> PropertyTable:
    """Read a table's texts and what they got, with splits and account medians.

    Args:
        path: A table as `read_table` takes it.
        kind: What the texts are.
        columns: Names of its columns; group and time may be missing.
        value: The column of the property; see `usual_columns`.
        scale: The property's; None chooses it from the numbers.

    Raises:
        FileNotFoundError: There is no such file.
        ValueError: The table lacks a column, or the property has no numbers, or some that don't
            fit the scale.
    """
    found = usual_columns(path, columns, value)
    table, reposts = _own_rows(found, columns.text)
    table, skipped = numbers(table, value, source=str(path))
    texts = text_table(
        table,
        kind=kind,
        columns=columns,
        source=str(path),
        value=table[value],
        least_accounts=FEW_ACCOUNTS,
    )
    rows = texts.rows
    scale = _scale_of(rows["value"], scale, source=f"{path}, column {value!r}")
    medians = (
        account_medians(
            rows["account"],
            rows["value"],
            times=rows["seconds"] if columns.time in table else None,
            labels=scale is Scale.LABEL,
        )
        if columns.group in table
        else np.nan
    )
    return PropertyTable(
        rows.assign(median=medians),
        kind,
        texts.by_account,
        {"retweets": reposts, **skipped, **texts.skipped},
        texts.notes,
        scale,
        found.renamed,
    )


def _own_rows(found: UsualTable, text: str) -> tuple[pd.DataFrame, int]:
    """The rows that aren't somebody else's posts, handed on; and how many were."""
    reposts = is_reposted(found.table, text=text)
    return found.table[~reposts], int(reposts.sum())


def _scale_of(values: pd.Series, scale: Scale | None, *, source: str) -> Scale:
    """The scale asked for or, without one, that of the numbers; checked against them."""
    numbers = torch.tensor(values.to_numpy())
    scale = scale or Scale.of(numbers)
    scale.check(numbers, source=source)
    return scale


def encode_examples(
    rows: pd.DataFrame,
    *,
    autoencoder: TextAutoencoder,
    on_rows: Callable[[int], None] = lambda _: None,
) -> Examples:
    """Encode a table's rows, leaving out texts that the model can't hold.

    Args:
        rows: As of a `PropertyTable`.
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
        rows: As of a `PropertyTable`.
    """
    return Examples(
        latents=torch.empty(len(rows), 0),
        values=torch.tensor(rows["value"].to_numpy(), dtype=torch.float32),
        medians=torch.tensor(rows["median"].to_numpy(), dtype=torch.float32),
        accounts=torch.tensor(rows["account"].to_numpy()),
        seconds=torch.tensor(rows["seconds"].to_numpy(), dtype=torch.float64),
        texts=rows["text"].to_numpy(dtype=object),
    )
