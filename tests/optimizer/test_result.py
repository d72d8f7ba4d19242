"""What people read of a number."""

import math

import pytest

from tweetopt.optimizer.result import amount, interval
from tweetopt.predictors import Prediction


@pytest.mark.parametrize(
    ("prediction", "shown"),
    [
        (Prediction(42, 3, 560), "42 (3 to 560)"),
        (Prediction(42, 0, 5_600, guess=True), "42 (0 to 5,600; a guess)"),
        (Prediction(0.82, math.nan, math.nan), "0.82"),
        (Prediction(0.82, math.nan, math.nan, guess=True), "0.82 (a guess)"),
    ],
)
def test_intervals(prediction, shown):
    assert interval(prediction) == shown


def test_no_figure_is_a_dash():
    assert amount(math.nan) == "-"
