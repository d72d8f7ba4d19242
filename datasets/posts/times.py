"""Times as people, exports and platforms write them."""

import re
import warnings
from dataclasses import dataclass
from enum import StrEnum

import pandas as pd

from tweetopt.datasets.posts.zones import in_zones, split_zones

_PLATFORM = "%a %b %d %H:%M:%S %z %Y"
"""As X writes them: "Mon Jan 01 08:00:00 +0000 2024"."""
_SLASHED = re.compile(r"^(\d{1,2})[/.\-](\d{1,2})[/.\-]\d{2,4}\b")
_MONTHS = 12
_MILLISECONDS, _MICROSECONDS = 1e11, 1e14
"""Numbers from here on count these since 1970; seconds reach the year 5138 before."""
_FARTHEST = 2.0**33
"""Seconds before and after 1970 (to 2242): beyond, it's no time, such as "0001-01-01" for none."""
_COMPACT = r"(?:19|20)\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])"
"""Days such as 20250223, which would be seconds of August 1970."""
_EPOCH_MS = 1_288_834_974_657
"""When X began to number posts by time, in milliseconds since 1970; see `id_seconds`."""
_FIRST_TIMED_ID = 29_700_859_247
"""The last number before that."""


class DayOrder(StrEnum):
    """How "3/4/2025" is read, and why."""

    CLEAR = ""
    DAY_FIRST = "dates read day first"
    MONTH_FIRST = "dates read month first"
    GUESSED = "dates read month first, as nothing in them tells"


@dataclass(frozen=True)
class Times:
    """A column of times.

    Attributes:
        seconds: Since 1970, NaN where unreadable.
        order: How days and months were distinguished.
    """

    seconds: "pd.Series[float]"
    order: DayOrder


def read_times(column: pd.Series) -> Times:
    """Read a column of times; without a zone they are UTC.

    Numbers count seconds, milliseconds or microseconds since 1970. Whether "03/04/2025" is in March
    or in April, the whole column decides: by a number above 12 or, without one, by which way the
    rows are in order.
    """
    if pd.api.types.is_datetime64_any_dtype(column):
        return Times(_seconds(pd.to_datetime(column, utc=True)), DayOrder.CLEAR)
    texts = column.astype(object).where(column.notna(), "").astype(str)
    texts = texts.str.replace("·", " ").str.replace(r"\s+", " ", regex=True).str.strip()
    filled = int((texts != "").sum())
    days = texts.where(texts.str.fullmatch(_COMPACT), "")
    if (days != "").sum() * 2 > filled:
        found = pd.to_datetime(days, format="%Y%m%d", utc=True, errors="coerce")
        return Times(_seconds(found), DayOrder.CLEAR)
    numbers = _from_numbers(pd.to_numeric(texts, errors="coerce").astype("float64"))
    if numbers.notna().sum() * 2 > filled:
        return Times(numbers, DayOrder.CLEAR)
    platform = pd.to_datetime(texts, format=_PLATFORM, utc=True, errors="coerce")
    if platform.notna().sum() * 2 > filled:
        return Times(_seconds(platform), DayOrder.CLEAR)
    texts, zones = split_zones(texts)
    order = _day_order(texts)
    iso = pd.to_datetime(texts, format="ISO8601", utc=True, errors="coerce")
    others = _parsed(texts[iso.isna()], day_first=order is DayOrder.DAY_FIRST)
    return Times(_seconds(in_zones(iso.fillna(others), zones)), order)


def id_seconds(numbers: pd.Series) -> "pd.Series[float]":
    """When posts of these numbers were posted, in seconds since 1970; NaN where they don't tell.

    Numbers of X's posts since November 2010 hold the milliseconds ("snowflakes"): bits 22 and up.
    """
    whole = numbers.map(_whole)
    seconds = whole.map(
        lambda number: ((number >> 22) + _EPOCH_MS) / 1_000 if number > _FIRST_TIMED_ID else None
    )
    return _known(seconds.astype("float64"))


def _whole(cell: object) -> int:
    text = str(cell).strip()
    try:
        return int(text)
    except ValueError:
        pass
    try:  # a column with a gap in it was read as floats
        return int(float(text))
    except (ValueError, OverflowError):
        return 0


def _from_numbers(numbers: "pd.Series[float]") -> "pd.Series[float]":
    seconds = numbers.where(numbers < _MILLISECONDS, numbers / 1e3)
    return _known(seconds.where(numbers < _MICROSECONDS, numbers / 1e6))


def _day_order(texts: "pd.Series[str]") -> DayOrder:
    found = texts.str.extract(_SLASHED).dropna().astype(int)
    if found.empty:
        return DayOrder.CLEAR
    first, second = (int((found[column] > _MONTHS).sum()) for column in (0, 1))
    if first or second:
        return DayOrder.DAY_FIRST if first > second else DayOrder.MONTH_FIRST
    some = texts.loc[found.index]
    steps = {
        order: _parsed(some, day_first=order is DayOrder.DAY_FIRST)
        for order in (DayOrder.MONTH_FIRST, DayOrder.DAY_FIRST)
    }
    in_order = [
        order
        for order, times in steps.items()
        if times.is_monotonic_increasing or times.is_monotonic_decreasing
    ]
    return in_order[0] if len(in_order) == 1 else DayOrder.GUESSED


def _parsed(texts: "pd.Series[str]", *, day_first: bool) -> pd.Series:
    with warnings.catch_warnings():  # dateutil's, of names of zones, and pandas', of slow formats
        warnings.simplefilter("ignore")
        return pd.to_datetime(texts, utc=True, format="mixed", dayfirst=day_first, errors="coerce")


def _seconds(times: pd.Series) -> "pd.Series[float]":
    # In whole seconds, as nanoseconds don't reach far: one year 1 would stop the whole column.
    epoch = pd.Timestamp(0, tz="UTC").as_unit("s")
    return _known((times - epoch).dt.total_seconds())


def _known(seconds: "pd.Series[float]") -> "pd.Series[float]":
    return seconds.where(seconds.abs() < _FARTHEST)
