"""Numbers as people and platforms write them: 1234, 1,234 and 1.2K.

A point is always the decimal point, commas and blanks only group thousands: "1.234" is little more
than one, "1,234" more than a thousand, and "1,5" or "1.234,5" is no number.
"""

import math
import re
from decimal import Decimal
from numbers import Real

_GROUPED = r"\d{1,3}(?:(?:,\d{3})+|(?:[ \u00a0\u2009\u202f]\d{3})+)(?:\.\d*)?"
_PLAIN = r"(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?"
_NUMBER = re.compile(
    rf"\s*(?P<number>[+-]?(?:{_GROUPED}|{_PLAIN}))(?:\s?(?P<times>[KkMmBb]))?\s*", re.ASCII
)
_TIMES = {"k": 1_000, "m": 1_000_000, "b": 1_000_000_000}
_SEPARATORS = str.maketrans("", "", ", \u00a0\u2009\u202f")


def read_number(cell: object) -> float:
    """The finite number that a cell is, or that stands in it; NaN where there is none.

    Whole cells only: "1,234", "1 234", "1.2K", "3M" and "2B" are numbers, "about 3" is not.
    """
    try:
        if isinstance(cell, str):
            value = _typed(cell)
        else:
            value = float(cell) if isinstance(cell, (Real, Decimal)) else math.nan
    except (ArithmeticError, ValueError):  # too large for a float
        return math.nan
    return value if math.isfinite(value) else math.nan


def _typed(text: str) -> float:
    match = _NUMBER.fullmatch(text)
    if match is None:
        return math.nan
    plain = Decimal(match["number"].translate(_SEPARATORS))  # 2.3 times a million is exact
    return float(plain * _TIMES[match["times"].lower()] if match["times"] else plain)
