from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from tweetopt.vae import TextAutoencoder
from tweetopt.vae.training.base_models import load_base
from tweetopt.vae.training.config import LossConfig, TrainingConfig
from tweetopt.vae.training.run import TrainingRun, fit_texts, fit_tokens
from tweetopt.vae.training.token_sets import TokenSet, tokenized, vocabulary_of

TEXTS = ["my dog loves coffee", "the cat hates old books", "", "our team found a bike"]


@pytest.fixture
def tokens(model_folder):
    _, tokenizer = load_base(str(model_folder), kind="tweets")
    return TokenSet(
        sequences=tokenized(TEXTS, tokenizer),
        effects=np.array([0.5, -1, np.nan, 2], dtype=np.float32),
        held_out=tokenized(TEXTS[:2], tokenizer),
        kind="tweets",
        property="likes",
        vocabulary=vocabulary_of(tokenizer),
        skipped=3,
    )


def test_what_is_saved_is_read_again(tokens, tmp_path):
    tokens.save(tmp_path / "tokens.npz")
    read = TokenSet.load(tmp_path / "tokens.npz")
    assert [list(ids) for ids in read.sequences] == tokens.sequences
    assert [list(ids) for ids in read.held_out] == tokens.held_out
    np.testing.assert_array_equal(read.effects, tokens.effects)
    for name in ("kind", "property", "vocabulary", "skipped"):
        assert getattr(read, name) == getattr(tokens, name)


def test_training_on_token_ids_is_training_on_their_texts(tokens, model_folder, tmp_path):
    training = TrainingConfig(
        epochs=3, batch_tokens=256, warmup_steps=5, loss=LossConfig(effect=0.3)
    )
    folders = []
    for way in ("texts", "ids"):
        options: dict[str, Any] = {
            "run": TrainingRun(tmp_path / way, training), "base": str(model_folder),
        }  # fmt: skip
        if way == "texts":
            fit_texts(TEXTS, held_out=TEXTS[:2], effects=tokens.effects, **options)
        else:
            tokens.save(tmp_path / "tokens.npz")
            fit = fit_tokens(TokenSet.load(tmp_path / "tokens.npz"), **options)
            assert (fit.texts, fit.too_long) == (4, 0)
        folders.append(tmp_path / way)
    for name in ("model.safetensors", "config.json", "tokenizer.json"):
        assert (folders[0] / name).read_bytes() == (folders[1] / name).read_bytes(), name
    assert TextAutoencoder.from_pretrained(folders[1]).kind == "tweets"
    copied = (folders[1] / "wording.safetensors").read_bytes()
    assert copied == (model_folder / "wording.safetensors").read_bytes()


def test_ids_of_another_vocabulary_are_refused(tokens, model_folder, tmp_path):
    other = replace(tokens, vocabulary="0" * 16)
    with pytest.raises(ValueError, match="expected the vocabulary that the token ids"):
        fit_tokens(
            other,
            base=str(model_folder),
            run=TrainingRun(tmp_path / "m", TrainingConfig(epochs=1)),
        )
    assert not (tmp_path / "m").exists()


def test_where_no_text_fits_no_folder_is_left(tokens, model_folder, tmp_path):
    run = TrainingRun(tmp_path / "m", TrainingConfig(epochs=1))
    long = [[5] * 200]
    with pytest.raises(ValueError, match="expected some of at most"):
        fit_tokens(
            replace(tokens, sequences=long, effects=np.zeros(1, dtype=np.float32)),
            base=str(model_folder),
            run=run,
        )
    with pytest.raises(ValueError, match="expected some of at most"):
        fit_texts(["dog " * 200], held_out=[], base=str(model_folder), run=run)
    assert not (tmp_path / "m").exists()


@pytest.mark.parametrize("damage", ["cut", "text", "missing", "lengths", "pickle"])
def test_damaged_files_are_refused(tokens, tmp_path, damage):
    path = tmp_path / "tokens.npz"
    tokens.save(path)
    with np.load(path) as arrays:
        parts = dict(arrays)
    if damage == "cut":
        path.write_bytes(path.read_bytes()[:-40])
    elif damage == "text":
        path.write_text("text\nhello\n")
    elif damage == "missing":
        del parts["effects"]
    elif damage == "lengths":
        parts["lengths"] = parts["lengths"][:-1]
    else:
        parts["ids"] = np.array([{"a": 1}], dtype=object)
    if damage in ("missing", "lengths", "pickle"):
        np.savez_compressed(path, **parts)
    with pytest.raises(ValueError, match=r"tokens\.npz: expected token ids"):
        TokenSet.load(path)


def test_a_vocabulary_beyond_two_bytes_is_refused(tokens, tmp_path):
    with pytest.raises(ValueError, match="expected 0 to 65535, got up to 70000"):
        replace(tokens, sequences=[[70_000]]).save(tmp_path / "tokens.npz")
