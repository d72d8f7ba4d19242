import math

import pytest

from tweetopt.optimizer import Engine, interpolate_texts

A, B = "my dog loves coffee", "our team hates the rain"


def test_a_path_leads_from_one_text_to_the_other(engine):
    (path,) = interpolate_texts([(A, B)], engine=engine, steps=5)
    assert [point.fraction for point in path.points] == [0, 0.25, 0.5, 0.75, 1]
    assert path.rebuilt == (True, True)
    assert (path.points[0].text, path.points[-1].text) == (A, B)
    assert path.points[0].predictions["likes"].value > path.points[-1].predictions["likes"].value
    assert 0.25 <= path.largest_jump < 2
    assert sum(map(len, path.folded())) == 5
    assert len(path.folded()) >= path.distinct >= 2


def test_predictions_are_of_the_written_texts(engine):
    (path,) = interpolate_texts([(A, B)], engine=engine, account_median=50.0)
    for point in path.points:
        (again,) = engine.predict([point.text], account_medians=[50.0])
        assert point.predictions["likes"].value == pytest.approx(again["likes"].value, rel=1e-3)


def test_pairs_do_not_depend_on_each_other(engine):
    paths = interpolate_texts([(A, B), (B, A)], engine=engine)
    texts = [[point.text for point in path.points] for path in paths]
    assert texts[0] == [p.text for p in interpolate_texts([(A, B)], engine=engine)[0].points]
    assert texts[1] == texts[0][::-1]


def test_links_and_mentions_are_never_broken(engine):
    ends = ("my dog loves coffee https://x.com/a", "@bob our team hates the rain")
    (path,) = interpolate_texts([ends], engine=engine)
    assert not any("\ue000" in p.text or "\ue001" in p.text for p in path.points)
    assert "https://x.com/a" in path.points[0].text
    assert "@bob" in path.points[-1].text


def test_without_predictors_or_a_way_nothing_is_made_up(autoencoder):
    (path,) = interpolate_texts([(A, A)], engine=Engine(autoencoder, {}), steps=3)
    assert math.isnan(path.largest_jump)
    assert path.distinct == 1
    assert path.points[0].predictions == {}
    assert interpolate_texts([], engine=Engine(autoencoder, {})) == []


@pytest.mark.parametrize(("pair", "steps"), [((A, ""), 5), ((A, "x" * 400), 5), ((A, B), 1)])
def test_bad_input_is_refused(engine, pair, steps):
    with pytest.raises(ValueError, match="expected"):
        interpolate_texts([pair], engine=engine, steps=steps)
