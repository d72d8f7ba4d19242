"""A code in two parts: what a text says, taught by sentence embeddings, and how it says it."""

import json
from dataclasses import replace

import numpy as np
import pytest
import torch
from torch.nn import functional

from tweetopt.vae import TextAutoencoder
from tweetopt.vae.config import preset_config
from tweetopt.vae.divergence import mmd, sample_prior
from tweetopt.vae.metrics import pad
from tweetopt.vae.model import T5VAE
from tweetopt.vae.teaching.components import components_of
from tweetopt.vae.training.config import LossConfig, TrainingConfig
from tweetopt.vae.training.gist_loss import GistLoss
from tweetopt.vae.training.losses import T5VAELoss
from tweetopt.vae.training.noise import noisy_codes
from tweetopt.vae.training.run import TrainingRun, fit_texts, fit_tokens
from tweetopt.vae.training.sizes import ModelSizes
from tweetopt.vae.training.token_sets import TokenSet

TEXTS = [f"{a} {b} {c}" for a in ("red", "blue") for b in ("cat", "dog", "cow") for c in "xyz"]
IDS = pad([[5, 6, 7, 1], [8, 9, 1], [10, 11, 12, 13, 1], [5, 9, 7, 6, 1]])
GIST, TEACHER = 6, 10


def teacher(texts, dim=TEACHER, seed=0):
    """Embeddings that know the words of a text, as a real teacher's do."""
    random = np.random.default_rng(seed)
    words = {
        word: random.normal(size=dim) for word in sorted({w for t in texts for w in t.split()})
    }
    rows = np.array([sum(words[word] for word in text.split()) for text in texts])
    return (rows / np.linalg.norm(rows, axis=1, keepdims=True)).astype(np.float16)


def small(**sizes):
    torch.manual_seed(0)
    sizes = {"vocab_size": 40, "gist_dim": GIST, "teacher_dim": TEACHER, **sizes}
    return T5VAE(preset_config("tiny", **sizes)).eval()


def test_each_part_has_the_norm_of_a_prior_sample():
    model = small()
    assert model.config.parts == (GIST, 32)
    codes = model.encode_pre_tanh(IDS, IDS.ne(0).long())
    for part, width in zip(codes.split([GIST, 32], 1), (GIST, 32), strict=True):
        torch.testing.assert_close(part.norm(dim=1), torch.full((4,), width**0.5))


def test_a_gist_that_leaves_no_detail_is_refused():
    with pytest.raises(ValueError, match="gist-dim: expected 0 for none, or 2 to 6"):
        preset_config("tiny", vocab_size=40, latent_dim=8, gist_dim=7)


def test_padding_tells_the_gist_nothing():
    model = small()
    longer = functional.pad(IDS, (0, 9))
    codes, again = (model.encode(ids, ids.ne(0).long()) for ids in (IDS, longer))
    torch.testing.assert_close(codes, again, atol=1e-5, rtol=1e-5)


def test_the_gist_has_less_noise_than_the_detail_for_three_texts_in_four():
    torch.manual_seed(0)
    codes = torch.randn(4000, 256)
    noisy = noisy_codes(codes, largest=1.0, power=1.0, gist_dim=128)
    assert noisy.std() == pytest.approx(1.0, abs=0.01)
    gist, detail = (
        functional.cosine_similarity(codes[:, part], noisy[:, part])
        for part in (slice(128), slice(128, None))
    )
    # Both levels are even draws: of three texts in four, few have a gist that is far better kept.
    assert 0.1 < (gist > detail + 0.25).float().mean() < 0.25
    assert 0.6 < (gist[detail < 0.3] > 0.5).float().mean() < 0.85
    assert (gist < detail - 0.4).float().mean() < 0.01


def test_the_detail_of_one_text_in_four_is_lost_and_its_gist_is_not():
    torch.manual_seed(0)
    codes = torch.randn(4000, 256)
    noisy = noisy_codes(codes, largest=1.0, power=1.0, gist_dim=128, detail_dropout=0.25)
    assert noisy.std() == pytest.approx(1.0, abs=0.01)
    gist, detail = (
        functional.cosine_similarity(codes[:, part], noisy[:, part])
        for part in (slice(128), slice(128, None))
    )
    lost = detail < 0.25
    assert 0.24 < lost.float().mean() < 0.34  # an even draw alone: 0.03
    assert (gist[lost] > 0.5).float().mean() > 0.65
    # What the gist meets is as without: its levels don't depend on what is lost.
    assert gist.mean() == pytest.approx(0.9, abs=0.02)


def test_the_distance_to_the_prior_sees_a_part_that_collapsed():
    loss = T5VAELoss(small(), config=LossConfig(), bf16=False)
    random = torch.Generator().manual_seed(1)
    codes = sample_prior(400, GIST + 32, generator=random)
    healthy = float(loss._mmd(codes))
    collapsed = codes.clone()
    collapsed[:, :GIST] = collapsed[:1, :GIST]
    assert abs(healthy) < 0.01
    assert loss._mmd(collapsed) > 5 * mmd(collapsed, sample_prior(400, GIST + 32)) > 0
    assert loss._mmd(collapsed) > 0.05


