import shutil

import pytest

from tweetopt.vae import TextAutoencoder
from tweetopt.vae.measuring.gist_use import measure_gist_use
from tweetopt.vae.teaching.lsa import LsaTeacher
from tweetopt.vae.training.base_models import load_base
from tweetopt.vae.training.checkpoints import save_model
from tweetopt.vae.training.sizes import ModelSizes

TEXTS = ["my dog loves coffee", "the cat hates old books", "our team found a bike", "\ue000"]


@pytest.fixture(scope="module")
def teacher():
    texts = [f"{a} {b}" for a in TEXTS[:3] for b in TEXTS[:3]]
    return LsaTeacher.fit(texts, hidden=("\ue000",), dim=4, seed=0)


@pytest.fixture(scope="module")
def deaf(model_folder, tmp_path_factory):
    """A trained model with a new gist, which its decoder doesn't hear yet."""
    out = tmp_path_factory.mktemp("deaf")
    shutil.copytree(model_folder, out, dirs_exist_ok=True)
    model, _ = load_base(str(model_folder), kind="tweets", sizes=ModelSizes(gist_dim=8))
    save_model(model, out)
    return TextAutoencoder.from_pretrained(out, bf16=False)


def test_a_decoder_that_does_not_hear_the_gist_writes_the_same_with_any(deaf, teacher):
    kept, lost = measure_gist_use(deaf, TEXTS, teacher=teacher, levels=(0.05, 1.0))
    for use in (kept, lost):
        assert use.kept == pytest.approx(use.moved) == pytest.approx(use.other)
    assert kept.kept > 0.9
    assert kept.unchanged > 0.6
    assert kept.to_other < kept.other
    assert lost.kept < kept.kept
    assert lost.unchanged < 0.5


def test_a_code_without_a_gist_is_refused(autoencoder, teacher):
    with pytest.raises(ValueError, match="expected a code with a gist"):
        measure_gist_use(autoencoder, TEXTS, teacher=teacher)


def test_texts_that_say_nothing_are_too_few(deaf, teacher):
    with pytest.raises(ValueError, match="expected at least 2 with words in them, got 1"):
        measure_gist_use(deaf, TEXTS[2:], teacher=teacher)
