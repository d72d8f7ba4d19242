"""Texts for training a model, from several tables, cleaned, masked and split."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from tweetopt.datasets.cleaning import clean
from tweetopt.datasets.entities import mask
from tweetopt.datasets.readers import read_table
from tweetopt.datasets.splits import split_of


@dataclass(frozen=True)
class Corpus:
    """Masked texts.

    Attributes:
        train: To learn from.
        validation: To watch the training with.
        skipped: Rows without a text.
    """

    train: list[str]
    validation: list[str]
    skipped: int


def read_corpus(
    paths: Sequence[Path],
    *,
    text_column: str = "text",
    group_column: str = "account",
    max_rows: int | None = None,
) -> Corpus:
    """Read, clean and mask the texts of several tables; keep held-out accounts out.

    A table without `group_column` is split by its texts.

    Args:
        paths: Tables as `read_table` takes them.
        text_column: Where the text stands.
        group_column: Who wrote it.
        max_rows: Use so many rows of each table, drawn at random with a fixed seed.

    Raises:
        ValueError: No table has a text to train on; or as `read_table`.
    """
    train: list[str] = []
    validation: list[str] = []
    skipped = 0
    for path in paths:
        table = read_table(path, columns=[text_column], optional=[group_column])
        if max_rows is not None and len(table) > max_rows:
            chosen = np.random.default_rng(0).permutation(len(table))[:max_rows]
            table = table.iloc[np.sort(chosen)]
        texts = _texts(table[text_column])
        filled = texts.str.strip().ne("")
        skipped += int((~filled).sum())
        groups = table[group_column].astype(str) if group_column in table else texts
        splits = groups[filled].map({group: split_of(group) for group in groups.unique()})
        masked = texts[filled].map(lambda text: mask(clean(text)).text)
        train += masked[splits == "train"].tolist()
        validation += masked[splits == "validation"].tolist()
    if not train:
        names = ", ".join(map(str, paths))
        raise ValueError(f"{names}: expected texts to train on, got none; check {text_column!r}")
    return Corpus(train, validation, skipped)


def _texts(column: "pd.Series[str]") -> "pd.Series[str]":
    return column.fillna("").astype(str)