def test_a_perfect_gist_costs_nothing_and_texts_without_an_embedding_do_not_count():
    embeddings = torch.from_numpy(teacher(TEXTS)).float()
    loss = GistLoss(components_of(embeddings.numpy(), GIST))
    centred = embeddings - loss.mean
    perfect = centred @ loss.projection
    assert float(loss(3 * perfect, 2 * centred, embeddings)) == pytest.approx(0, abs=1e-5)
    wrong = float(loss(perfect.flip(0), centred, embeddings))
    assert wrong > 0.5
    some = embeddings.clone()
    some[::2] = torch.nan
    gists = perfect.clone()
    gists[::2] = -gists[::2]
    gists.requires_grad_()
    value = loss(gists, 2 * centred, some)
    value.backward()
    assert value.detach() == pytest.approx(0, abs=1e-5)
    assert gists.grad.isfinite().all()
    assert not gists.grad[::2].any()


def fit(out, *, epochs, embeddings, on_step=lambda _: None, resume=False, checkpoint_minutes=1e-9):
    training = TrainingConfig(
        epochs=epochs, batch_tokens=160, warmup_steps=5, checkpoint_minutes=checkpoint_minutes,
        learning_rate=3e-3, loss=LossConfig(meaning=4.0, latent_noise=0.3),
    )  # fmt: skip
    return fit_texts(
        TEXTS, held_out=TEXTS, run=TrainingRun(out, training, resume=resume, on_step=on_step),
        sizes=ModelSizes("tiny", gist_dim=GIST), embeddings=embeddings,
    )  # fmt: skip


def test_the_gist_learns_what_the_teacher_says(tmp_path):
    embeddings = teacher(TEXTS)
    embeddings[::3] = np.nan
    losses = []
    out = tmp_path / "m"
    fit(
        out, epochs=250, embeddings=embeddings, checkpoint_minutes=5.0,
        on_step=lambda step: losses.append(step.losses),
    )  # fmt: skip
    assert np.mean([each["meaning"] for each in losses[:3]]) > 1
    assert np.mean([each["meaning"] for each in losses[-3:]]) < 0.3
    model = TextAutoencoder.from_pretrained(out, bf16=False)
    assert model.network.gist_dim == GIST
    gists = model.network.encode_pre_tanh(*_inputs(model))[:, :GIST]
    read = model.model.readout(gists)
    true = torch.from_numpy(teacher(TEXTS)).float()
    known = np.isfinite(embeddings[:, 0])
    centred = true - true[known].mean(0)
    likeness = functional.cosine_similarity(read, centred)
    assert likeness[known].mean() > 0.9
    assert likeness[~known].mean() > 0.2  # texts that weren't taught, of the same words
    assert model.knows_meaning
    meaning = model.meaning(model.encode(TEXTS))
    torch.testing.assert_close(functional.normalize(read, dim=1), meaning, atol=1e-3, rtol=0)


def _inputs(model):
    ids = pad(model.tokenize(TEXTS))
    return ids, ids.ne(0).long()


def test_a_resumed_run_with_a_teacher_ends_where_an_unbroken_one_does(tmp_path):
    class StopError(Exception):
        pass

    def stop(progress):
        if progress.step == 7:
            raise StopError

    embeddings = teacher(TEXTS)
    fit(tmp_path / "whole", epochs=4, embeddings=embeddings)
    with pytest.raises(StopError):
        fit(tmp_path / "parts", epochs=4, embeddings=embeddings, on_step=stop)
    TextAutoencoder.from_pretrained(tmp_path / "parts")  # as far as it got, it can be tried
    fit(tmp_path / "parts", epochs=4, embeddings=embeddings, resume=True)
    whole, parts = (
        (tmp_path / way / "model.safetensors").read_bytes() for way in ("whole", "parts")
    )
    assert whole == parts


def test_going_on_with_more_embeddings_keeps_the_components(tmp_path):
    """Others would turn the gist's axes under the decoder."""
    few = teacher(TEXTS)
    few[::2] = np.nan
    fit(tmp_path / "m", epochs=2, embeddings=few)
    kept = GistLoss(components_of(few, GIST)).state_dict()
    fit(tmp_path / "m", epochs=4, embeddings=teacher(TEXTS), resume=True)
    from safetensors.torch import load_file

    (folder,) = (tmp_path / "m" / "checkpoints").iterdir()
    saved = load_file(folder / "model.safetensors")
    for name in ("mean", "projection"):
        torch.testing.assert_close(saved[f"meaning.{name}"], kept[name])


def test_token_ids_carry_the_embeddings(model_folder, tmp_path):
    embeddings = teacher(TEXTS)
    embeddings[1] = np.nan
    tokenizer = TextAutoencoder.from_pretrained(model_folder)
    from tweetopt.vae.training.base_models import load_base
    from tweetopt.vae.training.token_sets import vocabulary_of

    _, pieces = load_base(str(model_folder), kind="tweets")
    tokens = TokenSet(
        sequences=tokenizer.tokenize(TEXTS), effects=np.full(len(TEXTS), np.nan, dtype=np.float32),
        held_out=[], kind="tweets", property="", vocabulary=vocabulary_of(pieces),
        embeddings=embeddings,
    )  # fmt: skip
    tokens.save(tmp_path / "t.npz")
    read = TokenSet.load(tmp_path / "t.npz")
    np.testing.assert_array_equal(read.embeddings, embeddings)
    run = TrainingRun(tmp_path / "m", TrainingConfig(epochs=1, batch_tokens=160))
    fit_tokens(read, base=str(model_folder), run=run, sizes=ModelSizes(gist_dim=GIST))
    config = json.loads((tmp_path / "m" / "config.json").read_text())
    assert (config["gist_dim"], config["teacher_dim"]) == (GIST, TEACHER)
    replace(tokens, embeddings=embeddings[:3]).save(tmp_path / "few.npz")
    with pytest.raises(ValueError, match="numbers of tokens and texts differ"):
        TokenSet.load(tmp_path / "few.npz")
