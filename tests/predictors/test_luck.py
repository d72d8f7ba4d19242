"""Wording against luck: slope and sigma of pairs, and chances that hold."""

import numpy as np
import pytest
import torch

from tweetopt.predictors.examples import Examples
from tweetopt.predictors.luck import Luck, nearness
from tweetopt.predictors.luck_fitting import PostPairs, fit_luck, post_pairs
from tweetopt.predictors.luck_scores import score_chances

LUCK = Luck((0.2, 0.6), (1.0, 0.5), (0.05, 0.1), (1.0, 1.0), (1000, 400), 10)


def test_nearness_counts_letters_in_common():
    assert nearness("my dog loves coffee", "my dog loves coffee") == pytest.approx(1)
    near = nearness("my dog loves coffee", "my dog loves tea")
    assert nearness("my dog loves coffee", "nobody is at home") < 0.2 < near < 1
    assert nearness("", "text") == 0


def test_chances_are_even_and_grow_with_the_difference():
    assert LUCK.chance(0.0, nearness=0.2) == pytest.approx(0.5)
    assert LUCK.chance(1.0, nearness=0.1) == pytest.approx(0.8413, abs=1e-4)  # one sigma
    assert LUCK.chance(-1.0, nearness=0.1) == pytest.approx(0.1587, abs=1e-4)
    assert LUCK.slope(0.4) == pytest.approx(0.75)  # half-way between the bands
    assert LUCK.slope(0.9) == 0.5


def test_columns_that_do_not_fit_are_refused():
    with pytest.raises(ValueError, match="luck: expected"):
        Luck((0.2,), (1.0, 2.0), (0.1,), (1.0,), (10,), 1)
    with pytest.raises(ValueError, match="sigmas above 0"):
        Luck((0.2,), (1.0,), (0.1,), (0.0,), (10,), 1)


def made_pairs(random, pairs):
    """Half of them near, of which 0.4 of a difference comes true; all of the others'."""
    near = np.repeat([0.2, 0.7], pairs // 2)
    predicted = random.normal(size=2 * pairs)
    slopes = np.where(near > 0.5, 0.4, 1.0)
    left, right = np.arange(pairs), np.arange(pairs, 2 * pairs)
    came = slopes * (predicted[left] - predicted[right]) + random.normal(size=pairs)
    values = np.concatenate([came, np.zeros(pairs)])
    return predicted, values, PostPairs(np.stack([left, right]), near)


def test_a_planted_slope_and_sigma_are_found_and_the_chances_hold():
    random = np.random.default_rng(0)
    predicted, values, pairs = made_pairs(random, 20_000)
    owners = np.arange(len(values)) % 20
    luck = fit_luck(predicted, values, pairs, accounts=owners)
    assert luck.slopes == pytest.approx((1.0, 0.4), abs=0.03)
    assert luck.sigmas == pytest.approx((1.0, 1.0), abs=0.07)
    assert luck.accounts == 20
    predicted, values, pairs = made_pairs(random, 20_000)  # others
    left, right = pairs.rows
    differences = predicted[left] - predicted[right]
    chances = np.array([luck.chance(d, nearness=near)
                        for d, near in zip(differences, pairs.nearness, strict=True)])  # fmt: skip
    came = values[left] - values[right]
    scores = score_chances(chances, came, accounts=left % 20)
    assert scores.brier < scores.base == pytest.approx(0.25, abs=0.001)
    assert scores.gain_low > 0
    assert scores.worst(least_pairs=500) < 0.03
    wrong = score_chances(1 - chances, came, accounts=left % 20)
    assert wrong.brier > wrong.base
    assert wrong.worst(least_pairs=500) > 0.2


def test_predictions_that_say_nothing_make_even_chances():
    random = np.random.default_rng(0)
    predicted, _, pairs = made_pairs(random, 2_000)
    values = -predicted + random.normal(size=len(predicted))
    luck = fit_luck(predicted, values, pairs, accounts=np.zeros(len(values), dtype=int))
    assert luck.chance(2.0, nearness=0.2) == 0.5
    few = pairs.where(np.arange(2_000) < 100)
    assert fit_luck(predicted, values, few, accounts=np.zeros(len(values), dtype=int)) is None


def test_pairs_are_of_one_account_and_near_in_time():
    day = 24 * 3600
    rows = Examples(
        latents=torch.empty(6, 0),
        values=torch.ones(6),
        medians=torch.ones(6),
        accounts=torch.tensor([0, 0, 0, 0, 1, 1]),
        seconds=torch.tensor([0, 1, 50, 50, 0, 60], dtype=torch.float64) * day,
        texts=np.array(["one text", "two texts", "a third", "a third", "b", "c"], dtype=object),
    )
    pairs = post_pairs(rows, by_band=False)
    assert [sorted(pair) for pair in pairs.rows.T.tolist()] == [[0, 1]]


def test_ties_are_left_out_and_said():
    scores = score_chances(np.array([0.6, 0.7, 0.2]), np.array([1.0, 0.0, -2.0]),
                           accounts=np.array([0, 0, 1]))  # fmt: skip
    assert (scores.pairs, scores.ties) == (2, 1)
    with pytest.raises(ValueError, match="expected some that differ"):
        score_chances(np.array([0.5]), np.array([0.0]), accounts=np.array([0]))
