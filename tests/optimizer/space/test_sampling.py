import json

import pytest

from tweetopt.optimizer import Engine, parse_goal, sample_texts
from tweetopt.optimizer.words.similarity import similarity_to


def test_samples_are_distinct_and_the_same_for_a_seed(engine):
    samples = sample_texts(8, engine=engine, seed=1)
    texts = [sample.text for sample in samples]
    assert len(set(texts)) == len(texts) == 8
    assert samples == sample_texts(8, engine=engine, seed=1)
    assert texts != [sample.text for sample in sample_texts(8, engine=engine, seed=2)]
    assert all(sample.fluency < 0 and sample.log_prob < 0 for sample in samples)
    assert json.dumps([sample.as_dict() for sample in samples])


def test_no_sample_shows_a_placeholder(engine):
    for sample in sample_texts(40, engine=engine):
        assert not {"\ue000", "\ue001", "\ufffd"} & set(sample.text)


def test_a_small_radius_stays_near_and_keeps_the_link(engine):
    text = "my dog loves coffee https://x.com/a"
    near, far = (
        [similarity_to(text)(s.text) for s in sample_texts(5, engine=engine, near=text, radius=r)]
        for r in (1.0, 3.0)
    )
    assert sum(near) / len(near) > sum(far) / len(far)
    assert sample_texts(1, engine=engine, near=text, radius=0.01) == []


def test_fewer_texts_than_wanted_are_no_error(engine):
    assert len(sample_texts(50, engine=engine, near="my dog loves coffee", radius=0.01)) < 50


def test_goals_count_what_is_read_again(engine):
    free = sample_texts(6, engine=engine, account_median=100.0)
    goal = parse_goal("likes>=200")
    samples = sample_texts(6, engine=engine, goals=[goal], account_median=100.0)
    assert [sample.met for sample in samples] == sorted((s.met for s in samples), reverse=True)
    for sample in samples:
        assert sample.met == (sample.predictions["likes"].value >= 200)
    assert sum(sample.met for sample in samples) > sum(
        sample.predictions["likes"].value >= 200 for sample in free
    )


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"count": 0}, "count: expected at least 1"),
        ({"radius": -1.0}, "radius: expected a number above 0"),
        ({"near": ""}, "expected some text"),
        ({"goals": [parse_goal("stars=5")]}, "expected a property among likes, got 'stars'"),
    ],
)
def test_bad_input_is_refused(engine, options, message):
    count = options.pop("count", 2)
    with pytest.raises(ValueError, match=message):
        sample_texts(count, engine=engine, **options)


def test_a_goal_without_predictors_names_the_remedy(autoencoder):
    with pytest.raises(ValueError, match="none loaded"):
        sample_texts(1, engine=Engine(autoencoder, {}), goals=[parse_goal("likes=5")])
