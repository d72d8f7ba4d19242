import math
from dataclasses import replace

import numpy as np
import pytest
import torch

from tweetopt.predictors import PredictorInfo
from tweetopt.predictors.examples import Examples
from tweetopt.predictors.near_duplicates import near_pairs, true_share
from tweetopt.predictors.personal_fitting import adapt_predictor
from tweetopt.predictors.regression import HeadCard, RegressionHead
from tweetopt.predictors.rewrite_share import Originals, about_rewrites
from tweetopt.predictors.scales import Scale

DIM = 4
SHARE = 0.6
CARD = HeadCard(
    "likes", "likes", Scale.LOG1P, DIM, 2, "f",
    wording_spread=0.5, radius_known=1.0, radius_unknown=3.0, rewrite_share=SHARE,
)  # fmt: skip


@pytest.fixture
def head():
    weight = torch.randn(2, 2 * DIM + 2, generator=torch.Generator().manual_seed(0))
    return RegressionHead(CARD, weight, torch.tensor([1.0, 2.0]))


@pytest.fixture
def codes():
    random = torch.Generator().manual_seed(1)
    return torch.randn(2, 3, DIM, generator=random).tanh()


def asked(predictor, originals):
    texts = [""] * len(originals)
    return about_rewrites(predictor, texts, originals=Originals(originals, texts))


def values(predictor, codes, medians):
    return predictor.members(codes, medians).mean(0)


def test_a_share_of_the_difference_is_promised(head, codes):
    rewrites, originals = codes
    medians = torch.tensor([10.0, 100.0, 1000.0])
    before = values(head, originals, medians)
    expected = before + SHARE * (values(head, rewrites, medians) - before)
    after = asked(head, originals).predict(rewrites, medians)
    torch.testing.assert_close(torch.tensor([p.value for p in after]).log1p(), expected)
    for prediction, middle in zip(after, expected.tolist(), strict=True):
        assert math.log1p(prediction.high) - middle == pytest.approx(CARD.radius_known, abs=1e-4)


def test_an_unchanged_text_keeps_its_prediction(head, codes):
    rewrites, _ = codes
    medians = torch.tensor([10.0, math.nan, 1000.0])
    known, same = head.predict(rewrites, medians), asked(head, rewrites).predict(rewrites, medians)
    for one, other in zip(known, same, strict=True):
        assert vars(other) == pytest.approx(vars(one), rel=1e-4)


def test_unknown_accounts_move_as_told_ones_do(head, codes):
    """How a wording hints at who posts it says nothing about one person's two versions."""
    rewrites, originals = codes
    unknown, told = torch.full((3,), math.nan), torch.full((3,), 50.0)
    about = asked(head, originals)
    moved = [
        values(about, rewrites, each) - values(about, originals, each) for each in (unknown, told)
    ]
    torch.testing.assert_close(*moved)


def test_the_gradient_is_that_share_too(head, codes):
    rewrites, originals = codes
    medians = torch.full((3,), 50.0)
    gradients = []
    for predictor in (head, asked(head, originals)):
        free = rewrites.clone().requires_grad_()
        values(predictor, free, medians).sum().backward()
        gradients.append(free.grad)
    torch.testing.assert_close(SHARE * gradients[0], gradients[1])


def test_an_account_of_ones_own_keeps_the_share(head, codes):
    rewrites, originals = codes
    medians = torch.full((3,), 50.0)
    history = Examples(
        latents=originals, values=torch.full((3,), 9.0), medians=medians,
        accounts=torch.zeros(3, dtype=torch.long), seconds=torch.zeros(3, dtype=torch.float64),
    )  # fmt: skip
    own = adapt_predictor(head, history, base="likes")
    moved = values(asked(own, originals), rewrites, medians) - values(own, originals, medians)
    promised = values(own, rewrites, medians) - values(own, originals, medians)
    torch.testing.assert_close(moved, SHARE * promised)


def test_a_predictor_without_a_share_is_asked_as_it_is(codes):
    class Plain:
        info = PredictorInfo("likes", "likes", Scale.LOG1P, "f", DIM, 1.0)

    plain = Plain()
    assert asked(plain, codes[0]) is plain


@pytest.mark.parametrize("share", [-0.1, 1.1, math.nan])
def test_a_share_out_of_range_is_refused(share):
    with pytest.raises(ValueError, match="rewrite_share: expected 0 to 1"):
        replace(CARD, rewrite_share=share)


def versions(head, *, slope, accounts=20, posts=10):
    """Posts that differ in one word each, with a known share of the predicted differences."""
    random = torch.Generator().manual_seed(3)
    count = accounts * posts
    latents = torch.randn(count, DIM, generator=random).tanh()
    owners = torch.arange(accounts).repeat_interleave(posts)
    medians = torch.full((count,), 50.0)
    scaled = slope * head.mean(latents, medians) + 0.01 * torch.randn(count, generator=random) + 9
    words = ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"]
    texts = [
        f"account {chr(97 + owner)} says good morning everyone number {words[post % posts]}"
        for post, owner in enumerate(owners.tolist())
    ]
    return Examples(
        latents=latents, values=torch.expm1(scaled), medians=medians, accounts=owners,
        seconds=torch.zeros(count, dtype=torch.float64), texts=np.array(texts, dtype=object),
    )  # fmt: skip


@pytest.mark.parametrize(("slope", "share"), [(0.4, 0.4), (1.5, 1.0), (-0.5, 0.0)])
def test_the_share_is_read_off_nearly_equal_posts(head, slope, share):
    rows = versions(head, slope=slope)
    assert true_share(head, rows, near_pairs(rows)) == pytest.approx(share, abs=0.05)


def test_too_few_of_them_tell_nothing(head):
    rows = versions(head, slope=0.4, accounts=9)
    assert true_share(head, rows, near_pairs(rows)) == 1


def test_near_pairs_are_of_one_account_one_month_and_two_texts(head):
    rows = versions(head, slope=1.0, accounts=2, posts=4)
    rows.texts[:] = [
        "good morning everyone", "good morning everyone",
        "good morning everyone!!", "tax reform now",
        "good morning everyone", "good morning everyone?!", "tax reform now", "tax reform now ok",
    ]  # fmt: skip
    rows.seconds[7] = 31 * 24 * 3600
    pairs = near_pairs(rows)
    assert sorted(map(tuple, pairs.T.tolist())) == [(0, 2), (1, 2), (4, 5)]
