"""What is said of a head beside its baselines."""

import numpy as np
import pytest

from tweetopt.predictors.scores import number_scores
from tweetopt.predictors.verdict import leads, verdict

RANDOM = np.random.default_rng(0)
ACCOUNTS = np.repeat(np.arange(20), 6)
VALUES = RANDOM.normal(size=120)
PAIRS = np.array([(6 * a + i, 6 * a + j) for a in range(20) for i in range(6) for j in range(i)]).T


def way(predicted):
    def score(rows, pairs):
        return number_scores(
            VALUES[rows], np.zeros(len(rows)), predicted[rows], level=predicted[rows], pairs=pairs,
            ratios=True,
        )  # fmt: skip

    return score


def said(predicted, *, accounts=ACCOUNTS):
    usual = {"what is usual": way(np.zeros(120))}
    return verdict(leads(way(predicted), usual, accounts=accounts, pairs=PAIRS))


def test_a_head_that_is_ahead_everywhere_is_better():
    sentence = said(VALUES + 0.3 * RANDOM.normal(size=120))
    assert sentence.startswith(
        "The head is better than what is usual in every figure: Spearman 0.9"
    )
    assert "nan" not in sentence


def test_a_head_that_ranks_well_and_is_far_off_is_not():
    sentence = said(5 * VALUES + 4)
    assert sentence.startswith("The head is not better than what is usual (wording R2 -")
    assert "mean error" in sentence
    assert "pairs" not in sentence


def test_a_lead_by_chance_is_called_so():
    sentence = said(0.2 * VALUES + 0.15 * RANDOM.normal(size=120))
    better = said(0.2 * VALUES)
    assert better.startswith("The head is better")
    assert "may be chance" in said(np.where(ACCOUNTS == 0, 0.3 * VALUES, 0.0)), sentence


def test_a_single_account_can_show_nothing():
    assert "may be chance" in said(VALUES, accounts=np.zeros(120, dtype=np.int64))


@pytest.mark.parametrize("predicted", [np.zeros(120), np.full(120, 7.0)])
def test_a_constant_is_never_better(predicted):
    sentence = said(predicted)
    assert sentence.startswith("The head is not better")
    assert "nan" not in sentence
