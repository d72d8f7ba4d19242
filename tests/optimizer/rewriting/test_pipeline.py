import json
import math
from dataclasses import replace

import pytest

from tweetopt.optimizer import (
    Effort,
    Permission,
    Request,
    Settings,
    Status,
    compare_texts,
    optimize_texts,
    parse_goal,
)
from tweetopt.optimizer.result import Candidate, amount
from tweetopt.optimizer.rewriting.ranking import Ranking
from tweetopt.predictors import Prediction, RegressionHead
from tweetopt.predictors.evidence import Evidence
from tweetopt.predictors.luck import Luck
from tweetopt.predictors.within_accounts import WithinEffects

TEXT = "my dog hates the rain"
REWRITTEN = "my cat hates a bike"
"""A text that has rewrites, more of something as well as less of it."""


def run(engine, *texts, goal="likes=150", median=100.0, keep=(), **settings):
    requests = [
        Request(text, [parse_goal(goal)], account_median=median, keep=keep) for text in texts
    ]
    return optimize_texts(requests, engine=engine, settings=Settings(**settings))


def test_a_gloomy_text_gets_brighter(engine):
    (result,) = run(engine, REWRITTEN, goal="likes>=10000", effort=Effort.HIGH)
    assert result.candidates
    before = result.original["likes"].value
    for candidate in result.candidates:
        (again,) = engine.predict([candidate.text], account_medians=[100.0])
        assert again["likes"].value == pytest.approx(candidate.predictions["likes"].value, rel=1e-3)
        after = candidate.predictions["likes"].value
        assert after > before
        assert candidate.text != REWRITTEN
        assert candidate.gain == pytest.approx(after / before)
        assert candidate.similarity >= Settings().least_similarity


def test_goals_below_the_prediction_work_as_well(engine):
    (result,) = run(engine, REWRITTEN, goal="likes<=1", effort=Effort.HIGH)
    assert result.candidates
    assert result.candidates[0].predictions["likes"].value < result.original["likes"].value


def test_links_mentions_and_kept_words_stay(engine):
    text = "@bob my dog hates the rain https://x.com/a"
    (result,) = run(engine, text, keep=["dog"], effort=Effort.HIGH, candidates=20)
    for candidate in result.candidates:
        assert candidate.text.count("@bob") == candidate.text.count("https://x.com/a") == 1
        assert candidate.text.split().count("dog") == 1


def test_the_same_seed_gives_the_same_result_whatever_else_is_in_the_batch(engine):
    others = [f"{text} https://x.com/{n}" for n, text in enumerate(["a friend found the rain"] * 9)]
    alone = run(engine, TEXT, seed=3)[0].as_dict()
    among = run(engine, *others, TEXT, seed=3)[-1].as_dict()
    assert alone == run(engine, TEXT, seed=3)[0].as_dict()
    assert [c["text"] for c in alone["candidates"]] == [c["text"] for c in among["candidates"]]
    assert alone["status"] == among["status"]


def test_a_met_goal_leaves_the_text_alone(engine):
    (result,) = run(engine, TEXT, goal="likes>=1")
    assert result.status is Status.ALREADY_THERE
    assert not result.candidates
    assert result.message.startswith("Already there: ")


def test_a_goal_out_of_reach_is_called_so_and_still_shows_the_best(engine):
    (result,) = run(engine, REWRITTEN, goal="likes=1000000000", effort=Effort.HIGH)
    assert result.status is Status.CLOSER
    assert f"{result.candidates[0].gain:.2f}x as it is" in result.message
    assert "more than wording does" in result.message
    assert "usually gets 100 likes" in " ".join(result.notes)


@pytest.mark.parametrize(
    ("goal", "value", "met"),
    [
        ("likes<=30", 30.4, True),
        ("likes<=30", 30.6, False),
        ("likes>=300", 299.6, True),
        ("likes>=300", 299.4, False),
        ("likes<=3", 3.04, True),
        ("likes<=3", 3.06, False),
        ("likes<=0", 0.04, False),
    ],
)
def test_a_goal_is_met_by_what_is_shown_as_its_value(engine, goal, value, met):
    ranking = Ranking(Request(TEXT, [parse_goal(goal)]), engine.predictors, Settings())
    assert ranking.met({"likes": Prediction(value, value, value)}) is met
    assert (amount(value) == amount(ranking.request.goals[0].value)) is met


