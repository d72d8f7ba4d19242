"""The trigram model: probabilities, and what it has met."""

import math

import pytest

from tweetopt.vae.wording.language_model import LanguageModel, words_of

SENTENCES = [f"{a} {b} the {c}" for a in ("My dog", "a cat", "We") for b in ("saw", "ate")
             for c in ("bike", "rain", "fish")]  # fmt: skip


@pytest.fixture(scope="module")
def language():
    return LanguageModel.learn([*SENTENCES, "one odd zebra"])


@pytest.mark.parametrize("history", [("", ""), ("dog", "saw"), ("saw", "the"), ("fish", "we")])
def test_probabilities_sum_to_one(language, history):
    sure = language.probabilities(*history, language.vocabulary).sum()
    # "one", "odd" and "zebra" were met once: the unknown word's chance is shared among three.
    unknown = 3 * language.probabilities(*history, ["zebra"])[0]
    end = 1 - sure - unknown
    assert 0 < end < 1
    assert language.probabilities("the", "fish", language.vocabulary).sum() < 0.5  # it ends here


def test_words_are_words_whatever_stands_around_them():
    assert words_of("Don’t 'say' THAT") == ["don't", "'", "say", "'", "that"]
    assert words_of("go\ue000\ue001 x_1+=2") == ["go", "\ue000", "\ue001", "x_1", "+", "=", "2"]


def test_nats_of_texts_add_up_to_the_perplexity(language):
    texts = ["my dog ate the fish", "", "zog!"]
    nats = language.nats(texts)
    assert nats.shape == (3,)
    assert nats[1] == pytest.approx(math.log(language.perplexity([""])))
    assert math.exp(nats.sum() / (6 + 1 + 3)) == pytest.approx(language.perplexity(texts))
    assert nats[0] == pytest.approx(language.nats(texts[:1])[0])
    assert language.nats([]).shape == (0,)


def test_a_made_up_word_costs_more_than_one_that_was_learned():
    often = [f"{sentence} today" for sentence in SENTENCES] * 2
    rare = [f"we saw rare{n}" for n in range(50)]  # each met once
    language = LanguageModel.learn(often + rare)
    for history in (("saw", "the"), ("", "")):
        known = language.probabilities(*history, language.vocabulary)
        (made_up,) = language.probabilities(*history, ["blectrum"])
        assert 0 < made_up < known.min()
    made_up_costs, known_costs = language.nats(["we saw the blectrum", "we saw the rain"])
    assert made_up_costs > known_costs


def test_real_order_beats_shuffled_words_and_made_up_ones(language):
    real = language.perplexity(["my dog ate the fish"])
    shuffled = language.perplexity(["fish my the dog ate"])
    broken = language.perplexity(["my dogish aterg the fi"])
    assert real < shuffled
    assert real < broken
    assert math.isnan(language.perplexity([]))


def test_a_bigram_by_hand():
    """Kneser-Ney on three sentences, worked out on paper."""
    language = LanguageModel.learn(["a b", "a b", "a c", "d c", "d c"])
    # Discount: n-grams met once / (met once + 2 x met twice). Of the trigrams, two are met once
    # and five twice; of the bigrams, six follow one word and one follows two; of the words,
    # three follow one word and two follow two.
    trigram, bigram, unigram = 2 / 12, 6 / 8, 3 / 7
    words = 6  # a, b, c, d, the end, and unknown
    lowest = (1 - unigram) / 7 + unigram * 5 / 7 / words
    lower = (1 - bigram) / 2 + bigram * 2 / 2 * lowest
    expected = (2 - trigram) / 3 + trigram * 2 / 3 * lower
    assert language.probabilities("", "a", ["b"])[0] == pytest.approx(expected)


def test_words_that_do_not_exist_are_counted(language):
    assert language.share_unknown(["My dog saw the zebra!"]) == 0
    assert language.share_unknown(["my zog 123 saw \ue000 the fishrain"]) == pytest.approx(2 / 5)
    assert language.share_unknown(["the ‘dog’s bike’"]) == 0  # quoted, and a possessive
    assert language.share_unknown(["my d\ufffd"]) == pytest.approx(2 / 3)  # "d" and a broken byte
    assert math.isnan(language.share_unknown(["123 \ue000 !"]))


def test_pruned_it_still_adds_up_to_one():
    language = LanguageModel.learn(
        [*SENTENCES * 3, "one odd thing", "one odd thing"], least_words=2, least_grams=3
    )
    for history in (("dog", "saw"), ("saw", "the"), ("zebra", "ate")):
        sure = language.probabilities(*history, language.vocabulary).sum()
        assert 0.3 < sure <= 1 + 1e-9
    assert ("", "one", "odd") in language.unseen_trigrams("one odd thing")
    assert ("we", "saw", "the") not in language.unseen_trigrams("we saw the bike")
