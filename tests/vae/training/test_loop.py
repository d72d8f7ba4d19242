import json
import os
import signal
import subprocess
import sys
import time
from typing import Any, cast

import numpy as np
import pytest
import torch

from tweetopt.vae import TextAutoencoder
from tweetopt.vae.training.batches import TokenBatches
from tweetopt.vae.training.config import TrainingConfig
from tweetopt.vae.training.run import TrainingRun, fit_texts
from tweetopt.vae.training.sizes import ModelSizes

TEXTS = [f"{a} {b} {c}" for a in ("red", "blue") for b in ("cat", "dog", "cow") for c in "xyz"]


def fit(out, *, epochs, resume=False, on_step=lambda _: None, texts=TEXTS, **sizes):
    training = TrainingConfig(epochs=epochs, batch_tokens=256, warmup_steps=5)
    run = TrainingRun(out, training, resume=resume, on_step=on_step)
    return fit_texts(texts, held_out=texts, run=run, sizes=ModelSizes("tiny", **sizes))


def test_it_learns_to_rebuild_its_texts_through_the_code(autoencoder, model_folder):
    history = json.loads((model_folder / "training.json").read_text())["history"]
    # As a language model alone, the decoder would still be right about most of these texts.
    assert history[-1]["nll_shuffled"] - history[-1]["nll"] > 1
    texts = ["my dog loves coffee", "the cat hates old books", "our team found a bike"]
    latents = autoencoder.refine(texts)
    assert autoencoder.decode(latents) == texts


def test_a_batch_depends_on_seed_and_step_alone():
    sequences = [[5] * n for n in range(1, 60)]
    options: dict[str, Any] = {"max_tokens": 64, "batch_tokens": 256}
    first, again = (TokenBatches(sequences, seed=3, **options) for _ in "ab")
    for step in (7, 0, 123):
        assert torch.equal(first[step][0], again[step][0])
    other = TokenBatches(sequences, seed=4, **options)
    assert any(not torch.equal(first[step][0], other[step][0]) for step in range(5))
    shapes = {tuple(first[step][0].shape) for step in range(100)}
    assert shapes == {(16, 16), (8, 32), (5, 48), (4, 64)}


def test_a_length_of_few_texts_has_no_batches_of_its_own():
    """Code is compiled for each length, which takes a minute."""
    sequences = [[5] * n for n in [10] * 9 + [20] * 50 + [40] * 9 + [60] * 50]
    batches = TokenBatches(sequences, max_tokens=96, batch_tokens=960, seed=0)
    shapes = {tuple(batches[step][0].shape) for step in range(60)}
    assert shapes == {(30, 32), (15, 64)}


def test_even_lengths_show_long_texts_as_often_as_short_ones():
    sequences = [[5] * n for n in [10] * 90 + [60] * 30]
    options: dict[str, Any] = {"max_tokens": 64, "batch_tokens": 640, "seed": 0}

    def shown(steps=400, **more):
        batches = TokenBatches(sequences, **options, **more)
        lengths = [tuple(batches[step][0].shape) for step in range(steps)]
        return {n: sum(rows for rows, length in lengths if length == n) for n in (16, 64)}

    seen, even = shown(), shown(even_lengths=True)
    assert even[16] / 90 == pytest.approx(even[64] / 30, rel=0.2)
    assert seen[16] / 90 == pytest.approx(4 * seen[64] / 30, rel=0.2)


def test_effects_stay_with_their_texts_and_processes_share_a_batch():
    sequences = [[5 + n] * (1 + n % 60) for n in range(100)]
    effects = np.arange(100, dtype=np.float32)
    options: dict[str, Any] = {"max_tokens": 64, "batch_tokens": 256, "seed": 0}
    whole = TokenBatches(sequences, effects, **{**options, "batch_tokens": 512})
    parts = [TokenBatches(sequences, effects, part=n, parts=2, **options) for n in (0, 1)]
    for step in range(20):
        ids, numbers, _ = whole[step]
        assert torch.equal(ids[:, 0] - 5, numbers.long())
        for n, part in enumerate(parts):
            assert torch.equal(part[step][0], ids[n::2][: len(part[step][0])])


def test_labels_are_given_for_a_few_passes_only():
    effects = np.ones(100, dtype=np.float32)
    batches = TokenBatches(
        [[5, 1]] * 100, effects, max_tokens=32, batch_tokens=320, seed=0, effect_passes=2.0
    )
    told = [bool(batches[step][1].isfinite().all()) for step in range(40)]
    assert batches.steps_per_epoch == 5
    assert told == [True] * 10 + [False] * 30


