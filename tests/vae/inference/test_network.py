"""The plain network computes what transformers' T5 does, and writes the same tokens."""

from typing import Any

import pytest
import torch
from processes import run_python
from safetensors.torch import load_file
from transformers import PreTrainedTokenizerFast

from tweetopt.vae import T5VAE, TextAutoencoder
from tweetopt.vae.config import T5VAEConfig
from tweetopt.vae.geometry import to_pre_tanh
from tweetopt.vae.inference.decoder import Decoder
from tweetopt.vae.inference.decoding import write
from tweetopt.vae.inference.network import Network
from tweetopt.vae.metrics import pad
from tweetopt.vae.tokenizer import load_tokenizer

IDS = pad([[7, 3, 9, 30, 1], [12, 1], [40, 41, 42, 5, 6, 8, 1]])
SIZES: dict[str, Any] = {
    "vocab_size": 128,
    "d_model": 32,
    "d_kv": 4,  # heads that are narrower than the model, as in some T5s
    "d_ff": 48,
    "num_heads": 4,
    "num_layers": 2,
    "latent_dim": 16,
    "max_tokens": 48,
    "token_dim": 8,
    "memory_vectors": 4,
    "relative_attention_num_buckets": 8,
    "relative_attention_max_distance": 20,
    "decoder_start_token_id": 0,
    "dropout_rate": 0.0,
}
KINDS: dict[str, dict[str, Any]] = {
    "ours": {"feed_forward_proj": "gated-gelu", "sphere": True},
    "the first T5": {"feed_forward_proj": "relu"},
    "untied, scaled by nobody": {
        "feed_forward_proj": "gated-silu",
        "tie_word_embeddings": False,
        "scale_decoder_outputs": False,
    },
    "with a gist and more layers to write with": {
        "feed_forward_proj": "gated-gelu",
        "sphere": True,
        "gist_dim": 6,
        "gist_hidden": 20,
        "teacher_dim": 12,
        "num_decoder_layers": 3,
    },
}


@pytest.fixture(params=KINDS, scope="module")
def both(request, tmp_path_factory):
    """A random T5-VAE of each kind, and the network that reads what it saved.

    With weights as large as these, it writes a different text for each code.
    """
    torch.manual_seed(0)
    model = T5VAE(T5VAEConfig(**SIZES, **KINDS[request.param])).eval()
    with torch.no_grad():
        for weight in model.parameters():
            weight.mul_(4 if weight.ndim == 2 else 1)
        model.lm_head.weight.normal_()
    folder = tmp_path_factory.mktemp("model")
    model.save_pretrained(folder)
    return model, Network.from_folder(folder)


@torch.no_grad()
def test_codes_and_expectations_are_those_of_the_model(both):
    model, network = both
    mask = IDS.ne(0).long()
    codes = model.encode(IDS, mask)
    assert codes.std() > 0.1
    torch.testing.assert_close(network.encode(IDS, mask), codes, atol=1e-4, rtol=1e-4)
    expected, got = (each.logits(codes, IDS) for each in both)
    torch.testing.assert_close(got[IDS.ne(0)], expected[IDS.ne(0)], atol=1e-4, rtol=1e-4)


def test_gradients_in_the_codes_are_those_of_the_model(both):
    gradients = []
    for each in both:
        codes = torch.full((3, 16), 0.3, requires_grad=True)
        each.logits(codes, IDS).log_softmax(-1)[:, :, 7].sum().backward()
        gradients.append(codes.grad)
    assert gradients[0].abs().max() > 1e-3
    torch.testing.assert_close(*gradients, atol=1e-4, rtol=1e-3)


def written(network, codes, *, limit=20, temperatures=(0.0,), seed=0, draft=()):
    random = torch.Generator().manual_seed(seed)
    chances = torch.rand(len(temperatures), len(codes), limit, generator=random)
    return write(
        network.decoder,
        codes,
        limits=[limit] * len(codes),
        temperatures=temperatures,
        chances=chances,
        drafts=[draft] * len(codes) if draft else (),
    )


