import itertools
import math

import numpy as np
import pandas as pd
import pytest
from tiny import TEXTS, likes_of

from tweetopt.datasets.placeholders import LINK, MENTION
from tweetopt.datasets.text_kinds import TWEETS
from tweetopt.optimizer import Request, parse_goal
from tweetopt.optimizer.judging.baselines import promising_edits, random_edits
from tweetopt.optimizer.judging.contest import FLOOR, FLOORS
from tweetopt.optimizer.judging.evaluation import (
    BOLD,
    COPY,
    METHODS,
    SEARCH,
    as_posted,
    evaluate_optimizer,
)
from tweetopt.optimizer.judging.judges import fit_judges
from tweetopt.optimizer.settings import Effort, Settings
from tweetopt.optimizer.words.constraints import Constraints
from tweetopt.predictors.scales import Scale

ROWS = pd.DataFrame({"text": TEXTS[::7]})
ROWS["value"] = ROWS["text"].map(likes_of)
ROWS["median"] = 100.0


@pytest.fixture(scope="module")
def judges():
    return fit_judges(pd.concat([ROWS] * 4), Scale.LOG1P)


@pytest.fixture(scope="module")
def report(engine, judges):
    texts = ["my dog loves a bike", "the cat wants a bike", "my dog hates the rain"]
    rows = pd.DataFrame({"text": texts, "median": [100.0, np.nan, 100.0]})
    return evaluate_optimizer(
        rows,
        engine=engine,
        judges=judges,
        corpus=TEXTS[::5],
        settings=Settings(effort=Effort.DRAFT),
        factors=(0.5, 2.0),
        writers=("words",),
    )


def test_promising_edits_keep_what_the_search_must_keep(engine):
    text = "@bob my dog loves a bike https://x.com/a"
    request = Request(text, [parse_goal("likes>=500")], keep=["dog"])
    (kept,) = promising_edits([request], settings=Settings(), corpus=TEXTS, engine=engine)
    (random,) = random_edits([request], settings=Settings(), corpus=TEXTS, engine=engine)
    promises = Constraints(TWEETS.mask(text), TWEETS, ("dog",), engine.autoencoder.wording)
    assert kept
    assert any(promises.broken_by(TWEETS.mask(rewrite).text) for rewrite in random)
    for rewrite in kept:
        assert "dog" in rewrite.split()
        assert promises.broken_by(TWEETS.mask(rewrite).text) is None


def test_judges_of_both_families_know_what_wording_does(judges):
    gloomy, plain, bright = (
        np.array([judge([f"my dog loves {thing}"])[0] for judge in judges.values()])
        for thing in ("the rain", "a bike", "coffee")
    )
    assert len(judges) == 2
    assert (bright - gloomy > 0.3).all()
    assert (bright > plain).all()
    with pytest.raises(ValueError, match=r"judges: expected 10 rows or more.*got 3"):
        fit_judges(ROWS[:3], Scale.LOG1P)


def test_every_method_is_scored_for_every_goal(report):
    assert len(report.scores) == (METHODS + 2) * 2
    for scores in report.scores:
        assert scores.texts == 3
        assert FLOOR <= scores.similarity <= 1
        assert 0 <= scores.rewritten <= 1
        if scores.method == "copy":
            assert scores.rewritten == 0
            assert scores.self_bleu == pytest.approx(100)
            for judged in scores.judged.values():
                assert math.isnan(judged.right)
                assert judged.ratio == 1
                assert judged.error == pytest.approx(abs(math.log(scores.factor)))
    better = [each for each in report.scores if each.rewritten and each.factor == 2.0]
    assert better
    for scores in better:  # a rewrite is taken only if its prediction is nearer to the goal
        assert scores.predicted_ratio >= 1
    assert sum(report.statuses[2.0].values()) == 3


def test_promises_of_codes_are_held_against_what_is_written(report):
    for factor in (0.5, 2.0):
        regions = report.transfer[factor]
        assert len(regions) == Settings(effort=Effort.DRAFT).plan.regions
        promised = [each.promised for each in regions]
        assert promised == sorted(promised)  # farther out, more can be promised
        assert promised[0] > 0
        assert all(math.isfinite(each.ratio) for each in regions)
    assert any(each.ratio > 0.2 for each in report.transfer[2.0])


def test_leads_are_paired_and_bracketed(report):
    assert {lead.baseline for lead in report.leads} == {
        each.method for each in report.scores if each.method not in (SEARCH, BOLD, "words")
    }
    assert {(lead.method, lead.floor) for lead in report.leads} == set(
        itertools.product((SEARCH, BOLD, "words"), FLOORS)
    )
    moves = {(each.method, each.factor, each.floor): each.moves for each in report.uplifts}
    for lead in report.leads:
        assert lead.low <= lead.mean <= lead.high
        assert lead.baseline_similarity >= lead.similarity >= lead.floor
        if lead.baseline == COPY:  # which moves nothing
            own = moves[lead.method, lead.factor, lead.floor][lead.judge]
            assert lead.mean == pytest.approx(own)
            assert lead.baseline_similarity == 1
    search, copy = (
        next(s for s in report.scores if s.method == name and s.factor == 0.5)
        for name in (SEARCH, COPY)
    )
    assert copy.seconds < search.seconds


def test_uplifts_keep_to_their_least_similarity(report):
    assert len(report.uplifts) == len(report.scores) * len(FLOORS)
    for method in (SEARCH, BOLD, "random edits"):
        own = [each for each in report.uplifts if each.method == method and each.factor == 0.5]
        assert [each.floor for each in own] == list(FLOORS)
        assert all(each.similarity >= each.floor for each in own)
        kept = [each.similarity for each in own]
        assert kept == sorted(kept)
    assert kept[0] < kept[-1]  # random edits change more where less is to be kept
    copied = [each for each in report.uplifts if each.method == COPY]
    assert all(each.similarity == 1 and not any(each.moves.values()) for each in copied)


def test_writers_are_given_posts_and_their_answers_are_masked_again():
    seen: list[str] = []

    def louder(requests):
        seen.extend(each.text for each in requests)
        return [[each.text.replace("see", "LOOK AT")] for each in requests]

    requests = [
        Request(text, [parse_goal("likes>=5")]) for text in (f"see {LINK} {MENTION}", "see")
    ]
    assert as_posted(louder, requests, kind=TWEETS) == [[f"LOOK AT {LINK} {MENTION}"], ["LOOK AT"]]
    assert seen == ["see https://example.org/1 @user2", "see"]