def test_an_unknown_account_is_named_as_such(engine):
    (result,) = run(engine, TEXT, goal="likes=1000000", median=None)
    assert "unknown account" in result.notes[-1]
    assert result.story == " ".join([result.message, *result.notes])


def test_the_json_form_is_the_contract(engine):
    (result,) = run(engine, REWRITTEN, goal="likes>=10000", effort=Effort.HIGH)
    data = json.loads(json.dumps(result.as_dict()))
    assert {"status", "message", "original", "candidates", "alternatives", "tweaks"} <= set(data)
    assert set(data["original"]) == {"predicted", "low", "high"}
    assert set(data["candidates"][0]) == {
        "text", "predicted", "low", "high", "predicted_at_latent", "similarity", "meaning",
        "weighted_length", "writer", "gain", "better",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"goal": "retweets=5"}, "expected a property among likes, got 'retweets'"),
        ({"median": -1.0}, "usual likes: expected a number of at least 0"),
        ({"keep": ["cat"]}, "keep: expected a word of the text, got 'cat'"),
        ({"candidates": 0}, "candidates: expected at least 1"),
    ],
)
def test_bad_requests_are_refused(engine, options, message):
    with pytest.raises(ValueError, match=message):
        run(engine, TEXT, **options)


def test_no_goal_is_refused():
    with pytest.raises(ValueError, match="goal: expected at least one"):
        Request(TEXT, [])


def candidate(text, *, likes, similarity):
    prediction = Prediction(likes, likes / 2, likes * 2)
    return Candidate(text, {"likes": prediction}, likes, similarity, len(text), "words")


@pytest.fixture
def ranking(engine):
    request = Request(TEXT, [parse_goal("likes=200")], account_median=100.0)
    return Ranking(request, engine.predictors, Settings(candidates=3))


ORIGINAL = {"likes": Prediction(100, 50, 200)}


def test_the_smallest_edit_that_does_the_job_is_recommended(ranking):
    bold = candidate("bold", likes=200, similarity=0.4)
    small = candidate("small", likes=195, similarity=0.8)
    tiny = candidate("tiny", likes=110, similarity=0.9)
    assert ranking.order(ORIGINAL, [bold, tiny, small]) == [small, tiny]


def test_beaten_and_worse_rewrites_are_not_shown(ranking):
    good = candidate("good", likes=150, similarity=0.8)
    beaten = candidate("beaten", likes=140, similarity=0.7)
    worse = candidate("worse", likes=90, similarity=0.9)
    assert ranking.order(ORIGINAL, [beaten, worse, good]) == [good]
    assert ranking.order(ORIGINAL, [worse]) == []


def test_a_long_ladder_is_thinned_evenly_and_keeps_its_ends(ranking):
    ladder = [candidate(f"c{n}", likes=110 + 5 * n, similarity=0.9 - 0.05 * n) for n in range(9)]
    shown = ranking.order(ORIGINAL, ladder)
    assert len(shown) == 3
    assert shown[1] is ladder[0]
    assert shown[2] is ladder[8] or shown[0] is ladder[8]


@pytest.mark.parametrize(
    ("likes", "status"), [(200, Status.REACHED), (101, Status.NO_REWRITE), (130, Status.CLOSER)]
)
def test_statuses(ranking, head, likes, status):
    bold = RegressionHead(replace(head.card, wording_spread=5.0), head.weight, head.bias)
    ranking = replace(ranking, predictors={"likes": bold})
    offered = [candidate("c", likes=likes, similarity=0.9)]
    assert ranking.result(ORIGINAL, offered, dropped={}).status is status


@pytest.mark.parametrize(
    ("goal", "read", "spreads", "too_much"),
    [
        ("likes>=200", 100, 0.9, False),
        ("likes>=200", 100, 1.1, True),
        ("likes>=200", 100, -1.1, False),  # a code that promised less
        ("likes>=200", 200, 1.1, False),  # all that was asked for is there
        ("likes<=50", 100, -1.1, True),
        ("likes<=50", 100, 1.1, False),
        ("likes=50", 100, -1.1, True),
    ],
)
def test_codes_may_not_promise_more_than_texts_keep(ranking, goal, read, spreads, too_much):
    ranking = replace(ranking, request=replace(ranking.request, goals=[parse_goal(goal)]))
    predictions = candidate("c", likes=read, similarity=0.9).predictions
    promised = (1 + read) * math.exp(spreads * ranking.predictors["likes"].info.wording_spread) - 1
    assert ranking.loses_too_much(promised, predictions) == too_much
    assert not ranking.loses_too_much(None, predictions)