def generated(model, codes, *, limit=20):
    rows = model.generate(latents=codes, max_new_tokens=limit)[:, 1:].tolist()
    return [row[: row.index(1)] if 1 in row else row for row in rows]


def test_the_likeliest_tokens_are_those_of_generate(both):
    model, network = both
    codes = torch.randn(40, 16).tanh()
    texts = written(network, codes)
    assert texts == generated(model, codes)
    assert len({tuple(text) for text in texts}) > 20


def test_texts_of_all_lengths_are_those_of_generate(autoencoder):
    """A trained model ends its texts, so that finished ones leave the batch on the way."""
    codes = torch.randn(60, autoencoder.latent_dim, generator=torch.Generator().manual_seed(1))
    texts = written(autoencoder.network, codes.tanh(), limit=31)
    assert len({len(text) for text in texts}) > 2
    assert texts == generated(autoencoder.model, codes.tanh(), limit=31)


def test_finished_texts_leave_the_batch(autoencoder, monkeypatch):
    """Steps and texts in them, which no clock is needed to count."""
    batches = []
    step = Decoder.step
    monkeypatch.setattr(
        Decoder,
        "step",
        lambda self, tokens, *a, **k: batches.append(len(tokens)) or step(self, tokens, *a, **k),
    )
    codes = torch.randn(60, autoencoder.latent_dim, generator=torch.Generator().manual_seed(1))
    texts = written(autoencoder.network, codes.tanh(), limit=31)
    lengths = torch.tensor([len(text) for text in texts])
    assert len(batches) == min(31, int(lengths.max()) + 1)
    going = [int((lengths >= place).sum()) for place in range(len(batches))]
    assert all(0.75 * now <= needed <= now for now, needed in zip(batches, going, strict=True))
    assert batches[-1] < batches[0]


def test_a_text_is_drawn_alike_in_any_company(autoencoder):
    codes = torch.randn(30, autoencoder.latent_dim, generator=torch.Generator().manual_seed(2))
    together = written(autoencoder.network, codes, temperatures=[1.5])
    assert together != written(autoencoder.network, codes)
    assert together[:1] == written(autoencoder.network, codes[:1], temperatures=[1.5])
    assert written(autoencoder.network, codes[:0]) == []


@pytest.mark.parametrize(
    "text", ["my dog wants the rain", "a friend", "the cat loves the bike " * 9]
)
def test_a_draft_changes_nothing_but_the_work(autoencoder, text):
    """Whether texts are the draft, begin with it, end in it or have nothing of it."""
    home = to_pre_tanh(autoencoder.encode(["my dog wants the rain", "our team wants the rain"]))
    random = torch.Generator().manual_seed(4)
    noise = torch.randn(20, autoencoder.latent_dim, generator=random)
    spread = torch.linspace(0, 1.5, 20)[:, None]
    codes = (home.repeat_interleave(20, 0) + (spread * noise).repeat(2, 1)).tanh()
    (draft,) = autoencoder.tokenize([text])
    options: dict[str, Any] = {"limit": 12, "temperatures": (0.0, 0.7, 1.5)}
    plain, drafted = (
        written(autoencoder.network, codes, draft=ids, **options) for ids in (draft[:0], draft)
    )
    assert drafted == plain
    assert len({tuple(ids) for ids in plain}) > 8


def test_a_draft_that_is_the_text_takes_no_steps(autoencoder, monkeypatch):
    codes = autoencoder.encode(["my dog wants the rain"])
    assert autoencoder.decode(codes) == ["my dog wants the rain"]
    monkeypatch.delattr(Decoder, "step")
    (near,) = autoencoder.decode_near(codes[None], ["my dog wants the rain"], max_tokens=[20])
    assert near == ["my dog wants the rain"]


def test_texts_that_leave_take_nothing_from_those_whose_draft_goes_on(both):
    network = both[1]
    codes = torch.randn(10, 16).tanh()
    limits = [2] * 8 + [20] * 2
    plain = [
        written(network, codes[row : row + 1], limit=limit)[0] for row, limit in enumerate(limits)
    ]
    assert len(plain[9]) == 20
    drafts = [[5]] * 8 + [[*plain[8][:12], 5], [*plain[9][:15], 5]]
    drafted = write(
        network.decoder,
        codes,
        limits=limits,
        temperatures=[0.0],
        chances=torch.zeros(1, 10, 20),
        drafts=drafts,
    )
    assert drafted == plain


