import math

import numpy as np
import pytest
import torch

from tweetopt.vae.geometry import interpolate, random_step
from tweetopt.vae.language import LanguageModel
from tweetopt.vae.smoothness import STEPS, evaluate_smoothness

SENTENCES = [f"{a} {b} the {c}" for a in ("My dog", "a cat", "We") for b in ("saw", "ate")
             for c in ("bike", "rain", "fish")]  # fmt: skip


@pytest.fixture(scope="module")
def language():
    return LanguageModel([*SENTENCES, "one odd zebra"])


@pytest.mark.parametrize("history", [("", ""), ("dog", "saw"), ("saw", "the"), ("fish", "we")])
def test_probabilities_sum_to_one(language, history):
    sure = language.probabilities(*history, language.vocabulary).sum()
    # "one", "odd" and "zebra" were met once: the unknown word's chance is shared among three.
    unknown = 3 * language.probabilities(*history, ["zebra"])[0]
    end = 1 - sure - unknown
    assert 0 < end < 1
    assert language.probabilities("the", "fish", language.vocabulary).sum() < 0.5  # it ends here


def test_real_order_beats_shuffled_words_and_made_up_ones(language):
    real = language.perplexity(["my dog ate the fish"])
    shuffled = language.perplexity(["fish my the dog ate"])
    broken = language.perplexity(["my dogish aterg the fi"])
    assert real < shuffled
    assert real < broken
    assert math.isnan(language.perplexity([]))


def test_a_bigram_by_hand():
    """Kneser-Ney on three sentences, worked out on paper."""
    language = LanguageModel(["a b", "a b", "a c", "d c", "d c"])
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


def test_paths_and_steps_have_the_lengths_they_promise():
    generator = torch.Generator().manual_seed(0)
    start, end = (torch.randn(4, 64, generator=generator) for _ in "ab")
    for path in ("lerp", "slerp"):
        torch.testing.assert_close(interpolate(start, end, fraction=0.0, path=path), start)
        torch.testing.assert_close(interpolate(start, end, fraction=1.0, path=path), end)
    norms = interpolate(start, end, fraction=0.5).norm(dim=1)
    assert torch.allclose(norms, (start.norm(dim=1) + end.norm(dim=1)) / 2, rtol=0.05)
    assert torch.isfinite(interpolate(start, start, fraction=0.5)).all()
    moved = random_step(start, size=0.5, generator=generator)
    torch.testing.assert_close((moved - start).norm(dim=1), torch.full((4,), 0.5 * 8))


def test_farther_steps_keep_less(autoencoder):
    texts = ["my dog loves coffee", "the cat hates old books", "our team found a bike"] * 8
    language = LanguageModel(texts)
    report = evaluate_smoothness(autoencoder, texts, language=language, samples=20)
    assert [step.size for step in report.ladder] == list(STEPS)
    kept = [step.chrf for step in report.ladder]
    assert kept[0] > kept[-1]
    assert report.ladder[0].f1 > 0.5
    assert set(report.written) == {
        "prior", "prior, drawn", "midpoints, lerp", "midpoints, slerp"
    }  # fmt: skip
    assert report.real.perplexity_ratio == pytest.approx(1)
    assert report.real.unknown_words == 0
    assert all(np.isfinite(each.perplexity_ratio) for each in report.written.values())
    again = evaluate_smoothness(autoencoder, texts, language=language, samples=20)
    assert again == report
