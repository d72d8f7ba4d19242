import pytest
import torch

from tweetopt.vae.config import preset_config
from tweetopt.vae.metrics import pad
from tweetopt.vae.model import T5VAE
from tweetopt.vae.training.enlarging import enlarge

IDS = pad([[5, 6, 7, 1], [8, 9, 1], [10, 11, 12, 13, 1], [5, 9, 7, 6, 1]])
MASK = IDS.ne(0).long()


def small(**sizes):
    torch.manual_seed(0)
    return T5VAE(preset_config("tiny", vocab_size=40, **sizes)).eval()


@torch.no_grad()
def test_a_larger_model_writes_what_it_wrote():
    model = small()
    larger = enlarge(model, gist_dim=8, teacher_dim=10, latent_dim=50, decoder_layers=4)
    codes, wider = (each.encode_pre_tanh(IDS, MASK) for each in (model, larger))
    assert wider.shape == (4, 50)
    detail = wider[:, 8:40]
    # The same numbers, but for what a norm over more of them makes of their scale.
    ratio = detail / codes
    torch.testing.assert_close(ratio, ratio[:, :1].expand_as(ratio), atol=1e-4, rtol=1e-4)
    assert (ratio - 1).abs().max() < 0.3
    same = torch.cat([torch.randn(4, 8), codes, torch.randn(4, 10)], 1).tanh()
    torch.testing.assert_close(
        larger.logits(same, IDS), model.logits(codes.tanh(), IDS), atol=1e-4, rtol=1e-4
    )


def test_what_is_new_can_learn():
    larger = enlarge(small(), gist_dim=8, latent_dim=50, decoder_layers=3)
    latents = larger.encode(IDS, MASK)
    larger(latents=latents, labels=IDS).loss.backward()
    grown = larger.grow.memory.weight.grad
    assert grown[:, :8].any()
    assert grown[:, -10:].any()
    assert larger.decoder.block[2].layer[2].DenseReluDense.wo.weight.grad.any()


def test_nothing_to_do_gives_the_same_model():
    model = small(gist_dim=8, teacher_dim=10)
    assert enlarge(model) is model
    assert enlarge(model, gist_dim=8, teacher_dim=10, latent_dim=40, decoder_layers=2) is model


def test_another_teacher_has_another_readout():
    model = small(gist_dim=8, teacher_dim=10)
    other = enlarge(model, gist_dim=8, teacher_dim=12)
    assert other.readout.out_features == 12
    torch.testing.assert_close(other.gist.narrow.weight, model.gist.narrow.weight)


@pytest.mark.parametrize(
    ("sizes", "message"),
    [
        ({"latent_dim": 20}, "latent_dim: expected at least 40"),
        ({"decoder_layers": 1}, "num_decoder_layers: expected at least 2"),
        ({"gist_dim": 12}, "gist-dim: expected 8, as the model has, got 12"),
    ],
)
def test_a_trained_model_can_only_grow(sizes, message):
    with pytest.raises(ValueError, match=message):
        enlarge(small(gist_dim=8, teacher_dim=10), **sizes)
