import dataclasses
import math

import pytest
import torch

from tweetopt.optimizer import Engine, explain_texts
from tweetopt.optimizer.explaining.effects import Effect
from tweetopt.optimizer.explaining.gradients import agreement, word_gradients
from tweetopt.predictors.scales import Scale

TEXT = "my dog loves coffee"


def by_text(explanation):
    return {each.text: each for each in explanation.contributions}


def test_planted_effects_are_found(engine):
    """In this world "coffee" has three times the likes, "rain" 0.4 times, all else none."""
    texts = ["my dog loves coffee", "our team wants the rain", "the cat found a bike"]
    first, second, third = explain_texts(texts, engine=engine, account_medians=[100] * 3)
    assert first.strongest[0].text == "coffee"
    assert first.strongest[0].effect.difference > 0
    assert second.strongest[0].text in ("rain", "the rain", "wants the rain")
    assert second.strongest[0].effect.difference < 0
    planted = [by_text(first)["coffee"], by_text(second)["rain"]]
    words = [each for told in (first, second, third) for each in told.words]
    others = [abs(each.effect.difference) for each in words if each.text not in ("coffee", "rain")]
    assert min(abs(each.effect.difference) for each in planted) > 2 * sum(others) / len(others)


def test_places_and_links_are_those_of_the_text(engine):
    text = "my dog loves coffee https://example.com/x"
    (told,) = explain_texts([text], engine=engine)
    assert [text[each.start : each.end] for each in told.contributions] == [
        each.text for each in told.contributions
    ]
    assert told.words[-1].text == "https://example.com/x"
    (prediction,) = engine.predict([text], account_medians=[None])
    assert told.prediction == prediction["likes"]


def test_a_text_does_not_depend_on_the_others(engine):
    alone = explain_texts([TEXT], engine=engine, account_medians=[50])[0]
    beside = explain_texts(["a friend wants the rain", TEXT], engine=engine,
                           account_medians=[None, 50])[1]  # fmt: skip
    for one, other in zip(alone.contributions, beside.contributions, strict=True):
        assert one.effect.difference == pytest.approx(other.effect.difference, abs=1e-4)


def test_one_word_alone_cannot_be_left_out(engine):
    (told,) = explain_texts(["coffee"], engine=engine)
    assert told.contributions == []
    assert told.untested == ["coffee"]


def test_without_a_predictor_it_says_so(autoencoder):
    with pytest.raises(ValueError, match="expected a predictor, got none"):
        explain_texts([TEXT], engine=Engine(autoencoder, {}))


def test_noise_is_twice_the_spread_of_the_ensemble(engine, head, autoencoder):
    (told,) = explain_texts([TEXT], engine=engine, account_medians=[100])
    coffee = by_text(told)["coffee"]
    assert coffee.effect.noise > 0
    loud = torch.linspace(-1, 1, len(head.bias))[:, None]
    unsure = dataclasses.replace(head, weight=head.weight + loud * head.weight.abs().mean() * 40)
    (doubtful,) = explain_texts([TEXT], engine=Engine(autoencoder, {"likes": unsure}),
                                account_medians=[100])  # fmt: skip
    assert by_text(doubtful)["coffee"].effect.noise > 10 * coffee.effect.noise
    assert len(doubtful.strongest) < len(told.strongest)


def test_effects_say_what_people_read():
    counts = Effect(10.0, 15.0, math.log(16 / 11), 0.1, Scale.LOG1P)
    assert (counts.said, counts.clear) == ("1.50x", True)
    assert not dataclasses.replace(counts, noise=0.5).clear
    label = Effect(0.5, 0.42, -0.3, math.nan, Scale.LABEL)
    assert (label.said, label.clear) == ("-0.08", True)
    assert Effect(0.0, 3.0, 1.4, 0.1, Scale.LOG1P).said == "+3"
    assert not Effect(10.0, 10.01, 0.0009, 0.0, Scale.LOG1P).clear  # rounds to 1.00x


def test_gradients_agree_with_leaving_out(engine):
    text = "my dog loves coffee and hates the rain"
    gradients = word_gradients(text, engine=engine, account_median=100)
    (told,) = explain_texts([text], engine=engine, account_medians=[100])
    assert len(gradients) == len(told.words)
    named = dict(zip([each.text for each in told.words], gradients, strict=True))
    assert named["coffee"] > max(value for word, value in named.items() if word != "coffee")
    assert agreement(told, engine=engine, account_median=100) > 0.3
    (short,) = explain_texts(["my dog"], engine=engine)
    assert agreement(short, engine=engine, account_median=None) is None
