"""A user's own posts: text, number and time of each, the oldest first, and what was left out."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

import pandas as pd

from tweetopt.datasets.formats import READ_ONLY, format_of
from tweetopt.datasets.posts import column_names
from tweetopt.datasets.posts.archives import Source, flat_table, read_source
from tweetopt.datasets.posts.column_names import PostColumns, find_name
from tweetopt.datasets.posts.own import is_repeated, own_posts
from tweetopt.datasets.posts.times import DayOrder, id_seconds, read_times
from tweetopt.datasets.readers import as_texts, numbers, text_cells, whole_table

_LOOKED_AT = 100
"""Cells of a column, to see whether it holds objects."""
_LEAST_TIMED = 0.5
"""Share of rows with a readable time; with fewer, times don't order a table."""


class Order(StrEnum):
    """By what the newest posts are known."""

    TIME = "time"
    NUMBER = "number"
    FILE = "file"


@dataclass(frozen=True)
class Posts:
    """A user's own posts.

    Attributes:
        rows: Columns text (as it was posted), value and seconds (since 1970; NaN where unknown),
            the oldest first.
        text: The column that the texts came from.
        value: That of the numbers.
        measured: What they count.
        order: By what the newest are known.
        days: How days and months were distinguished.
        left_out: How many rows were left out, by reason.
        files: The files of an archive, else none.
        accounts: How many people posted them, if it is said.
        time: The column that the times came from; None where none did.
        columns: All that there are.
    """

    rows: pd.DataFrame
    text: str
    value: str
    measured: str
    order: Order
    days: DayOrder
    left_out: dict[str, int]
    files: tuple[str, ...] = ()
    accounts: int = 1
    time: str | None = None
    columns: tuple[str, ...] = ()

    def __len__(self) -> int:
        return len(self.rows)

    @property
    def line(self) -> str:
        """What was read and what wasn't, in one line."""
        parts = [_count(len(self), "post"), f": text from {self.text}, "]
        parts += [f"{self.measured} from {self.value}, {self._newest()}"]
        parts += [f", {self.days}"] if self.days else []
        parts += [f", by {self.accounts:,} different accounts"] if self.accounts > 1 else []
        parts += [f", of {', '.join(self.files)}"] if len(self.files) > 1 else []
        return "".join(parts) + f"; left out: {left_out(self.left_out)}"

    def _newest(self) -> str:
        if self.order is Order.FILE:
            return "the last ones taken for the newest, as no times were found"
        seconds = self.rows["seconds"].max()
        if pd.isna(seconds):
            return "newest unknown"
        day = pd.Timestamp(seconds, unit="s").strftime("%Y-%m-%d")
        return f"newest {day}" + (" by their numbers" if self.order is Order.NUMBER else "")


def left_out(counts: dict[str, int]) -> str:
    """Counts by reason in words: "340 retweets, 3 without a number"; "nothing" without any."""
    return ", ".join(_reason(count, why) for why, count in counts.items() if count) or "nothing"


def _reason(count: int, why: str) -> str:
    if why in _KINDS:
        return _count(count, _KINDS[why])
    return (
        f"{count:,} without {why.replace('no ', 'a ', 1)}"
        if why.startswith("no ")
        else (f"{count:,} with {why}")
    )


_KINDS = {"retweets": "retweet", "replies": "reply", "repeats": "repeat"}


def _count(number: int, noun: str) -> str:
    many = f"{noun[:-1]}ies" if noun.endswith("y") else f"{noun}s"
    return f"{number:,} {noun if number == 1 else many}"


def read_posts(path: Path, *, columns: PostColumns = PostColumns()) -> Posts:  # noqa: B008
    """Read a user's own posts from an archive, an export or a table.

    Retweets and replies are left out. Without readable times the posts are ordered by their
    numbers, and without those as they stand in the file.

    Args:
        path: A table as `read_table` takes it, or an archive as `read_source` does.
        columns: The columns to read; those not named are found by their usual names.

    Raises:
        FileNotFoundError: There is no such file.
        ValueError: It can't be read, lacks a column, or has no post with a text and a number.
    """
    source = open_posts(path)
    table = source.table
    found = _named(path, table, columns)
    table = table.assign(**{found.text: text_cells(table[found.text], source=str(path))})
    table, counts = own_posts(table, text=found.text)
    texts = as_texts(table[found.text])
    filled = texts.str.strip() != ""
    counts["no text"] = int((~filled).sum())
    table = table.assign(**{found.text: texts})[filled]
    again = is_repeated(table, text=found.text, value=found.value, time=found.time)
    counts["repeats"] = int(again.sum())
    table = table[~again]
    table, unread = _with_numbers(path, table, found, counts)
    counts |= unread
    rows, order, days, untimed = _ordered(table, found)
    counts["no readable time"] = untimed
    author = find_name(column_names.AUTHOR, list(table.columns))
    accounts = 1 if author is None else max(1, int(table[author].astype(str).nunique()))
    return Posts(
        rows,
        text=found.text,
        value=found.value,
        measured=columns.property,
        order=order,
        days=days,
        left_out=counts,
        files=source.files,
        accounts=accounts,
        time=found.time if order is Order.TIME else None,
        columns=tuple(map(str, source.table.columns)),
    )


