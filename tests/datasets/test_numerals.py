"""Numbers as people and platforms write them."""

import math
from decimal import Decimal

import pandas as pd
import pytest
from hypothesis import given, strategies as st

from tweetopt.datasets import numbers
from tweetopt.datasets.numerals import read_number


@pytest.mark.parametrize(
    ("cell", "number"),
    [
        ("1234", 1234), (" 1,234 ", 1234), ("1,234,567.5", 1234567.5), ("1 234", 1234),
        ("1\u202f234", 1234), ("1.2K", 1200), ("1.2 k", 1200), ("3M", 3e6), ("2.3m", 2.3e6),
        ("1,200K", 1.2e6), ("2B", 2e9), ("-5", -5), ("+1.5e3", 1500), (".5", 0.5), ("1.234", 1.234),
        (7, 7), (1.5, 1.5), (True, 1), (Decimal("2.5"), 2.5),
    ],
)  # fmt: skip
def test_numbers_are_read(cell, number):
    assert read_number(cell) == number


@pytest.mark.parametrize(
    "cell",
    ["", "many", "about 3", "1,5", "12,34", "1.234,5", "1.234.567", "1_000", "0x1A", "K", "1KM",
     "inf", "nan", "1e999", "1e999999K", "1e9999999999999999999", 10**400, Decimal("sNaN"),
     "5%", "１２", None, math.inf, math.nan, [1]],
)  # fmt: skip
def test_what_is_no_number_or_might_be_another_is_none(cell):
    assert math.isnan(read_number(cell))


@given(st.integers(-(10**12), 10**12))
def test_whole_numbers_with_commas_are_themselves(number):
    assert read_number(f"{number:,}") == number == read_number(str(number))


def test_a_column_of_them_is_read_and_the_rest_counted():
    cells = ["1", "", "many", "inf", "2.5", "1.2K", "1,234", None, "True", "1,5"]
    kept, left_out = numbers(pd.DataFrame({"likes": cells}), "likes", source="t.csv")
    assert kept["likes"].tolist() == [1.0, 2.5, 1200.0, 1234.0, 1.0]
    assert left_out == {"no number": 2, "an unreadable number": 3}


def test_a_number_that_no_float_holds_is_unreadable_and_stops_nobody():
    kept, left_out = numbers(pd.DataFrame({"likes": [10**400, 3]}), "likes", source="t")
    assert kept["likes"].tolist() == [3]
    assert left_out["an unreadable number"] == 1
