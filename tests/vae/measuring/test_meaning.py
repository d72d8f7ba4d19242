import numpy as np
import pytest
import tiny

from tweetopt.vae.measuring.meaning import measure_meaning, score_codes
from tweetopt.vae.teaching.lsa import LsaTeacher


def unit(rows):
    return rows / np.linalg.norm(rows, axis=1, keepdims=True)


@pytest.fixture(scope="module")
def world():
    """Embeddings, codes whose first half is a linear map of them, and the rest noise."""
    random = np.random.default_rng(0)
    embeddings = unit(random.normal(size=(3_000, 12)) + 1)
    gist = (embeddings - 0.2) @ random.normal(size=(12, 16))
    return embeddings, np.hstack([gist, random.normal(size=gist.shape)])


def score(world, **options):
    embeddings, codes = world
    return score_codes(codes[:1000], embeddings[:1000], codes[1000:], embeddings[1000:], **options)


def test_codes_that_are_a_linear_map_of_the_embeddings_tell_them(world):
    gist, detail, both = score(world, gist_dim=16)
    assert [each.part for each in (gist, detail, both)] == ["gist", "detail", "both"]
    assert gist.cosine > 0.999
    assert gist.right > 0.99
    assert both.cosine > 0.99
    assert detail.cosine == pytest.approx(detail.baseline, abs=0.02)
    assert detail.right < 0.01
    assert {each.of for each in (gist, detail, both)} == {2000}
    assert 0.5 < gist.baseline < 0.9
    assert score(world, gist_dim=0) == [both]


def test_equal_embeddings_are_right_for_each_other_and_constant_codes_tell_nothing(world):
    embeddings, codes = world
    twice = np.repeat(np.arange(1000, 1500), 2)
    held = codes[twice], embeddings[twice]
    gist, *_ = score_codes(codes[:1000], embeddings[:1000], *held, gist_dim=16)
    assert (gist.of, gist.right > 0.99) == (1000, True)
    (nothing,) = score_codes(codes[:1000] * 0, embeddings[:1000], held[0] * 0, held[1], gist_dim=0)
    assert nothing.cosine == pytest.approx(nothing.baseline, abs=1e-9)


def test_too_few_rows_are_refused(world):
    embeddings, codes = world
    with pytest.raises(ValueError, match=r"at least 10 training and 2 held-out .* got 9 and 5"):
        score_codes(codes[:9], embeddings[:9], codes[:5], embeddings[:5], gist_dim=0)


def test_a_trained_model_tells_something_of_its_texts(autoencoder):
    assert autoencoder.gist_dim == 0
    teacher = LsaTeacher.fit(tiny.CLAUSES, dim=16)
    texts = [*tiny.TEXTS, "x" * 400, "zebra"]  # too long, and of no known word
    (scores,) = measure_meaning(
        autoencoder, train=texts * 4, held_out=texts, teacher=teacher, gist_dim=0
    )
    assert scores.of == len(tiny.TEXTS)
    assert scores.cosine > scores.baseline + 0.1
    assert scores.right > 5 / scores.of
    parts = measure_meaning(autoencoder, train=texts, held_out=texts, teacher=teacher, gist_dim=16)
    assert [each.part for each in parts] == ["gist", "detail", "both"]
