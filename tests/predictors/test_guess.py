"""Predictions for texts that are unlike all that was learned."""

import math

import pytest

from tweetopt.predictors.base import Prediction, as_guess
from tweetopt.predictors.scales import Scale


def test_a_guess_is_twice_as_uncertain_on_its_scale():
    guess = as_guess(Prediction(99, 9, 999), Scale.LOG1P)
    assert guess.guess
    assert guess.value == 99
    assert guess.low == 0
    assert guess.high == pytest.approx(9_999, rel=1e-4)


def test_a_label_has_no_interval_to_widen():
    guess = as_guess(Prediction(0.7, math.nan, math.nan), Scale.LABEL)
    assert guess.guess
    assert math.isnan(guess.low)
    assert math.isnan(guess.high)
