from pathlib import Path

import pytest

from tweetopt.optimizer.words.names import new_counts, new_names
from tweetopt.vae.folders import model_folder
from tweetopt.vae.wording.wording import Wording

TEXT = "Met Anna in Berlin on Monday, 3 of us. It's NASA's day."


@pytest.fixture(scope="module")
def wording():
    return Wording.load(Path(model_folder("tweets")))


@pytest.mark.parametrize(
    ("rewrite", "names"),
    [
        ("On Monday we met Anna in Berlin. NASA has its day.", []),
        ("Three of us met Anna's friends", []),
        ("We met Anna in Hamburg", ["Hamburg"]),
        ("We met her with President Obama", ["President", "Obama"]),
        ("I'm happy, and I know it", []),
        ("This is Great News", []),
        ("Zyxxon met Anna", ["Zyxxon"]),
    ],
)
def test_names_that_are_new(wording, rewrite, names):
    assert set(new_names(rewrite, beside=TEXT, wording=wording)) <= set(names)
    assert bool(new_names(rewrite, beside=TEXT, wording=wording)) == bool(names)


def test_without_a_wording_every_capital_inside_a_sentence_is_a_name():
    assert new_names("We met Great People", beside=TEXT, wording=None) == ["Great", "People"]


def test_numbers_in_words_are_new_where_the_text_has_none_of_them():
    assert new_counts("two of us", beside="us two") == []
    assert new_counts("Two hundred of us", beside="us two") == ["hundred"]
    assert new_counts("fifteen trillion", beside="a lot") == ["fifteen", "trillion"]
