from typing import Any

import pytest
import torch
from tokenizers import Tokenizer, decoders, models, pre_tokenizers, processors, trainers
from transformers import PreTrainedTokenizerFast, T5Config, T5ForConditionalGeneration

from tweetopt.datasets.placeholders import LINK, MENTION
from tweetopt.vae import TextAutoencoder
from tweetopt.vae.training.base_models import load_base, share_lost
from tweetopt.vae.training.config import TrainingConfig
from tweetopt.vae.training.run import TrainingRun, fit_texts
from tweetopt.vae.training.sizes import ModelSizes

TEXTS = [f"{a} {b} {c}" for a in ("red", "blue") for b in ("cat", "dog", "cow") for c in "xyz"]
SIZES = ModelSizes(latent_dim=16, max_tokens=24)


@pytest.fixture
def plain_t5(tmp_path):
    """A small T5 with a vocabulary like the original's: no line breaks, no rare characters."""
    pieces = Tokenizer(models.Unigram())
    pieces.pre_tokenizer = pre_tokenizers.Sequence(
        [pre_tokenizers.WhitespaceSplit(), pre_tokenizers.Metaspace()]
    )
    pieces.decoder = decoders.Metaspace()
    special = ["<pad>", "</s>", "<unk>"]
    trainer = trainers.UnigramTrainer(vocab_size=60, special_tokens=special, unk_token="<unk>")
    pieces.train_from_iterator(TEXTS, trainer)
    pieces.post_processor = processors.TemplateProcessing(
        single="$A </s>", special_tokens=[("</s>", 1)]
    )
    tokenizer = PreTrainedTokenizerFast(
        tokenizer_object=pieces, pad_token="<pad>", eos_token="</s>", unk_token="<unk>"
    )
    tokenizer.save_pretrained(tmp_path / "t5")
    config = T5Config(
        vocab_size=len(tokenizer), d_model=32, d_kv=8, d_ff=64, num_layers=1, num_heads=4,
        decoder_start_token_id=0,
    )  # fmt: skip
    T5ForConditionalGeneration(config).save_pretrained(tmp_path / "t5")
    return tmp_path / "t5"


def test_a_plain_t5_keeps_its_weights_and_learns_to_write_line_breaks(plain_t5):
    before = T5ForConditionalGeneration.from_pretrained(plain_t5)
    model, tokenizer = load_base(str(plain_t5), kind="tweets", sizes=SIZES, whole=(LINK, MENTION))
    assert (model.config.latent_dim, model.config.max_tokens) == (16, 24)
    old = before.shared.weight
    torch.testing.assert_close(model.shared.weight[: len(old)], old)
    assert len(tokenizer) == len(model.shared.weight) == len(old) + 3
    layer = "encoder.block.0.layer.0.SelfAttention.q.weight"
    torch.testing.assert_close(model.state_dict()[layer], before.state_dict()[layer])
    assert share_lost([f"red cat\nblue {LINK}"], tokenizer) == 0
    assert share_lost(["red \U0001f9ff", "red cat"], tokenizer) == 0.5


def test_training_goes_on_from_a_plain_t5_and_from_a_t5_vae(plain_t5, tmp_path):
    training = TrainingConfig(epochs=1, batch_tokens=256, warmup_steps=5)
    options: dict[str, Any] = {"held_out": TEXTS, "sizes": SIZES}
    run = TrainingRun(tmp_path / "a", training)
    fit = fit_texts([*TEXTS, "red \U0001f9ff"], run=run, base=str(plain_t5), **options)
    assert fit.lost == pytest.approx(1 / 19)
    first = TextAutoencoder.from_pretrained(tmp_path / "a")
    assert first.encode(["red cat x"]).shape == (1, 16)
    run = TrainingRun(tmp_path / "b", training)
    fit_texts(TEXTS, run=run, base=str(tmp_path / "a"), **options)
    second = TextAutoencoder.from_pretrained(tmp_path / "b")
    assert second.tokenize(TEXTS) == first.tokenize(TEXTS)
    moved = second.model.shared.weight - first.model.shared.weight
    assert 0 < moved.abs().mean() < 0.02
    with pytest.raises(ValueError, match="latent_dim: expected at least 16, which the model"):
        load_base(str(tmp_path / "b"), kind="tweets", sizes=ModelSizes(latent_dim=8))
    with pytest.raises(ValueError, match="expected max_tokens 24, which it was trained with"):
        load_base(str(tmp_path / "b"), kind="tweets", sizes=ModelSizes(max_tokens=32))


def test_what_is_no_t5_is_refused(tmp_path):
    (tmp_path / "config.json").write_text('{"model_type": "bert"}')
    with pytest.raises(ValueError, match="expected a T5 or T5-VAE, got"):
        load_base(str(tmp_path), kind="tweets")
