import pytest
import torch

from tweetopt.datasets.entities import LINK
from tweetopt.vae.alternatives import word_alternatives
from tweetopt.vae.autoencoder import to_pre_tanh
from tweetopt.vae.geometry import random_step

TEXT = f"my dog loves coffee {LINK}"


@pytest.fixture(scope="module")
def codes(autoencoder):
    """A text's own code, and codes at some distance from it."""
    home = autoencoder.refine([TEXT])
    random = torch.Generator().manual_seed(0)
    near = random_step(to_pre_tanh(home).repeat(6, 1), size=0.8, generator=random)
    return home[0], near.tanh()


def test_one_word_gives_way_and_all_else_stays(autoencoder, codes):
    home, near = codes
    found = word_alternatives(autoencoder, TEXT, near, origin=home, count=12)
    assert 3 <= len(found) <= 12
    for rewrite, row in found.items():
        old, new = TEXT.split(), rewrite.split()
        assert sum(a != b for a, b in zip(old, new, strict=True)) == 1, rewrite
        assert new[-1] == LINK
        assert 0 <= row < len(near)
    assert found == word_alternatives(autoencoder, TEXT, near, origin=home, count=12)


def test_another_text_s_code_brings_its_words(autoencoder, codes):
    other = autoencoder.refine([TEXT.replace("coffee", "the rain").replace("dog", "cat")])
    found = word_alternatives(autoencoder, TEXT, other, origin=codes[0], count=8)
    assert any("cat" in rewrite for rewrite in found)


def test_a_text_without_words_has_no_alternatives(autoencoder):
    home = autoencoder.encode([LINK])
    assert word_alternatives(autoencoder, LINK, home, origin=home[0], count=4) == {}


def test_fluency_prefers_texts_in_order(autoencoder):
    real, shuffled = autoencoder.fluency(["my dog loves coffee", "coffee loves my dog"]).tolist()
    assert real > shuffled
    assert autoencoder.fluency(["my dog loves coffee"]).item() == pytest.approx(real, abs=1e-3)
