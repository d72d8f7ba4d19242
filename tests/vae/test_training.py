import json
import os
import signal
import subprocess
import sys
import time

import numpy as np
import pytest
import torch

from tweetopt.vae import TextAutoencoder
from tweetopt.vae.batches import TokenBatches
from tweetopt.vae.fitting import fit_texts
from tweetopt.vae.training import TrainingConfig

TEXTS = [f"{a} {b} {c}" for a in ("red", "blue") for b in ("cat", "dog", "cow") for c in "xyz"]


def fit(out, *, epochs, resume=False, on_step=lambda _: None, texts=TEXTS, **sizes):
    training = TrainingConfig(epochs=epochs, batch_tokens=256, warmup_steps=5)
    return fit_texts(
        texts, held_out=texts, out=out, training=training, preset="tiny", resume=resume,
        on_step=on_step, **sizes,
    )  # fmt: skip


def test_it_learns_to_rebuild_its_texts_through_the_code(autoencoder, model_folder):
    history = json.loads((model_folder / "training.json").read_text())["history"]
    assert history[-1]["nll_shuffled"] - history[-1]["nll"] > 2
    texts = ["my dog loves coffee", "the cat hates old books", "our team found a bike"]
    latents = autoencoder.refine(texts)
    assert autoencoder.decode(latents) == texts


def test_a_batch_depends_on_seed_and_step_alone():
    sequences = [[5] * n for n in range(1, 60)]
    options = {"max_tokens": 64, "batch_tokens": 256}
    first, again = (TokenBatches(sequences, seed=3, **options) for _ in "ab")
    for step in (7, 0, 123):
        assert torch.equal(first[step], again[step])
    other = TokenBatches(sequences, seed=4, **options)
    assert any(not torch.equal(first[step], other[step]) for step in range(5))
    shapes = {tuple(first[step].shape) for step in range(100)}
    assert shapes == {(8, 32), (5, 48), (4, 64)}


def test_every_text_is_seen_about_once_an_epoch():
    batches = TokenBatches([[n] for n in range(3, 503)], max_tokens=32, batch_tokens=640, seed=0)
    shown = sum(len(batches[step]) for step in range(batches.steps_per_epoch))
    assert shown == pytest.approx(500, rel=0.1)


def test_texts_beyond_the_length_are_counted(tmp_path):
    done = fit(
        tmp_path / "out", epochs=1, texts=[*TEXTS, " ".join(map(str, range(50)))], max_tokens=32
    )
    assert (done.texts, done.too_long) == (len(TEXTS), 1)


def test_resuming_refuses_other_sizes_and_empty_folders(tmp_path):
    with pytest.raises(FileNotFoundError, match="nothing to resume"):
        fit(tmp_path, epochs=1, resume=True)
    fit(tmp_path / "out", epochs=1)
    with pytest.raises(ValueError, match="expected latent_dim 32 as in the run to resume, got 16"):
        fit(tmp_path / "out", epochs=2, resume=True, latent_dim=16)
    with pytest.raises(FileExistsError, match="expected a new or empty folder"):
        fit(tmp_path / "out", epochs=1)


def test_a_resumed_run_ends_where_an_unbroken_one_does(tmp_path):
    """Same weights, bit for bit, although the run was stopped in the middle."""

    class StopError(Exception):
        pass

    def stop_at_checkpoint(progress):
        if progress.step == 30:
            raise StopError

    training = TrainingConfig(
        epochs=15, batch_tokens=256, warmup_steps=5, checkpoint_minutes=1e-9, seed=1
    )
    options = {"held_out": TEXTS, "training": training, "preset": "tiny"}
    fit_texts(TEXTS, out=tmp_path / "whole", **options)
    with pytest.raises(StopError):
        fit_texts(TEXTS, out=tmp_path / "parts", on_step=stop_at_checkpoint, **options)
    fit_texts(TEXTS, out=tmp_path / "parts", resume=True, **options)
    whole, parts = (
        TextAutoencoder.from_pretrained(tmp_path / name).model.state_dict()
        for name in ("whole", "parts")
    )
    assert all(torch.equal(whole[name], parts[name]) for name in whole)


def test_a_killed_run_can_be_resumed(tmp_path):
    out = tmp_path / "out"
    code = (
        "import torch; torch.set_num_threads(1)\n"
        "from pathlib import Path\n"
        "from tweetopt.vae.fitting import fit_texts\n"
        "from tweetopt.vae.training import TrainingConfig\n"
        f"texts = {TEXTS!r}\n"
        "training = TrainingConfig(minutes=5, batch_tokens=256, checkpoint_minutes=0.01)\n"
        f"fit_texts(texts, held_out=texts, out=Path({str(out)!r}), training=training,\n"
        "          preset='tiny')\n"
    )
    process = subprocess.Popen([sys.executable, "-c", code], stderr=subprocess.DEVNULL)
    deadline = time.monotonic() + 120
    while not list(out.glob("checkpoints/[0-9]*")) and time.monotonic() < deadline:
        time.sleep(0.05)
    os.kill(process.pid, signal.SIGKILL)
    process.wait()
    steps = []
    fit(out, epochs=40, resume=True, on_step=lambda progress: steps.append(progress.step))
    assert steps[0] > 1
    assert np.isfinite(TextAutoencoder.from_pretrained(out).encode(TEXTS).numpy()).all()


@pytest.mark.parametrize("options", [{}, {"minutes": 1, "epochs": 1}, {"minutes": 0}])
def test_training_time_must_make_sense(options):
    with pytest.raises(ValueError, match="expected"):
        TrainingConfig(**options)
