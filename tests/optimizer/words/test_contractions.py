import pytest

from tweetopt.optimizer.words.contractions import contraction_rewrites


@pytest.mark.parametrize(
    ("text", "rewrites"),
    [
        ("I have never been there", ["I've never been there"]),
        ("It is not late", ["It's not late", "It isn't late"]),
        ("You’ll see", ["You will see"]),
        ("It's a boy", ["It is a boy"]),
    ],
)
def test_made_and_undone(text, rewrites):
    assert list(contraction_rewrites(text)) == rewrites


@pytest.mark.parametrize(
    "text",
    [
        "I have to go",  # no "I've to go"
        "It's been a year",  # no "it is been"
        "She's just landed",
        "who you are today",
        "better than I am today",
        "Here I am",
        "lol I can't even",  # casual
    ],
)
def test_what_has_no_other_form(text):
    assert list(contraction_rewrites(text)) == []
