"""A table's rows that have a text, each in its split: one reader for training and evaluation."""

from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pandas as pd

from tweetopt.datasets.readers import as_texts, read_table, seconds, text_cells
from tweetopt.datasets.splits import split_of
from tweetopt.datasets.text_kinds import TextKind


@dataclass(frozen=True)
class Columns:
    """The names of a table's columns.

    Attributes:
        text: The text.
        group: Who posted it.
        time: When: dates, or seconds since 1970.
        required: Those of group and time that must be there: a user named them.
    """

    text: str = "text"
    group: str = "account"
    time: str = "created_at"
    required: tuple[str, ...] = ()

    @classmethod
    def named(cls, *, text: str, group: str | None = None, time: str | None = None) -> "Columns":
        """The columns that a user named; group and time have usual names, and may be missing."""
        usual = cls()
        required = tuple(name for name in (group, time) if name is not None)
        return cls(text, group or usual.group, time or usual.time, required)

    def missing(self, table: pd.DataFrame) -> list[str]:
        """What to say of usual columns that a table doesn't have, in sentences."""
        usual = {
            self.group: "every text counts as an account of its own",
            self.time: "the order of the rows stands for time",
        }
        return [
            f"No column {name!r}: {so}." for name, so in usual.items() if name and name not in table
        ]


@dataclass(frozen=True)
class TextTable:
    """A table's rows that have a text; cleaned and masked by `part`, as that takes longest.

    Attributes:
        rows: Columns text (as it stands in the table), account (a number; each text is its own
            where nobody is named), split, seconds (since 1970; NaN where unknown) and, where there
            is one, value.
        kind: What the texts are.
        by_account: Whether the accounts decided the splits, or the texts.
        skipped: How many rows were left out, by reason.
        notes: What a user should know of how the table was read, in sentences.
    """

    rows: pd.DataFrame
    kind: TextKind
    by_account: bool
    skipped: dict[str, int]
    notes: tuple[str, ...]

    def part(
        self, split: str, *, most: int | None = None, without: pd.DataFrame | None = None
    ) -> pd.DataFrame:
        """The rows of a split ("all" is every one) with cleaned, masked texts.

        Args:
            split: Its name.
            most: No more than so many, drawn with a fixed seed.
            without: Rows that this method returned before, to be left out.
        """
        rows = self.rows if split == "all" else self.rows[self.rows["split"] == split]
        if without is not None:
            rows = rows[~rows.index.isin(without.index)]
        rows = sampled(rows, most)
        return rows.assign(
            text=[self.kind.mask(self.kind.clean(text)).text for text in rows["text"]]
        )


def sampled(rows: pd.DataFrame, most: int | None) -> pd.DataFrame:
    """So many rows at most, in their order, drawn with a fixed seed."""
    if most is None or len(rows) <= most:
        return rows
    chosen = np.random.default_rng(0).permutation(len(rows))[:most]
    return rows.iloc[np.sort(chosen)]


def read_text_table(path: Path, *, kind: TextKind, columns: Columns) -> TextTable:
    """Read a table's texts, split as `corpus.read_corpus` splits them for training.

    Raises:
        FileNotFoundError: There is no such file.
        ValueError: As `read_table`.
    """
    columns = replace(columns, time="")
    table = read_table(path, columns=[columns.text, *columns.required], optional=[columns.group])
    return text_table(table, kind=kind, columns=columns, source=str(path))


def text_table(
    table: pd.DataFrame,
    *,
    kind: TextKind,
    columns: Columns,
    source: str,
    value: "pd.Series[float] | None" = None,
    least_accounts: int = 1,
) -> TextTable:
    """Leave out rows without a text, and find the others' accounts, times and splits.

    Args:
        table: As `read_table` returns it.
        kind: What the texts are.
        columns: Names of its columns; group and time may be missing.
        source: What to call the table in errors and notes.
        value: A number for each row of the table.
        least_accounts: With fewer accounts, or none, the texts decide the splits.

    Raises:
        ValueError: A cell holds no text but a list, or bytes that are no UTF-8.
    """
    texts = text_cells(table[columns.text], source=source)
    filled = texts.str.strip() != ""
    table, texts = table[filled], texts[filled]
    names = account_names(table, columns)
    by_account = bool(names.nunique() >= max(least_accounts, 1))
    accounts = names.fillna(texts)
    groups = accounts if by_account else texts
    rows = pd.DataFrame({"text": texts, "account": pd.factorize(accounts)[0]}, index=table.index)
    rows["seconds"] = seconds(table[columns.time]) if columns.time in table else np.nan
    rows["split"] = groups.map({group: split_of(group) for group in groups.unique()})
    if value is not None:
        rows["value"] = value.loc[table.index]
    notes = columns.missing(table)
    if by_account and (alone := int(names.isna().sum())):
        notes.append(f"Rows without an account, each an account of its own: {alone:,}.")
    skipped = {"no text": int((~filled).sum())}
    return TextTable(rows, kind, by_account, skipped, tuple(f"{source}: {note}" for note in notes))


def account_names(table: pd.DataFrame, columns: Columns) -> "pd.Series[str]":
    """Each row's account as text; missing where nobody is named or there is no such column."""
    if columns.group not in table:
        return pd.Series(pd.NA, index=table.index, dtype=object)
    names = as_texts(table[columns.group]).str.strip()
    return names.mask(names == "", pd.NA)
