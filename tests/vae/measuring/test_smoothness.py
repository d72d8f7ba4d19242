"""Near codes decode to near texts, and every code to a fluent one."""

import math
from itertools import pairwise

import numpy as np
import pytest

from tweetopt.vae.measuring.smoothness import STEPS, evaluate_smoothness
from tweetopt.vae.wording.language_model import LanguageModel


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
