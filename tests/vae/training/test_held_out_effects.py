import itertools

import numpy as np
import pytest

from tweetopt.vae.training.config import LossConfig, TrainingConfig
from tweetopt.vae.training.held_out_effects import EffectErrors, hold_out_effects
from tweetopt.vae.training.run import TrainingRun, fit_texts
from tweetopt.vae.training.sizes import ModelSizes

WORDS = ["red", "blue", "dogs", "cats", "run", "sleep", "now", "here"]
TEXTS = [" ".join(words) for words in itertools.product(WORDS, repeat=3)]


def test_some_labels_are_held_out():
    sequences = [[n, 1] for n in range(3, 1003)]
    effects = np.arange(1000, dtype=np.float32)
    effects[::2] = np.nan
    trained, watch = hold_out_effects(sequences, effects, seed=1)
    hidden = np.flatnonzero(np.isfinite(effects) & np.isnan(trained))
    assert len(hidden) == 500 // 20
    assert len(watch.effects) == 2 * len(hidden)
    kept = np.isfinite(trained)
    np.testing.assert_array_equal(trained[kept], effects[kept])
    # The labels of the first half are trained on, those of the second half are held out.
    of_text = dict(zip(map(tuple, sequences), effects.tolist(), strict=True))
    assert [of_text[tuple(ids)] for ids in watch.sequences] == watch.effects.tolist()
    assert set(watch.effects[len(hidden) :].tolist()) == set(effects[hidden].tolist())
    assert not set(watch.effects[: len(hidden)].tolist()) & set(effects[hidden].tolist())
    again, _ = hold_out_effects(sequences, effects, seed=1)
    np.testing.assert_array_equal(again, trained)


def test_few_labels_are_all_trained_on():
    effects = np.ones(50, dtype=np.float32)
    trained, watch = hold_out_effects([[5, 1]] * 50, effects, seed=0)
    assert watch is None
    np.testing.assert_array_equal(trained, effects)


@pytest.mark.parametrize(
    ("held_out", "standard_error", "memorised"),
    [(0.9, 0.1, True), (0.9, 0.4, False), (0.5, 0.01, False)],
)
def test_small_or_doubtful_differences_are_no_memorising(held_out, standard_error, memorised):
    errors = EffectErrors(trained=0.3, held_out=held_out, standard_error=standard_error)
    assert errors.memorised is memorised
    assert EffectErrors.from_figures({"nll": 1.0, **errors.figures()}) == errors
    assert EffectErrors.from_figures({"nll": 1.0}) is None


def test_what_the_words_say_is_not_memorised(tmp_path):
    effects = np.array([1.7 * ("dogs" in text) - 0.7 for text in TEXTS], dtype=np.float32)
    training = TrainingConfig(
        epochs=25, batch_tokens=1024, warmup_steps=20, learning_rate=5e-3, effect_passes=25,
        loss=LossConfig(latent_noise=0.2, effect=3),
    )  # fmt: skip
    fit = fit_texts(
        TEXTS, held_out=TEXTS[:20], effects=effects,
        run=TrainingRun(tmp_path / "m", training), sizes=ModelSizes(preset="tiny"),
    )  # fmt: skip
    assert fit.effect.held_out < 0.3
    assert not fit.effect.memorised
