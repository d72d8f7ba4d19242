from tweetopt.datasets.text_kinds import TWEETS
from tweetopt.optimizer.explaining.parts import (
    Part,
    as_posted,
    phrases_in,
    place_as_posted,
    without,
    words_in,
)


def stretches(text, parts):
    return [text[part.start : part.end] for part in parts]


def test_words_keep_what_belongs_to_them():
    text = "We don't pay $5.50, 20% off!!! #new 👍🏽👍🏽 \ue000"
    assert stretches(text, words_in(text)) == [
        *("We", "don't", "pay", "$5.50", ",", "20%", "off", "!!!", "#new", "👍🏽👍🏽", "\ue000"),
    ]


def test_phrases_are_sentences_clauses_hashtags_and_what_stands_between_words_of_grammar():
    text = "When it rains, our small dog hides. Nobody knows why. #dogs #rain"
    found = stretches(text, phrases_in(text))
    for phrase in (
        "When it rains, our small dog hides.",
        "When it rains,",
        "our small dog hides",
        "Nobody knows why.",
        "#dogs #rain",
    ):
        assert phrase in found
    assert all(len(phrase.split()) > 1 for phrase in found)
    assert phrases_in("One sentence") == []  # nothing would be left without it


def test_without_a_word_spaces_capitals_and_articles_are_in_order():
    def cut(text, word):
        start = text.index(word)
        return without(text, Part(start, start + len(word)))

    assert cut("So happy, friends", "So") == "Happy, friends"
    assert cut("a nice old dog", "nice") == "an old dog"
    assert cut("I love coffee.", "coffee") == "I love."
    assert cut("one\ntwo three", "two") == "one\nthree"
    assert cut("good day", "day") == "good"
    assert cut("alone", "alone") == ""


def test_stretches_are_shown_as_they_are_posted():
    text = "@ann and @bob: https://example.com/x now"
    masked = TWEETS.mask(text)
    posted = [as_posted(masked, part) for part in words_in(masked.text)]
    assert posted == ["@ann", "and", "@bob", ":", "https://example.com/x", "now"]
    for part, shown in zip(words_in(masked.text), posted, strict=True):
        start, end = place_as_posted(masked, part)
        assert text[start:end] == shown
