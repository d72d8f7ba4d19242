import pytest
import torch

from tweetopt.vae.divergence import sample_prior
from tweetopt.vae.measuring import echoes
from tweetopt.vae.measuring.echoes import RUN, evaluate_echoes

LONG = "we saw the old dog and the old cat and the old fish and the rain and more"


def test_texts_that_repeat_a_long_run_are_counted(autoencoder):
    cut = LONG[: LONG.index(" and more")]  # most of it
    start = LONG[: LONG.index(" the old cat")]  # too little of it
    assert (
        len(autoencoder.tokenize([cut])[0]) - 1 >= RUN > len(autoencoder.tokenize([start])[0]) - 1
    )
    texts = [f"Well {cut}", start, "a quite different text about bikes and books and nothing else"]
    report = evaluate_echoes(autoencoder, texts, training=["a", LONG, "b"], samples=4)
    assert report.real == pytest.approx(1 / 3)
    assert (report.learned_texts, report.samples) == (3, 4)


def test_what_random_codes_write_is_looked_up(autoencoder, monkeypatch):
    monkeypatch.setattr(echoes, "RUN", 4)  # the tiny model writes short texts
    codes = sample_prior(8, autoencoder.latent_dim, generator=torch.Generator().manual_seed(0))
    written = autoencoder.decode(codes)
    long = [len(ids) > 4 for ids in autoencoder.tokenize(written)]
    assert any(long)
    assert evaluate_echoes(autoencoder, ["x"], training=written, samples=8).prior == sum(long) / 8
    assert evaluate_echoes(autoencoder, ["x"], training=["x"], samples=8).prior == 0


def test_runs_do_not_cross_from_one_text_to_the_next(autoencoder):
    pieces = [LONG[start : start + 8] for start in range(0, len(LONG), 8)]
    assert evaluate_echoes(autoencoder, [LONG], training=pieces, samples=1).real == 0


def test_nothing_to_look_through_is_refused(autoencoder):
    with pytest.raises(ValueError, match="echoes: expected texts, and texts of training"):
        evaluate_echoes(autoencoder, [LONG], training=[])
