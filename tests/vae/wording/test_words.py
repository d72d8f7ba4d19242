import pytest
from hypothesis import given, strategies as st

from tweetopt.vae.wording.articles import agreeing, article
from tweetopt.vae.wording.words import (
    blocks,
    cased,
    count_word,
    folded,
    is_word,
    opens_sentence,
    pieces,
    words_and_marks,
)


def test_words_hold_their_apostrophes_digits_and_underscores():
    parts = pieces("Don’t  mind the 3rd #big_day!\n\ue000")
    assert parts == [
        "Don’t", "  ", "mind", " ", "the", " ", "3rd", " ", "#", "big_day", "!", "\n", "\ue000"
    ]  # fmt: skip
    assert [part for part in parts if is_word(part)] == ["Don’t", "mind", "the"]


@given(st.text())
def test_pieces_and_blocks_joined_are_the_text(text):
    assert "".join(pieces(text)) == "".join(blocks(text)) == text
    marked = [match[0] for match in words_and_marks(text)]
    assert marked == [piece for piece in pieces(text) if not piece.isspace()]


@pytest.mark.parametrize(
    ("phrase", "like", "opens", "result"),
    [
        ("huge", "big", True, "huge"),
        ("huge", "Big", False, "Huge"),
        ("thank you", "THANKS", False, "THANK YOU"),
        ("i'm", "I am", False, "I'm"),
        ("i'm", "i am", True, "i'm"),
        ("i'm", "I AM", False, "I'M"),
        ("no idea", "I have no idea", False, "no idea"),
        ("no idea", "I have no idea", True, "No idea"),
        ("it's", "It is", False, "It's"),
        ("McDonald's", "food", False, "McDonald's"),
    ],
)
def test_a_phrase_takes_over_the_capitals_of_another(phrase, like, opens, result):
    assert cased(phrase, like=like, opens=opens) == result


@pytest.mark.parametrize("before", ["", "Yes. ", "Yes! “", "So:\n", "wait… ", "one\n"])
def test_what_opens_a_sentence(before):
    assert opens_sentence(before)
    assert not opens_sentence(f"{before}and ")


@pytest.mark.parametrize(
    ("before", "following", "result"),
    [
        ("it is a ", "owl", "it is an "),
        ("it is an ", "great owl", "it is a "),
        ("An ", "great owl", "A "),
        ("that’s a ", "“owl”", "that’s a "),
        ("that’s an ", "nice owl", "that’s a "),
        ("banana ", "owl", "banana "),
        ("it took an ", "nice hour", "it took a "),
        ("it took a nice long ", "hour", "it took a nice long "),
        ("an ", "8", "an "),
    ],
)
def test_articles_agree_with_what_follows(before, following, result):
    assert agreeing(before, following) == result


@pytest.mark.parametrize(
    ("articles", "words"),
    [
        ("an", "owl éclair hour honest honour heir umbrella unimportant uninvited urgent usher us"),
        ("an", "8 80 8th 11 11th 18-year MBA NBA FBI HR MP LGBT SUV X-ray F SPF IPA"),
        (
            "a",
            "dog hotel history yes 1 10 118 180 1100 one one-off once university union unanimous",
        ),
        ("a", "use useful user university usual utility Ukrainian UN UK US UFO European euro ewe"),
        ("a", "STEM SWAT NASA NATO FREE SMALL HUGE Friday Mr"),
    ],
)
def test_articles_go_by_sound(articles, words):
    assert {word: article(word) for word in words.split()} == dict.fromkeys(words.split(), articles)


def test_what_is_shouted_has_a_shouted_article():
    assert agreeing("WHAT A ", "AWFUL") == "WHAT AN "
    assert agreeing("A ", "AWFUL") == "AN "
    assert agreeing("A ", "NBA game") == "An "


def test_words_are_counted_on_their_own():
    assert count_word("cat", "cat, cats and a cat") == 2
    assert count_word("New York", "New York, not New Yorkshire") == 1
    assert folded("DON’T") == "don't"
