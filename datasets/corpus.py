"""Texts for training a model, from several tables, cleaned, masked and split."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pandas as pd

from tweetopt.datasets.readers import numbers, read_table, seconds
from tweetopt.datasets.splits import account_medians
from tweetopt.datasets.tables import Columns, account_names, sampled, text_table
from tweetopt.datasets.text_kinds import TextKind


@dataclass(frozen=True)
class Corpus:
    """Masked texts.

    Attributes:
        train: To learn from.
        effects: What the wording of each training text did, see `wording_effects`; NaN where
            its table has no such numbers.
        validation: To watch the training with.
        skipped: Rows without a text.
        notes: What a user should know of how the tables were read, in sentences.
    """

    train: list[str]
    effects: npt.NDArray[np.float32]
    validation: list[str]
    skipped: int
    notes: tuple[str, ...]


def read_corpus(
    paths: Sequence[Path],
    *,
    kind: TextKind,
    columns: Columns,
    property_column: str | None = None,
    max_rows: int | None = None,
) -> Corpus:
    """Read, clean and mask the texts of several tables; keep held-out accounts out.

    A table that names no accounts is split by its texts.

    Args:
        paths: Tables as `read_table` takes them.
        kind: What the texts are.
        columns: Names of their columns; group and time may be missing. The time is for the
            account's median of the time.
        property_column: A number that the texts earned; tables without it teach wording only.
        max_rows: Use so many rows of each table, drawn at random with a fixed seed.

    Raises:
        ValueError: No table has a text to train on, or none has the property; or as
            `read_table`.
    """
    train: list[pd.DataFrame] = []
    validation: list[str] = []
    skipped = 0
    notes: list[str] = []
    optional = [columns.group, *([columns.time, property_column] if property_column else [])]
    for path in paths:
        table = read_table(path, columns=[columns.text, *columns.required], optional=optional)
        effects, more_notes = _effects(table, columns, property_column, path)
        texts = text_table(
            sampled(table, max_rows),
            kind=kind,
            columns=replace(columns, time=""),
            source=str(path),
            value=effects,
        )
        skipped += texts.skipped["no text"]
        notes += [*texts.notes, *more_notes]
        train.append(texts.part("train"))
        validation += texts.part("validation")["text"].tolist()
    corpus = Corpus(
        [text for rows in train for text in rows["text"]],
        np.concatenate([rows["value"].to_numpy(dtype=np.float32) for rows in train]),
        validation,
        skipped,
        tuple(notes),
    )
    names = ", ".join(map(str, paths))
    if not corpus.train:
        raise ValueError(f"{names}: expected texts to train on, got none; check {columns.text!r}")
    if property_column and not np.isfinite(corpus.effects).any():
        raise ValueError(
            f"{names}: expected a column {property_column!r} with numbers beside "
            f"{columns.group!r}, got none; name another column"
        )
    return corpus


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
    table: pd.DataFrame, columns: Columns, property_column: str | None, path: Path
) -> "tuple[pd.Series[float], list[str]]":
    """The effects of a table's rows, and what to say of those that have none."""
    effects = pd.Series(np.nan, index=table.index)
    if property_column is None:
        return effects, []
    if property_column not in table:
        return effects, [f"{path}: No column {property_column!r}: it teaches wording only."]
    if columns.group not in table:
        return effects, []
    rows, left_out = numbers(table, property_column, source=str(path))
    times = seconds(rows[columns.time]) if columns.time in rows else None
    values = rows[property_column]
    medians = account_medians(account_names(rows, columns), values, times=times)
    effects[rows.index] = wording_effects(values.to_numpy(), medians)
    notes = replace(columns, group="").missing(table)
    notes += [
        f"Rows with {what}, which teach wording only: {count:,}."
        for what, count in left_out.items()
        if count
    ]
    return effects, [f"{path}: {note}" for note in notes]
