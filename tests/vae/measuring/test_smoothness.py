import math
from itertools import pairwise

import numpy as np
import pytest
import torch

from tweetopt.vae.geometry import interpolate, random_step
from tweetopt.vae.measuring.smoothness import STEPS, evaluate_smoothness
from tweetopt.vae.wording.language import LanguageModel, words_of

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


def test_paths_and_steps_have_the_lengths_they_promise():
    generator = torch.Generator().manual_seed(0)
    start, end = (torch.randn(4, 64, generator=generator) for _ in "ab")
    for path in ("lerp", "slerp"):
        torch.testing.assert_close(interpolate(start, end, fraction=0.0, curve=path), start)
        torch.testing.assert_close(interpolate(start, end, fraction=1.0, curve=path), end)
    norms = interpolate(start, end, fraction=0.5).norm(dim=1)
    assert torch.allclose(norms, (start.norm(dim=1) + end.norm(dim=1)) / 2, rtol=0.05)
    assert torch.isfinite(interpolate(start, start, fraction=0.5)).all()
    moved = random_step(start, size=0.5, generator=generator)
    torch.testing.assert_close((moved - start).norm(dim=1), torch.full((4,), 0.5 * 8))


@pytest.fixture(scope="module")
def sources():
    """Texts that the tiny model knows, in random order."""
    texts = [
        f"{who} {does} {what}"
        for who in ("my dog", "the cat", "a friend")
        for does in ("loves", "hates")
        for what in ("coffee", "old books", "a bike")
    ]
    return [texts[row] for row in np.random.default_rng(0).permutation(len(texts))]


@pytest.fixture(scope="module")
def report(autoencoder, sources):
    learned = LanguageModel.learn([*sources, "our team found the rain"])
    return evaluate_smoothness(autoencoder, sources, language=learned, samples=20)


def test_farther_steps_keep_less(report):
    assert [step.size for step in report.ladder] == list(STEPS)
    for name in ("chrf", "f1", "unchanged"):
        kept = [getattr(step, name) for step in report.ladder]
        assert all(0 <= value <= 1 for value in kept)
        # A few texts may come nearer by chance from one step to the next.
        assert all(later <= earlier + 0.05 for earlier, later in pairwise(kept)), kept
        assert kept[0] > kept[-1] + 0.02  # trained with noise, it holds out long
    assert report.ladder[0].unchanged == 1
    assert report.ladder[0].chrf > 0.9


def test_what_other_codes_write_is_judged_beside_real_texts(report, sources):
    assert set(report.written) == {
        "prior", "prior, drawn", "midpoints, lerp", "midpoints, slerp"
    }  # fmt: skip
    assert report.real.perplexity_ratio == report.real.distinct == 1
    assert report.real.unknown_words == 0
    assert (report.texts, report.learned_texts) == (len(sources), len(sources) + 1)
    for each in report.written.values():
        assert 0.5 < each.perplexity_ratio < 100
        assert 0 <= each.unknown_words <= 1
        assert 0 < each.distinct <= 1


def test_smoothness_depends_on_the_seed_alone(autoencoder, sources):
    first, again, other = (
        evaluate_smoothness(autoencoder, sources, language=None, samples=5, seed=seed)
        for seed in (1, 1, 2)
    )
    assert str(first) == str(again) != str(other)  # NaN is not equal to itself


def test_without_a_language_model_only_fluency_is_left_out(autoencoder, sources):
    report = evaluate_smoothness(autoencoder, sources, language=None, samples=5)
    assert report.learned_texts == 0
    assert report.ladder[0].chrf > report.ladder[-1].chrf
    for each in (report.real, *report.written.values()):
        assert math.isnan(each.perplexity_ratio)
        assert math.isnan(each.unknown_words)
        assert 0 < each.distinct <= 1
    with pytest.raises(ValueError, match="smoothness: expected at least 2 texts, got 1"):
        evaluate_smoothness(autoencoder, sources[:1], language=None)
