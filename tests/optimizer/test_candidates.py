import pytest

from tweetopt.datasets import mask
from tweetopt.optimizer.candidates import (
    Promises,
    partial_edits,
    similarity_to,
    weighted_length,
)
from tweetopt.vae.phrases import Phrases

PHRASES = Phrases.learn(
    ["see the great show", "show see the new show", "see the new showing", "see the new \ue000"] * 5
    + ["see the show \ue000 @tonight \ue001 great great", "great zorp"] * 5
)


@pytest.mark.parametrize(
    ("rewrite", "broken"),
    [
        ("see the great show \ue000 \ue001", None),
        ("see the great show \ue000", "lost a link or mention"),
        ("see \ue000 \ue000 the show \ue001", "lost a link or mention"),
        ("see the  new show \ue000 \ue001", "same as the original"),
        ("see the gre\ufffd show \ue000 \ue001", "broken characters"),
        ("see the blectrum show \ue000 \ue001", "unknown words"),
        ("see the new \ue000 \ue001", "lost a kept word"),
        ("show see the new show \ue000 \ue001", "lost a kept word"),
        ("see the new showing \ue000 \ue001", "lost a kept word"),
        ("see the show \ue000 @tonight \ue001", "made up a link or mention"),
        ("see the show \ue000 \ue001 " + "great " * 50, "too long for a tweet"),
    ],
)
def test_promises(rewrite, broken):
    original = mask("see the new show https://x.com/a @bob")
    assert Promises(original, ("show",), PHRASES).broken_by(rewrite) == broken


def test_words_of_the_original_are_allowed_and_a_keep_word_must_be_there():
    original = mask("zorp is great")
    assert Promises(original, (), PHRASES).broken_by("great zorp") is None
    with pytest.raises(ValueError, match="keep: expected a word of the text, got 'gre'"):
        Promises(original, ("gre",))


def test_a_text_that_was_too_long_already_may_stay_so():
    original = mask("great " * 60)
    assert Promises(original).broken_by("new " + "great " * 59) is None


@pytest.mark.parametrize(
    ("text", "length"),
    [("a" * 280, 280), ("https://x.com/" + "a" * 90, 23), ("🎉", 2), ("日本", 4)],
)
def test_lengths_are_counted_as_twitter_does(text, length):
    assert weighted_length(text) == length


def test_each_change_alone():
    edits = partial_edits("my dog loves the rain", "a dog loves some rain!")
    assert edits == ["a dog loves the rain", "my dog loves some rain", "my dog loves the rain!"]
    assert partial_edits("my dog", "my cat") == []


def test_similarity_is_chrf():
    similarity = similarity_to("my dog loves the rain")
    assert similarity("my dog loves the rain") == pytest.approx(1)
    assert similarity("xyz") < 0.05
    assert 0.5 < similarity("my dog loves rain") < 1
