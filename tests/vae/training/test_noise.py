import pytest
import torch

from tweetopt.vae.training.noise import damage_tokens, noisy_codes


def test_noise_keeps_the_prior_and_reaches_every_distance():
    torch.manual_seed(0)
    codes = torch.randn(4000, 64)
    noisy = noisy_codes(codes, largest=1.0)
    assert noisy.std() == pytest.approx(1.0, abs=0.02)
    likeness = torch.nn.functional.cosine_similarity(codes, noisy)
    assert likeness.median() > 0.9
    assert likeness.min() < 0.3
    assert torch.equal(noisy_codes(codes, largest=0.0), codes)


def test_damage_hides_replaces_and_moves_tokens_but_keeps_padding_and_ends():
    torch.manual_seed(0)
    ids = torch.arange(3, 3 + 40 * 50).view(40, 50)
    ids[:, 30], ids[:, 31:] = 1, 0
    damaged = damage_tokens(ids, share=0.5)
    assert torch.equal(damaged[:, 30:], ids[:, 30:])
    changed = (damaged != ids)[:, :30].float().mean(1)
    assert 0.3 < (changed == 0).float().mean() < 0.7
    assert 0.1 < changed[changed > 0].mean() < 0.4
    here = damaged != ids
    assert (damaged[here] == 2).any()
    assert ((damaged[here] != 2) & torch.isin(damaged[here], ids)).any()
    assert torch.equal(damage_tokens(ids, share=0.0), ids)