def test_texts_near_several_others_are_those_near_each(autoencoder):
    """Drafts, lengths and draws are each text's own, whoever else is written."""
    texts = ["my dog wants the rain", "a friend", "our team loves the bike"]
    random = torch.Generator().manual_seed(5)
    noise = 2 * torch.randn(3, 8, autoencoder.latent_dim, generator=random)
    codes = (to_pre_tanh(autoencoder.encode(texts))[:, None] + noise).tanh()
    options = {"temperatures": (0.0, 1.5), "seed": 3}
    together = autoencoder.decode_near(codes, texts, max_tokens=[12, 4, 9], **options)
    for row, (text, most) in enumerate(zip(texts, [12, 4, 9], strict=True)):
        alone = autoencoder.decode_near(codes[row][None], [text], max_tokens=[most], **options)
        assert [together[row]] == alone
        assert together[row][:8] == autoencoder.decode(codes[row], max_tokens=most)
        assert together[row][8:] != together[row][:8]
    assert len({rewrite for rewrites in together for rewrite in rewrites}) > 12


def test_draws_follow_the_shares(both):
    """One step, many draws: as often as the softmax of the likeliest says."""
    network = both[1]
    code = torch.zeros(1, 16)
    chances = torch.linspace(0.0005, 0.9995, 1000).view(1, 1000, 1)
    codes = code.expand(1000, -1)
    drawn = write(network.decoder, codes, limits=[1] * 1000, temperatures=[2.0], chances=chances)
    counts = torch.bincount(torch.tensor([ids[0] if ids else 1 for ids in drawn]), minlength=128)
    logits = network.logits(code, torch.tensor([[1]]))[0, 0] / 2
    least = logits.topk(50).values.min()
    shares = logits.masked_fill(logits < least, -torch.inf).softmax(0)
    assert (counts / 1000 - shares).abs().max() < 0.002


@pytest.mark.parametrize(
    "text", ["a typed </s> and <pad>", "  two  spaces ", "line\nbreak", "😀👍🏽 ñ", "", "x" * 300]
)
def test_the_plain_tokenizer_is_the_one_of_transformers(model_folder, text):
    plain = load_tokenizer(model_folder)
    full = PreTrainedTokenizerFast.from_pretrained(model_folder)
    ids = plain.encode(text).ids
    assert ids == full(text).input_ids
    assert plain.decode(ids) == text
    assert full.decode(ids, skip_special_tokens=True, clean_up_tokenization_spaces=False) == text


def test_use_imports_neither_transformers_nor_pandas(model_folder):
    code = (
        "import sys; from tweetopt.vae import TextAutoencoder\n"
        f"a = TextAutoencoder.from_pretrained({str(model_folder)!r})\n"
        "assert a.decode(a.refine(['my dog loves coffee'], steps=1)) == ['my dog loves coffee']\n"
        "assert not {'transformers', 'pandas', 'sklearn'} & set(sys.modules)"
    )
    run_python(code)


def test_beams_are_those_of_transformers(autoencoder):
    codes = torch.randn(5, autoencoder.latent_dim, generator=torch.Generator().manual_seed(3))
    rows = autoencoder.model.generate(latents=codes, max_new_tokens=32, num_beams=3).tolist()
    assert autoencoder.decode(codes, beams=3) == autoencoder.tokenizer.decode_batch(rows)
    with pytest.raises(ValueError, match="expected beams or a temperature, got both"):
        autoencoder.decode(codes, beams=3, temperature=1.0)


def test_weights_of_another_shape_are_named(both, model_folder):
    weights = load_file(model_folder / "model.safetensors")
    with pytest.raises(ValueError, match="expected the shape"):
        Network({**SIZES, **both[0].config.to_dict()}, weights)
    assert isinstance(TextAutoencoder.from_pretrained(model_folder).model, T5VAE)