def test_small_tweaks_are_no_rewrites_and_come_all_together(engine):
    (result,) = run(engine, TEXT, goal="likes>=10000", effort=Effort.HIGH)
    assert result.status is Status.NO_REWRITE
    assert not result.candidates
    assert result.tweaks.text == f"{TEXT}!"
    assert result.tweaks.gain > 1
    assert result.message.startswith("No rewrite found: ")


def test_as_many_as_wording_gives_is_never_met_and_asks_for_more(engine):
    (result,) = run(engine, REWRITTEN, goal="likes=max")
    assert result.status is Status.CLOSER
    assert result.candidates[0].gain > 1
    assert result.message.startswith("Better: ★ is predicted ")
    assert "wording" not in result.message  # what wasn't asked for isn't missed
    assert math.isinf(parse_goal("likes=MAX").value)


def test_the_chance_is_the_one_that_drafts_are_compared_by(engine):
    luck = Luck((0.0, 1.0), (0.6, 0.6), (0.1, 0.1), (1.0, 1.0), (9, 9), 3)
    none = WithinEffects((), (), (), (), 0)
    evidence = Evidence("likes", "posts.csv", 0, 0, 140, none, none, luck)
    known = replace(engine, evidence={"likes": evidence})
    (result,) = run(known, REWRITTEN, goal="likes>=10000")
    best = result.candidates[0]
    comparison = compare_texts([REWRITTEN, best.text], engine=known, account_median=100.0)
    assert comparison.drafts[0].text == best.text
    assert best.better == pytest.approx(comparison.drafts[1].lead.chance, abs=1e-3)
    assert best.better > 0.5


def test_a_lead_too_small_to_choose_by_is_about_the_same(ranking):
    close = replace(candidate("close", likes=108, similarity=0.9), better=0.53, gain=1.08)
    result = ranking.result(ORIGINAL, [close], dropped={})
    assert result.status is Status.ABOUT_THE_SAME
    assert result.message.startswith("About the same: ★ is predicted 108 likes, 1.08x as it is;")


def test_rewrites_that_differ_by_tweaks_are_one(ranking):
    plain = candidate("we won the cup", likes=150, similarity=0.9)
    tweaked = candidate("We won the cup!", likes=170, similarity=0.8)
    other = candidate("the cup is ours", likes=180, similarity=0.5)
    shown = ranking.result(ORIGINAL, [tweaked, plain, other], dropped={}).candidates
    assert {each.text for each in shown} == {plain.text, other.text}
    meets = candidate("We won the cup!", likes=200, similarity=0.8)
    assert ranking.result(ORIGINAL, [meets, plain], dropped={}).candidates == [meets]


def test_less_is_closer_and_what_does_no_better_is_counted(ranking):
    request = replace(ranking.request, goals=[parse_goal("likes<=10")])
    less = candidate("less", likes=60, similarity=0.9)
    result = replace(ranking, request=request).result(ORIGINAL, [less], dropped={})
    assert result.message.startswith("Closer: ★ is predicted 60 likes")
    no_use = candidate("more", likes=160, similarity=0.9)
    result = ranking.result(ORIGINAL, [], others=[no_use], dropped={})
    assert "of 1 attempt, 1 gained nothing" in result.message


def test_a_prediction_of_nothing_still_makes_a_sentence(ranking):
    ranking = replace(ranking, request=replace(ranking.request, account_median=None))
    nothing = {"likes": Prediction(0, 0, 1)}
    assert "nothing to try" in ranking.result(nothing, [], dropped={}).message


def test_only_the_bold_say_something_new(engine):
    text = "my dog hates the rain"
    wording = engine.autoencoder.wording
    (plain,) = run(engine, text, goal="likes>=250", effort=Effort.HIGH)
    (bold,) = run(engine, text, goal="likes>=250", effort=Effort.HIGH, may=[Permission.NEW_WORDS])
    assert not any(wording.new_content(each.text, beside=text) for each in plain.candidates)
    assert bold.candidates
    assert plain.dropped["said something new"] >= bold.dropped["said something new"] == 0
