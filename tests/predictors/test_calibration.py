import math

import numpy as np
import pytest
import torch

from tweetopt.predictors.calibration import Errors, conformal_radii, group_radius
from tweetopt.predictors.evaluation import evaluate_predictor
from tweetopt.predictors.examples import Examples
from tweetopt.predictors.head_fitting import fit_head
from tweetopt.predictors.regression import HeadCard
from tweetopt.predictors.scales import Scale

DIM = 4
CARD = HeadCard("likes", "likes", Scale.LOG1P, DIM, 2, "f")


def world(*, seed, accounts=150):
    """Accounts of different fame; the more they are liked, the more it varies."""
    random = torch.Generator().manual_seed(seed)
    owners = torch.arange(accounts).repeat_interleave(12)
    fame = (4 + 1.5 * torch.randn(accounts, generator=random)).clamp_min(1)[owners]
    latents = torch.randn(len(owners), DIM, generator=random).tanh()
    noise = 0.15 * fame * torch.randn(len(owners), generator=random)
    return Examples(
        latents=latents,
        values=torch.expm1(fame + latents.sum(1) + noise).clamp_min(0),
        medians=torch.expm1(fame),
        accounts=owners,
        seconds=torch.full((len(owners),), math.nan, dtype=torch.float64),
    )


@pytest.fixture(scope="module")
def report():
    head = fit_head(world(seed=0), validation=world(seed=1), calibration=world(seed=2), card=CARD)
    return evaluate_predictor(head, world(seed=3))


def test_intervals_hold_overall_and_for_each_size(report):
    assert [each.size for each in report.intervals] == ["all", "small", "middle", "large"]
    for each in report.intervals:
        assert each.known == pytest.approx(0.9, abs=0.04)
    assert report.intervals[0].unknown == pytest.approx(0.9, abs=0.05)
    assert 0 < report.intervals[0].unknown_error < 0.05


def test_larger_accounts_get_wider_intervals(report):
    _, small, middle, large = report.intervals
    assert small.high / small.low < middle.high / middle.low < large.high / large.low
    assert sum(each.rows for each in (small, middle, large)) == report.rows


def test_an_account_counts_once_however_much_it_posts():
    quiet = np.random.default_rng(0).normal(size=1000)
    owners = np.arange(1000)
    loud = np.full(50_000, 100.0)  # one account, always far off
    errors = np.concatenate([quiet, loud])
    radius = group_radius(errors, np.concatenate([owners, np.full(len(loud), 1000)]))
    assert radius == pytest.approx(1.645, abs=0.1)


def test_few_rows_have_one_size_and_few_medians_none():
    random = np.random.default_rng(0)
    few = Errors(
        known=random.normal(size=100),
        unknown=3 * random.normal(size=100),
        medians=random.normal(size=100),
        accounts=np.arange(100),
    )
    radii = conformal_radii(few)
    assert (radii.edges, radii.by_size) == ((), ())
    assert radii.known < radii.unknown
    blind = Errors(few.unknown, few.unknown, np.full(100, math.nan), few.accounts)
    assert conformal_radii(blind).known == conformal_radii(blind).unknown
