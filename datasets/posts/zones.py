"""Zones of time by their names, which pandas' parser doesn't know: EST, CET, Europe/Berlin."""

import re
from zoneinfo import available_timezones

import pandas as pd

# EST to PDT as RFC 5322, section 4.3, has them; of the others those that mean one zone to nearly
# everybody. Not IST, which is India's, Israel's and Ireland's.
_HOURS = {
    "EST": -5.0, "EDT": -4.0, "CST": -6.0, "CDT": -5.0, "MST": -7.0, "MDT": -6.0,
    "PST": -8.0, "PDT": -7.0, "AKST": -9.0, "AKDT": -8.0, "HST": -10.0,
    "WET": 0.0, "WEST": 1.0, "BST": 1.0, "CET": 1.0, "CEST": 2.0, "MEZ": 1.0, "MESZ": 2.0,
    "EET": 2.0, "EEST": 3.0, "MSK": 3.0, "SGT": 8.0, "AWST": 8.0, "JST": 9.0, "KST": 9.0,
    "ACST": 9.5, "AEST": 10.0, "AEDT": 11.0, "NZST": 12.0, "NZDT": 13.0,
}  # fmt: skip
"""Hours ahead of UTC."""
_NAME = re.compile(
    rf"\(?\b({'|'.join(_HOURS)}|(?:GMT|UTC)[+-]\d\d?(?::?\d\d)?|[A-Z][A-Za-z]+/[A-Z][\w/+-]+)\b\)?"
)
_AFTER_OFFSET = re.compile(r"(?<=\d)( ?(?:Z|[+-]\d\d:?\d\d)) ?[\[(][^\])]*[\])]$")
"""A name that only repeats an offset: "+01:00[Europe/Berlin]", "-0500 (EST)"."""
_OFFSET = re.compile(r"(?:GMT|UTC)([+-])(\d\d?):?(\d\d)?")


def split_zones(texts: "pd.Series[str]") -> "tuple[pd.Series[str], pd.Series[str]]":
    """Times without the names of their zones, and the names; "" where there is none."""
    bare = texts.str.replace(_AFTER_OFFSET, r"\1", regex=True)
    names = bare.str.extract(_NAME, expand=False).fillna("")
    return bare.str.replace(_NAME, " ", regex=True).str.split().str.join(" "), names


def in_zones(times: pd.Series, names: "pd.Series[str]") -> pd.Series:
    """UTC, of times read as if they were UTC, where zones are named; unreadable in unknown ones."""
    read = times.copy()
    for name in filter(None, names.unique()):
        rows = names == name
        read[rows] = _in_zone(times[rows], name)
    return read


def _in_zone(times: pd.Series, name: str) -> pd.Series:
    if offset := _OFFSET.fullmatch(name):
        minutes = 60 * int(offset[2]) + int(offset[3] or 0)
        return times - pd.Timedelta(minutes=minutes if offset[1] == "+" else -minutes)
    if name in _HOURS:
        return times - pd.Timedelta(hours=_HOURS[name])
    if name not in available_timezones():
        return times.where(times.isna())
    # Twice a year an hour is there twice, or not at all: the first, or what comes after it.
    local = times.dt.tz_localize(None)
    found = local.dt.tz_localize(name, ambiguous=local.notna().to_numpy(),
                                 nonexistent="shift_forward")  # fmt: skip
    utc: pd.Series = found.dt.tz_convert("UTC")
    return utc
