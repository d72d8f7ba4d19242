import math
from dataclasses import replace

import numpy as np
import pytest
import torch

from tweetopt.predictors import PropertyPredictor, check_predictor
from tweetopt.predictors.evidence import find_evidence
from tweetopt.predictors.examples import Examples
from tweetopt.predictors.personal import PersonalPredictor
from tweetopt.predictors.personal_fitting import adapt_predictor
from tweetopt.predictors.registry import load_predictor
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


def posts(head, *, count, shift=0.0, noise=1.0, median=500.0, own=0.0, coffee=0.0, seed=0):
    """Posts that do better by `shift`, by `own` times a number of the code, by coffee."""
    random = torch.Generator().manual_seed(seed)
    latents = torch.randn(count, DIM, generator=random).tanh()
    medians = torch.full((count,), median)
    scaled = head.mean(latents, medians) + shift + own * latents[:, 0]
    scaled = scaled + noise * torch.randn(count, generator=random)
    has_coffee = torch.rand(count, generator=random) > 0.5
    scaled = scaled + coffee * has_coffee
    words = np.where(has_coffee.numpy(), "coffee", "rain").astype(object)
    return Examples(
        latents=latents,
        values=torch.expm1(scaled),
        medians=medians,
        accounts=torch.zeros(count, dtype=torch.long),
        seconds=torch.zeros(count, dtype=torch.float64),
        texts=words,
    )


def adapted(head, history):
    return adapt_predictor(head, history, base="likes")


def error(predictor, rows):
    asked = rows.read_by(predictor)
    answers = asked.members(rows.latents, rows.medians).mean(0)
    return float((answers - torch.log1p(rows.values)).abs().mean())


def test_it_follows_the_protocol(head):
    own = adapted(head, posts(head, count=30))
    assert isinstance(own, PropertyPredictor)
    check_predictor(own)


def test_many_posts_move_and_stretch_it(head):
    history = posts(head, count=800, shift=1.0, noise=2.0)
    own = adapted(head, history)
    assert own.card.moved == pytest.approx(1, abs=0.2)
    assert own.card.width == pytest.approx(2, abs=0.25)
    latents, median = torch.zeros(1, DIM), torch.tensor([500.0])
    (before,), (after,) = head.predict(latents, median), own.predict(latents, median)
    assert math.log1p(after.value) - math.log1p(before.value) == pytest.approx(1, abs=0.3)
    half = math.log1p(after.high) - math.log1p(after.value)
    assert half == pytest.approx(own.card.width * 1.645, abs=1e-2)


def test_few_posts_say_little(head):
    own = adapted(head, posts(head, count=5, shift=1.0, noise=0.1))
    assert 0 < own.card.moved < 0.6
    assert own.card.width == 1
    one = adapted(head, posts(head, count=1, median=math.nan))
    assert (one.card.moved, one.card.width, one.card.posts) == (0, 1, 0)


def test_it_learns_what_works_for_the_account(head):
    own = adapted(head, posts(head, count=400, own=1.5))
    fresh = posts(head, count=400, own=1.5, seed=1)
    assert own.card.strength > 1
    assert error(own, fresh) < 0.9 * error(head, fresh)


def test_it_falls_back_where_the_account_is_like_any_other(head):
    fresh = posts(head, count=400, seed=1)
    for count, worse in ((20, 1.1), (50, 1.05), (400, 1.02)):
        own = adapted(head, posts(head, count=count))
        assert error(own, fresh) < worse * error(head, fresh), count


def test_words_of_its_own_count(head):
    own = adapted(head, posts(head, count=400, coffee=1.0))
    latents, medians = torch.zeros(2, DIM), torch.full((2,), 500.0)
    loved, plain = own.for_texts(["coffee", "rain"]).members(latents, medians).mean(0)
    assert loved - plain > 0.5


def test_of_a_code_with_a_gist_the_gist_is_adapted(head):
    own = adapt_predictor(head, posts(head, count=50), base="likes", gist_dim=2)
    assert own.code.shape == (2,)
    check_predictor(own)


def test_one_viral_post_changes_little(head):
    history = posts(head, count=100)
    values = history.values.clone()
    values[50] = 1e9
    viral = adapted(head, replace(history, values=values))
    latents, medians = history.latents, history.medians
    moved = viral.members(latents, medians) - adapted(head, history).members(latents, medians)
    assert float(moved.abs().max()) < 0.3


def test_there_and_back(head, tmp_path):
    head.save(tmp_path / "base")
    history = posts(head, count=100, own=1.0)
    own = adapt_predictor(head, history, base=str(tmp_path / "base"))
    own.save(tmp_path / "own")
    back = load_predictor(tmp_path / "own", fingerprint="f")
    assert isinstance(back, PersonalPredictor)
    texts = history.texts.tolist()
    before = own.for_texts(texts).predict(history.latents, history.medians)
    after = back.for_texts(texts).predict(history.latents, history.medians)
    assert [each.value for each in after] == pytest.approx([each.value for each in before])


def test_another_base_is_refused(head, tmp_path):
    head.save(tmp_path / "base")
    adapt_predictor(head, posts(head, count=30), base=str(tmp_path / "base")).save(tmp_path / "own")
    replace(head, bias=head.bias + 1).save(tmp_path / "base")
    with pytest.raises(ValueError, match="as it was adapted, got another one"):
        load_predictor(tmp_path / "own", fingerprint="f")
    (tmp_path / "own" / "personal.json").write_text("{}")
    with pytest.raises(ValueError, match="damaged file"):
        load_predictor(tmp_path / "own", fingerprint="f")


def test_real_posts_say_of_it_what_they_say_of_the_predictor_that_it_adapts(head, tmp_path):
    adapted(head, posts(head, count=30)).save(tmp_path)
    assert find_evidence(tmp_path) == find_evidence("likes")
    assert find_evidence(tmp_path).luck is not None
    (tmp_path / "personal.json").write_text("{}")
    assert find_evidence(tmp_path) is None
