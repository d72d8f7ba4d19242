import pytest

from tweetopt.datasets.text_kinds import TWEETS
from tweetopt.optimizer.words.constraints import Constraints
from tweetopt.optimizer.words.thesaurus import synonym_rewrites, synonyms
from tweetopt.vae.wording.wording import Wording

TEXTS = ["we saw the photo at the big park", "a great day for the whole family"] * 6


@pytest.mark.parametrize(
    ("text", "rewrite"),
    [
        ("My photo is there", "My picture is there"),
        ("A terrible day!", "An awful day!"),
        ("It was an awful cake", "It was a terrible cake"),
        ("THANKS to all", "THANK YOU to all"),
        ("Thanks to all", "Thank you to all"),
        ("I can’t wait for Friday", "I'm looking forward to Friday"),
        ("we are gonna win", "we are going to win"),
        ("such as tea", "like tea"),
        ("Honestly I have no idea", "Honestly no idea"),
        ("I have no idea", "No idea"),
    ],
)
def test_phrases_give_way_to_synonyms(text, rewrite):
    assert rewrite in list(synonym_rewrites(text))


@pytest.mark.parametrize(
    "text", ["#great", "@photo", "greatest photons", "I like tea", "hat’s off"]
)
def test_nothing_else_gives_way(text):
    assert list(synonym_rewrites(text)) == []
    assert synonyms(text) == {}


def test_one_phrase_changes_at_a_time():
    text = "Kids, it was a great day"
    for rewrite in synonym_rewrites(text):
        assert rewrite.startswith("Kids, ") != rewrite.endswith("a great day")


def test_a_synonym_says_nothing_new_and_another_word_does():
    text = TWEETS.mask("we saw the photo at the big park")
    promises = Constraints(text, TWEETS, wording=Wording.learn(TEXTS))
    assert promises.broken_by("we saw the picture at the big park") is None
    assert promises.broken_by("we saw the trees at the big park") == "said something new"
