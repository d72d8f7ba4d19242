import json
import shutil
from dataclasses import asdict

import pytest
import torch
from safetensors.torch import load_file, save_file

from tweetopt.vae import TextAutoencoder
from tweetopt.vae.geometry import to_pre_tanh
from tweetopt.vae.measuring.evaluation import evaluate_vae
from tweetopt.vae.metrics import CodeUse, token_f1

TEXTS = ["my dog wants the rain", "a friend found coffee", "the cat loves a bike"]


def test_shapes_and_order(autoencoder):
    latents = autoencoder.encode([*TEXTS, "my dog"])
    assert latents.shape == (4, autoencoder.latent_dim)
    assert latents.abs().max() < 1
    torch.testing.assert_close(latents[1:2], autoencoder.encode(TEXTS[1:2]))
    assert len(autoencoder.decode(latents)) == 4
    assert autoencoder.log_prob(TEXTS, latents[:3]).shape == (3,)


def test_refining_raises_the_likelihood(autoencoder):
    latents = autoencoder.encode(TEXTS)
    refined = autoencoder.refine(TEXTS, latents=latents, steps=5)
    before, after = (autoencoder.log_prob(TEXTS, codes) for codes in (latents, refined))
    assert (after > before).all()
    assert refined.abs().max() < 1


def test_drawing_depends_on_the_seed_alone(autoencoder):
    latents = torch.zeros(4, autoencoder.latent_dim)
    drawn = autoencoder.decode(latents, temperature=2.0, seed=1)
    torch.randn(3)
    assert drawn == autoencoder.decode(latents, temperature=2.0, seed=1)
    assert drawn != autoencoder.decode(latents, temperature=2.0, seed=2)


def test_codes_before_the_tanh_stay_finite():
    codes = torch.tensor([[-1.0, 0.0, 0.5, 1.0]])
    assert to_pre_tanh(codes).isfinite().all()
    torch.testing.assert_close(to_pre_tanh(codes).tanh(), codes, atol=1e-5, rtol=0)


@pytest.mark.parametrize(
    ("texts", "message"),
    [
        ([""], "text: expected some text, got none"),
        (["fine", " \n"], "text 2: expected some text, got none"),
        (
            ["x" * 400],
            "text: expected at most 31 characters, which is what the model holds of it, got 400",
        ),
    ],
)
def test_texts_that_cannot_be_encoded_are_refused_by_name(autoencoder, texts, message):
    with pytest.raises(ValueError, match=message):
        autoencoder.encode(texts)


@pytest.fixture
def broken(model_folder, tmp_path):
    return shutil.copytree(model_folder, tmp_path / "broken")


@pytest.mark.parametrize("name", ["config.json", "model.safetensors", "tokenizer.json"])
def test_missing_and_damaged_files_are_named(broken, name):
    (broken / name).write_bytes(b"not what it should be")
    with pytest.raises(ValueError, match="damaged file"):
        TextAutoencoder.from_pretrained(broken)
    (broken / name).unlink()
    with pytest.raises(FileNotFoundError, match=f"expected the file {name}, which is missing"):
        TextAutoencoder.from_pretrained(broken)


@pytest.mark.parametrize("damage", ["lost", "other shape", "not finite"])
def test_wrong_weights_are_refused(broken, damage):
    file = broken / "model.safetensors"
    weights = load_file(file)
    if damage == "lost":
        del weights["grow.memory.weight"]
    elif damage == "other shape":
        weights["grow.memory.weight"] = torch.zeros(3, 3)
    else:
        weights["grow.memory.weight"][0, 0] = torch.nan
    save_file(weights, file, metadata={"format": "pt"})
    with pytest.raises(ValueError, match="damaged file"):
        TextAutoencoder.from_pretrained(broken)


def test_unknown_names_list_the_known():
    with pytest.raises(FileNotFoundError, match="expected a folder or one of"):
        TextAutoencoder.from_pretrained("no-such-model")


def test_the_fingerprint_follows_the_weights(autoencoder, broken):
    assert TextAutoencoder.from_pretrained(broken).fingerprint == autoencoder.fingerprint
    weights = load_file(broken / "model.safetensors")
    weights["squeeze.token.bias"] += 1
    save_file(weights, broken / "model.safetensors", metadata={"format": "pt"})
    assert TextAutoencoder.from_pretrained(broken).fingerprint != autoencoder.fingerprint


def test_evaluation_reports_by_length_and_all_together(autoencoder):
    report = evaluate_vae(autoencoder, [*TEXTS * 3, "x" * 400])
    assert report.too_long == 1
    assert sum(band.texts for band in report.bands[:-1]) == report.bands[-1].texts == 9
    assert report.bands[-1].refined.exact >= report.bands[-1].one_shot.exact
    assert report.use.gap > 1
    assert 0 < report.use.active_units <= report.use.latent_dim
    assert not report.use.collapsed
    whole = report.bands[-1]
    assert 0 < whole.one_shot.bleu <= whole.refined.bleu <= 1
    assert whole.one_shot.bleu < 1 or whole.one_shot.exact == 1
    json.dumps(asdict(report))


@pytest.mark.parametrize(
    ("gap", "units", "collapsed"),
    [(3.0, 30, False), (0.4, 30, True), (3.0, 3, True), (0.5, 4, False)],
)
def test_a_collapse_is_told_by_the_gap_or_by_the_units(gap, units, collapsed):
    use = CodeUse(nll=2.0, nll_shuffled=2.0 + gap, active_units=units, latent_dim=32)
    assert use.collapsed is collapsed


def test_token_f1_counts_tokens_not_places():
    assert token_f1("abc", "cab") == 1
    assert token_f1("aab", "abb") == pytest.approx(2 / 3)
    assert token_f1("", "") == 1
    assert token_f1("a", "") == 0


def test_a_model_without_a_teacher_does_not_know_what_texts_mean(autoencoder):
    assert not autoencoder.knows_meaning
    with pytest.raises(ValueError, match="expected a model with a teacher's readout"):
        autoencoder.meaning(autoencoder.encode(["my dog hates the rain"]))