def test_every_text_is_seen_about_once_an_epoch():
    batches = TokenBatches([[n] for n in range(3, 503)], max_tokens=32, batch_tokens=640, seed=0)
    shown = sum(len(batches[step][0]) for step in range(batches.steps_per_epoch))
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
        epochs=15, batch_tokens=128, warmup_steps=5, checkpoint_minutes=1e-9, seed=1
    )
    options: dict[str, Any] = {"held_out": TEXTS, "sizes": ModelSizes("tiny")}
    begun = TrainingRun(tmp_path / "parts", training, on_step=stop_at_checkpoint)
    fit_texts(TEXTS, run=TrainingRun(tmp_path / "whole", training), **options)
    with pytest.raises(StopError):
        fit_texts(TEXTS, run=begun, **options)
    fit_texts(TEXTS, run=TrainingRun(tmp_path / "parts", training, resume=True), **options)
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
        "from tweetopt.vae.training.run import TrainingRun, fit_texts\n"
        "from tweetopt.vae.training.sizes import ModelSizes\n"
        "from tweetopt.vae.training.config import TrainingConfig\n"
        f"texts = {TEXTS!r}\n"
        "training = TrainingConfig(minutes=5, batch_tokens=256, checkpoint_minutes=0.01)\n"
        f"run = TrainingRun(Path({str(out)!r}), training)\n"
        "fit_texts(texts, held_out=texts, run=run, sizes=ModelSizes('tiny'))\n"
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


@pytest.mark.parametrize("name", ["adamw", "muon"])
def test_each_optimizer_learns(tmp_path, name):
    losses = []
    training = TrainingConfig(
        epochs=20, batch_tokens=256, warmup_steps=5, learning_rate=3e-3, optimizer=name
    )
    run = TrainingRun(
        tmp_path / "out", training,
        on_step=lambda progress: losses.append(progress.losses["reconstruction"]),
    )  # fmt: skip
    fit_texts(TEXTS, held_out=TEXTS, run=run, sizes=ModelSizes("tiny"))
    assert np.mean(losses[-3:]) < 0.8 * np.mean(losses[:3])


def test_figures_of_every_step_go_to_a_tracker(tmp_path):
    pytest.importorskip("tensorboard", reason="needs the extra tweetopt[track]")
    from tensorboard.backend.event_processing.event_accumulator import EventAccumulator

    out = tmp_path / "out"
    training = TrainingConfig(epochs=5, batch_tokens=256, warmup_steps=5)
    run = TrainingRun(out, training, track="tensorboard")
    done = fit_texts(TEXTS, held_out=TEXTS, run=run, sizes=ModelSizes("tiny"))
    (folder,) = {path.parent for path in out.rglob("events.out.tfevents*")}
    events = EventAccumulator(str(folder)).Reload()
    assert len(events.Scalars("reconstruction")) == done.state.step
    assert {"mmd", "hints", "nll_gap"} <= set(events.Tags()["scalars"])


DISTRIBUTED = """
import sys, torch
from pathlib import Path
from tweetopt.vae.training.run import TrainingRun, fit_texts
from tweetopt.vae.training.config import TrainingConfig
from tweetopt.vae.training.sizes import ModelSizes
torch.set_num_threads(1)
training = TrainingConfig(epochs=4, batch_tokens=256, warmup_steps=5)
run = TrainingRun(Path(sys.argv[1]), training)
fit_texts(%r, held_out=%r, run=run, sizes=ModelSizes("tiny"))
"""


def test_two_processes_train_one_model(tmp_path):
    script = tmp_path / "script.py"
    script.write_text(DISTRIBUTED % (TEXTS, TEXTS))
    command = [sys.executable, "-m", "torch.distributed.run", "--standalone", "--nproc-per-node=2"]
    done = subprocess.run(
        [*command, str(script), str(tmp_path / "out")], capture_output=True, text=True, timeout=300
    )
    assert done.returncode == 0, done.stderr[-2000:]
    codes = TextAutoencoder.from_pretrained(tmp_path / "out").encode(TEXTS)
    assert codes.isfinite().all()
    history = json.loads((tmp_path / "out" / "training.json").read_text())["history"]
    assert history[-1]["tokens"] > 0


def test_a_flat_rate_stays_and_then_goes_straight_down():
    flat = TrainingConfig(epochs=1, learning_rate=1e-2, warmup_steps=10, schedule="flat")
    assert flat.rate(4, 0.0) == pytest.approx(5e-3)
    rates = [flat.rate(1000, fraction) for fraction in (0.1, 0.79, 0.9, 1.0)]
    assert rates == pytest.approx([1e-2, 1e-2, 1e-2 * (0.05 + 0.95 / 2), 5e-4])
    cosine = TrainingConfig(epochs=1, learning_rate=1e-2, warmup_steps=10)
    assert cosine.rate(1000, 0.5) == pytest.approx(1e-2 * (0.05 + 0.95 / 2))
    with pytest.raises(ValueError, match="schedule: expected one of cosine, flat, got 'wave'"):
        TrainingConfig(epochs=1, schedule=cast(Any, "wave"))
