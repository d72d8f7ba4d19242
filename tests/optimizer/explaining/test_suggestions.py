"""What would change a number: predicted, beside what real posts say."""

import dataclasses

import numpy as np
import pytest

from tweetopt.optimizer import Request, Settings, explain_texts, optimize_texts, parse_goal
from tweetopt.optimizer.explaining.moves import Move, all_moves
from tweetopt.optimizer.explaining.suggestions import versions_of
from tweetopt.optimizer.messages import Advice
from tweetopt.optimizer.permissions import Permission
from tweetopt.optimizer.settings import Effort
from tweetopt.predictors.evidence import Evidence
from tweetopt.predictors.within_accounts import WithinEffects

TEXT = "my dog hates the rain https://example.com/x"


def without_rain(text):
    yield text.replace(" the rain", " coffee")


def with_rain(text):
    yield text.replace("hates", "loves the rain and")


MOVES = {
    "dry": Move("dry", "without the rain", Permission.DROP_SENTENCES, without_rain),
    "wet": Move("wet", "with more rain", Permission.RESTYLE, with_rain),
    "no-link": all_moves()["no-link"],
}


def saying(effect, error=0.01):
    """Evidence on one feature: longer texts get so much more."""
    covariance = ((error**2, 0.0), (0.0, 0.0))
    effects = WithinEffects(("length", "sentences"), (effect, 0.0), covariance, (500, 500), 1000)
    return Evidence("likes", "posts.csv", 1000, 20, 140, effects, effects)


def suggested(engine, evidence=None):
    evidence = {"likes": evidence} if evidence else {}
    (told,) = explain_texts([TEXT], engine=dataclasses.replace(engine, evidence=evidence),
                            account_medians=[100], moves=MOVES)  # fmt: skip
    return {each.move.name: each for each in told.suggestions}


def test_moves_are_predicted_at_this_text(engine):
    found = suggested(engine)
    assert found["dry"].effect.difference > 0.3  # of the world's log(3 / 0.4), a share
    assert found["dry"].text == "my dog hates coffee https://example.com/x"
    assert found["dry"].advice is Advice.PERHAPS  # nothing is known of real posts
    assert next(iter(found)) == "dry"  # what is predicted most comes first
    assert found["no-link"].text == "my dog hates the rain"
    told = found["dry"].as_dict()
    assert told["real_difference"] is None
    assert told["permission"] == "drop-sentences"


def test_where_real_posts_disagree_it_is_not_advised(engine):
    shorter = {  # the dry text is shorter by a few characters
        Advice.TRY: saying(-5.0),
        Advice.DISAGREE: saying(5.0),
        Advice.PERHAPS: saying(5.0, error=100.0),
    }
    for advice, evidence in shorter.items():
        assert suggested(engine, evidence)["dry"].advice is advice
    assert "opposite" in Advice.DISAGREE.value


def test_a_move_that_fails_is_named(engine):
    broken = Move("broken", "broken", Permission.RESTYLE, lambda text: [text[1000]])
    with pytest.raises(ValueError, match="move 'broken': expected versions of the text"):
        explain_texts([TEXT], engine=engine, moves={"broken": broken})


def rewrites(engine, *may, evidence=None):
    engine = dataclasses.replace(engine, evidence={"likes": evidence} if evidence else {})
    text = "the cat hates the rain. My dog loves coffee https://example.com/x"
    request = Request(text, [parse_goal("likes>=1000000")], account_median=100)
    settings = Settings(candidates=20, effort=Effort.DRAFT, may=may, least_similarity=0.0)
    (result,) = optimize_texts([request], engine=engine, settings=settings)
    return result


def test_moves_become_rewrites_only_where_they_are_allowed(engine):
    link = "https://example.com/x"
    for may in ((), (Permission.DROP_MENTIONS,)):
        assert all(link in each.text for each in rewrites(engine, *may).candidates)
    plain = {each.text for each in rewrites(engine).candidates}
    shorter = rewrites(engine, Permission.DROP_SENTENCES)
    new = [each.text for each in shorter.candidates if each.text not in plain]
    assert "My dog loves coffee https://example.com/x" in new or shorter.dropped
    assert all(link in text for text in new)  # a sentence may go, its link may not


def test_what_real_posts_deny_is_dropped_and_counted(engine):
    told = rewrites(engine, Permission.DROP_SENTENCES, evidence=saying(5.0))
    assert told.dropped["went against what real posts say"] >= 1


def test_effects_of_several_counts_have_one_error():
    covariance = ((0.04, -0.03), (-0.03, 0.04))
    effects = WithinEffects(("links", "hashtags"), (0.1, 0.2), covariance, (500, 500), 1000)
    gain, error = effects.change({"links": 1, "hashtags": 1})
    assert gain == pytest.approx(0.3)
    assert error == pytest.approx(np.sqrt(0.02))


def test_what_two_moves_make_is_suggested_once(engine):
    moves = {**MOVES, "again": dataclasses.replace(MOVES["dry"], name="again")}
    (told,) = explain_texts([TEXT], engine=engine, account_medians=[100], moves=moves)
    assert [each.move.name for each in told.suggestions].count("dry") == 1
    assert "again" not in [each.move.name for each in told.suggestions]


def test_what_a_colon_announces_still_follows(engine):
    text = engine.kind.mask("my dog hates the rain. See here: https://example.com/x")
    made = [version.split() for _, version in versions_of(text, all_moves(), engine=engine)]
    assert made
    followed = [words[words.index("here:") + 1 :][:1] for words in made if "here:" in words]
    assert followed
    assert followed == [["\ue100"]] * len(followed)  # the link's number