def open_posts(path: Path) -> Source:
    """A file of posts as a table whose dotted columns are nested fields.

    Raises:
        FileNotFoundError: There is no such file.
        ValueError: It can't be read.
    """
    if path.is_dir() or (path.is_file() and format_of(path).kind in READ_ONLY):
        return read_source(path)
    table = whole_table(path)
    if any(_holds_objects(table[name]) for name in table):
        table = flat_table(table.to_dict("records"))
    return Source(table)


def _holds_objects(column: pd.Series) -> bool:
    first = column.dropna().head(_LOOKED_AT)
    return column.dtype == object and any(isinstance(cell, dict) for cell in first)


@dataclass(frozen=True)
class _Found:
    text: str
    value: str
    time: str | None


def _named(path: Path, table: pd.DataFrame, columns: PostColumns) -> _Found:
    there = list(map(str, table.columns))
    usual = column_names.LIKES if columns.property == "likes" else (columns.property,)
    text = _column(path, there, columns.text, column_names.TEXT, what="texts", hint=columns.hint[0])
    value = _column(path, there, columns.value, usual, what=columns.property, hint=columns.hint[1])
    if columns.time is None:
        return _Found(text, value, find_name(column_names.TIME, there))
    return _Found(
        text, value, _column(path, there, columns.time, (), what="times", hint=columns.hint[2])
    )


def _column(
    path: Path,
    there: Sequence[str],
    name: str | None,
    usual: Sequence[str],
    *,
    what: str,
    hint: str,
) -> str:
    found = find_name(usual, there) if name is None else name if name in there else None
    if found is None:
        wanted = f"{name!r}" if name else f"of {what}, such as {', '.join(usual[:4])}"
        raise ValueError(
            f"{path}: expected a column {wanted}, got {', '.join(there) or 'none'}; name the right "
            f"one with {hint}"
        )
    return found


def _with_numbers(
    path: Path, table: pd.DataFrame, found: _Found, counts: dict[str, int]
) -> tuple[pd.DataFrame, dict[str, int]]:
    if table.empty:
        raise ValueError(
            f"{path}: expected posts of your own with a text, got none; left out: "
            f"{left_out(counts)}"
        )
    return numbers(table, found.value, source=str(path))


def _ordered(table: pd.DataFrame, found: _Found) -> tuple[pd.DataFrame, Order, DayOrder, int]:
    """Rows with text, value and seconds in order, what ordered them, and how many had no time."""
    rows = pd.DataFrame({"text": table[found.text], "value": table[found.value]})
    number = find_name(column_names.NUMBER, list(map(str, table.columns)))
    if found.time is not None:
        times = read_times(table[found.time])
        known = times.seconds.notna()
        if known.mean() >= _LEAST_TIMED:
            rows = rows.assign(seconds=times.seconds)[known]
            # Exports are newest first: of posts of one day, the upper is the later.
            rows = _oldest_first(rows)
            return rows, Order.TIME, times.order, int((~known).sum())
    if number is not None:
        seconds = id_seconds(table[number])
        if seconds.notna().all():
            by_number = rows.assign(seconds=seconds, number=table[number].map(float))
            by_number = by_number.sort_values("number", kind="stable").drop(columns="number")
            return by_number, Order.NUMBER, DayOrder.CLEAR, 0
    return rows.assign(seconds=float("nan")), Order.FILE, DayOrder.CLEAR, 0


def _oldest_first(rows: pd.DataFrame) -> pd.DataFrame:
    if rows["seconds"].iloc[0] > rows["seconds"].iloc[-1]:
        rows = rows.iloc[::-1]
    return rows.sort_values("seconds", kind="stable")
