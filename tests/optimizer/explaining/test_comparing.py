"""Which draft, by how much, how sure, and why."""

import dataclasses
import math

import pytest

from tweetopt.optimizer import compare_texts
from tweetopt.predictors.evidence import Evidence
from tweetopt.predictors.luck import Luck
from tweetopt.predictors.within_accounts import WithinEffects

DRAFTS = ["my dog loves the rain", "my dog loves coffee", "my dog loves a bike"]
NONE = WithinEffects((), (), (), (), 0)


def with_luck(engine, *, slope=0.5, sigma=1.0):
    luck = Luck((0.2,), (slope,), (0.1,), (sigma,), (1000,), 20)
    own = engine.autoencoder.fingerprint
    evidence = Evidence("likes", "posts.csv", 0, 0, 140, NONE, NONE, luck, own)
    return dataclasses.replace(engine, evidence={"likes": evidence})


def test_the_best_comes_first_with_both_figures(engine):
    told = compare_texts(DRAFTS, engine=with_luck(engine), account_median=100)
    assert told.drafts[0].text == "my dog loves coffee"
    assert told.drafts[0].lead is None
    last = told.drafts[-1]
    assert last.text == "my dog loves the rain"
    assert last.lead.low < last.lead.times < last.lead.high
    assert last.lead.times > 1.3
    assert 0.5 < told.drafts[1].lead.chance < last.lead.chance < 1
    assert last.lead.chance < 0.95  # luck is wide
    reasons = [each.text for each in told.drafts[0].reasons]
    assert reasons[0] == "coffee"
    assert "rain" in [each.text for each in last.reasons]
    assert "gets more in" in told.verdict


def test_more_luck_is_less_sure_and_changes_no_effect(engine):
    calm, wild = (compare_texts(DRAFTS[:2], engine=with_luck(engine, sigma=sigma)).drafts[1].lead
                  for sigma in (0.5, 50.0))  # fmt: skip
    assert calm.times == pytest.approx(wild.times)
    assert calm.chance > 0.6 > 0.52 > wild.chance > 0.5
    assert wild.about_the_same
    assert not calm.about_the_same
    told = compare_texts(DRAFTS[:2], engine=with_luck(engine, sigma=50.0))
    assert told.verdict.startswith("About the same")
    assert told.as_dict()["drafts"][1]["behind"]["about_the_same"]


def test_without_pairs_of_posts_it_states_no_chance(engine):
    told = compare_texts(DRAFTS, engine=dataclasses.replace(engine, evidence={}))
    assert told.drafts[-1].lead.chance is None
    assert "isn't known" in told.verdict
    assert math.isfinite(told.drafts[-1].lead.times)


def test_luck_of_another_space_says_nothing(engine):
    evidence = with_luck(engine).evidence["likes"]
    predictor = engine.predictors["likes"]
    assert evidence.about(predictor) is evidence
    assert dataclasses.replace(evidence, fingerprint="other").about(predictor).luck is None


def test_one_draft_is_not_enough(engine):
    with pytest.raises(ValueError, match="expected two different drafts or more, got 1"):
        compare_texts(["my dog", "my dog"], engine=engine)
