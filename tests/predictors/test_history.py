import math

import pytest
import torch

from tweetopt.predictors import PropertyPredictor, check_predictor
from tweetopt.predictors.examples import Examples
from tweetopt.predictors.history import calibrate
from tweetopt.predictors.regression import HeadCard, RegressionHead
from tweetopt.predictors.scales import Scale

DIM = 4


@pytest.fixture
def head():
    card = HeadCard(
        "likes", "likes", Scale.LOG1P, DIM, 1, "f",
        wording_spread=0.5, radius_known=1.645, radius_unknown=3.0,
    )  # fmt: skip
    weight = torch.cat([torch.ones(2 * DIM), torch.tensor([1.0, 0.0])])[None]
    return RegressionHead(card, weight, torch.zeros(1))


def posts(head, *, count, shift=0.0, noise=1.0, median=500.0):
    """Posts of an account that does better by `shift`, with noise of its own."""
    random = torch.Generator().manual_seed(0)
    latents = torch.randn(count, DIM, generator=random).tanh()
    medians = torch.full((count,), median)
    scaled = head.mean(latents, medians) + shift + noise * torch.randn(count, generator=random)
    return Examples(
        latents=latents,
        values=torch.expm1(scaled),
        medians=medians,
        accounts=torch.zeros(count, dtype=torch.long),
        seconds=torch.zeros(count, dtype=torch.float64),
    )


def test_it_follows_the_protocol(head):
    own = calibrate(head, posts(head, count=30))
    assert isinstance(own, PropertyPredictor)
    check_predictor(own)


def test_many_posts_move_and_stretch_it(head):
    own = calibrate(head, posts(head, count=800, shift=1.0, noise=2.0))
    assert own.shift == pytest.approx(1, abs=0.2)
    assert own.width == pytest.approx(2, abs=0.25)
    latents, median = torch.zeros(1, DIM), torch.tensor([500.0])
    (before,), (after,) = head.predict(latents, median), own.predict(latents, median)
    assert math.log1p(after.value) - math.log1p(before.value) == pytest.approx(own.shift, abs=1e-3)
    half = math.log1p(after.high) - math.log1p(after.value)
    assert half == pytest.approx(own.width * 1.645, abs=1e-2)


def test_few_posts_say_little(head):
    own = calibrate(head, posts(head, count=5, shift=1.0, noise=0.1))
    assert 0 < own.shift < 0.15
    assert own.width == 1
    one = calibrate(head, posts(head, count=1, median=math.nan))
    assert (one.shift, one.width, one.posts) == (0, 1, 0)
