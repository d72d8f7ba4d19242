"""Texts for training a model, from several tables, cleaned, masked and split."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pandas as pd

from tweetopt.datasets.kinds import TextKind
from tweetopt.datasets.readers import as_texts, numbers, read_table, seconds
from tweetopt.datasets.splits import account_medians, split_of


@dataclass(frozen=True)
class Corpus:
    """Masked texts.

    Attributes:
        train: To learn from.
        effects: What the wording of each training text did, see `wording_effects`; NaN where
            its table has no such numbers.
        validation: To watch the training with.
        skipped: Rows without a text.
    """

    train: list[str]
    effects: npt.NDArray[np.float32]
    validation: list[str]
    skipped: int


def read_corpus(
    paths: Sequence[Path],
    *,
    kind: TextKind,
    text_column: str = "text",
    group_column: str = "account",
    time_column: str = "created_at",
    property_column: str | None = None,
    max_rows: int | None = None,
) -> Corpus:
    """Read, clean and mask the texts of several tables; keep held-out accounts out.

    A table without `group_column` is split by its texts.

    Args:
        paths: Tables as `read_table` takes them.
        kind: What the texts are.
        text_column: Where the text stands.
        group_column: Who wrote it.
        time_column: When; for the account's median of the time.
        property_column: A number that the texts earned; tables without it teach wording only.
        max_rows: Use so many rows of each table, drawn at random with a fixed seed.

    Raises:
        ValueError: No table has a text to train on, or none has the property; or as
            `read_table`.
    """
    train: list[str] = []
    effects: list[npt.NDArray[np.float32]] = []
    validation: list[str] = []
    skipped = 0
    optional = [group_column, time_column, *([property_column] if property_column else [])]
    for path in paths:
        table = read_table(path, columns=[text_column], optional=optional)
        table["effect"] = _effects(table, group_column, time_column, property_column, path)
        if max_rows is not None and len(table) > max_rows:
            chosen = np.random.default_rng(0).permutation(len(table))[:max_rows]
            table = table.iloc[np.sort(chosen)]
        texts = as_texts(table[text_column])
        filled = texts.str.strip().ne("")
        skipped += int((~filled).sum())
        splits = _splits(table, texts, group_column)[filled]
        masked = texts[filled].map(lambda text: kind.mask(kind.clean(text)).text)
        train += masked[splits == "train"].tolist()
        effects.append(table["effect"][filled][splits == "train"].to_numpy(dtype=np.float32))
        validation += masked[splits == "validation"].tolist()
    if not train:
        names = ", ".join(map(str, paths))
        raise ValueError(f"{names}: expected texts to train on, got none; check {text_column!r}")
    measured = np.concatenate(effects)
    if property_column and not np.isfinite(measured).any():
        names = ", ".join(map(str, paths))
        raise ValueError(
            f"{names}: expected a column {property_column!r} with numbers beside "
            f"{group_column!r}, got none; name another column"
        )
    return Corpus(train, measured, validation, skipped)


@dataclass(frozen=True)
class SplitTexts:
    """A table's texts by split; cleaned and masked when asked for, as that takes longest.

    Attributes:
        texts: As they stand in the table, empty ones left out.
        splits: The split of each.
        kind: What the texts are.
    """

    texts: "pd.Series[str]"
    splits: "pd.Series[str]"
    kind: TextKind

    def part(
        self, split: str, *, most: int | None = None, without: "pd.Series[str] | None" = None
    ) -> "pd.Series[str]":
        """Masked texts of a split ("all" is every one), drawn with a fixed seed.

        Args:
            split: Its name.
            most: No more than so many.
            without: Texts that this method returned before, to be left out.
        """
        texts = self.texts if split == "all" else self.texts[self.splits == split]
        if without is not None:
            texts = texts[~texts.index.isin(without.index)]
        if most is not None and len(texts) > most:
            chosen = np.random.default_rng(0).permutation(len(texts))[:most]
            texts = texts.iloc[np.sort(chosen)]
        return texts.map(lambda text: self.kind.mask(self.kind.clean(text)).text)


def read_splits(
    path: Path, *, kind: TextKind, text_column: str = "text", group_column: str = "account"
) -> SplitTexts:
    """Read a table's texts, split just as `read_corpus` splits them for training.

    Raises:
        FileNotFoundError: There is no such file.
        ValueError: As `read_table`.
    """
    table = read_table(path, columns=[text_column], optional=[group_column])
    texts = as_texts(table[text_column])
    filled = texts.str.strip().ne("")
    return SplitTexts(texts[filled], _splits(table, texts, group_column)[filled], kind)


def wording_effects(
    values: npt.NDArray[np.float64], medians: npt.NDArray[np.float64]
) -> npt.NDArray[np.float64]:
    """What the wording of a post did: its value against what its account usually gets.

    Args:
        values: What each post got, shape `(n,)`.
        medians: Its account's median, in the same unit; NaN where unknown.

    Returns:
        Shape `(n,)`: log1p of the value less log1p of the median where no number is negative,
        else their difference; divided by its standard deviation. NaN where unknown.
    """
    if np.nanmin(values, initial=0.0) >= 0:
        values, medians = np.log1p(values), np.log1p(medians)
    effects = values - medians
    spread = np.nanstd(effects) if np.isfinite(effects).any() else 0.0
    scaled: npt.NDArray[np.float64] = effects / spread if spread > 0 else effects
    return scaled


def _effects(
    table: pd.DataFrame, group: str, time: str, column: str | None, path: Path
) -> "pd.Series[float]":
    effects = pd.Series(np.nan, index=table.index)
    if column is not None and column in table and group in table:
        measured, _ = numbers(table, column, source=str(path))
        times = seconds(measured[time]) if time in measured else None
        medians = account_medians(measured[group].astype(str), measured[column], times=times)
        effects[measured.index] = wording_effects(measured[column].to_numpy(), medians)
    return effects


def _splits(table: pd.DataFrame, texts: "pd.Series[str]", group: str) -> "pd.Series[str]":
    """The split of each row: by who wrote it or, in a table without that, by its text."""
    groups = table[group].astype(str) if group in table else texts
    return groups.map({name: split_of(name) for name in groups.unique()})
