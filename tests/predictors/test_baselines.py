import math

import numpy as np
import pytest
import torch

from tweetopt.predictors.baselines import WordBaseline
from tweetopt.predictors.evaluation import evaluate_predictor
from tweetopt.predictors.examples import Examples
from tweetopt.predictors.regression import HeadCard, RegressionHead
from tweetopt.predictors.scales import Scale

WORTH = {"coffee": 2.0, "rain": 0.5, "bike": 1.0}


def world(*, seed, groups=60, grouped=True):
    """Groups of three texts; what a word is worth multiplies what its group gets."""
    random = torch.Generator().manual_seed(seed)
    usual = (5 + torch.randn(groups, generator=random)).exp().repeat_interleave(3)
    texts = np.array([f"we like {word}" for word in WORTH] * groups, dtype=object)
    worth = torch.tensor(list(WORTH.values()) * groups)
    noise = (0.1 * torch.randn(3 * groups, generator=random)).exp()
    return Examples(
        latents=torch.zeros(3 * groups, 2),
        values=usual * worth * noise,
        medians=usual if grouped else torch.full_like(usual, math.nan),
        accounts=torch.arange(groups).repeat_interleave(3),
        seconds=torch.full((3 * groups,), math.nan, dtype=torch.float64),
        texts=texts,
    )


def baseline(rows):
    return WordBaseline(list(rows.texts), rows.values, rows.medians, scale=Scale.LOG1P)


@pytest.fixture
def blank_head():
    """Says what is usual, whatever the text."""
    card = HeadCard("likes", "likes", Scale.LOG1P, 2, 1, "f", 0.0, 1.0, 3.0)
    weight = torch.tensor([[0.0, 0, 0, 0, 1, -5]])
    return RegressionHead(card, weight, torch.tensor([5.0]))


def test_words_are_found_and_a_worse_head_is_called_so(blank_head):
    report = evaluate_predictor(blank_head, world(seed=1), words=baseline(world(seed=0)))
    assert report.words.pairs > 0.95
    assert report.words.wording_spearman > 0.8
    assert report.words_rows == 180
    assert report.verdict.startswith("The head is not better than ")
    against = f"pairs of one account right 0.500 against {report.words.pairs:.3f}"
    assert against in report.verdict.partition("the words alone (TF-IDF)")[2]


def test_medians_that_leave_a_text_out_do_not_give_its_rank_away(blank_head):
    rows = world(seed=1)
    others = [
        float(rows.values[(rows.accounts == owner) & (rows.values != value)].median())
        for owner, value in zip(rows.accounts, rows.values, strict=True)
    ]
    leaky = Examples(
        rows.latents, rows.values, torch.tensor(others), rows.accounts, rows.seconds, rows.texts
    )
    report = evaluate_predictor(blank_head, leaky)
    assert report.baseline.pairs == report.head.pairs == 0.5


def test_without_medians_the_values_themselves_are_predicted(blank_head):
    rows = world(seed=1, grouped=False)
    report = evaluate_predictor(blank_head, rows, words=baseline(world(seed=0, grouped=False)))
    assert report.unknown is None
    assert report.words.pairs > 0.95
    assert math.isnan(report.intervals[0].known)
    assert "what is usual" in report.verdict
