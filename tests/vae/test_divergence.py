import pytest
import torch

from tweetopt.vae.divergence import mmd, prior_radius, sample_prior


@pytest.mark.parametrize("latent_dim", [32, 256])
@pytest.mark.parametrize("value", [0.0, 0.5, 1.0])
def test_the_regulariser_sees_collapse(latent_dim, value):
    random = torch.Generator().manual_seed(0)
    prior = [sample_prior(128, latent_dim, generator=random) for _ in range(20)]
    between = [abs(mmd(a, b)) for a, b in zip(prior[::2], prior[1::2], strict=True)]
    collapsed = mmd(torch.full((128, latent_dim), value), prior[0])
    assert collapsed >= 30 * torch.stack(between).mean()


def test_it_is_unbiased_and_its_gradient_spreads_equal_codes():
    random = torch.Generator().manual_seed(1)
    same = torch.stack(
        [mmd(*(sample_prior(16, 8, generator=random) for _ in "ab")) for _ in range(400)]
    )
    assert abs(same.mean()) < 3 * same.std() / 20
    codes = torch.zeros(16, 8, requires_grad=True)
    mmd(codes, sample_prior(16, 8, generator=random)).backward()
    assert codes.grad.isfinite().all()
    assert codes.grad.abs().sum() > 0


def test_prior_samples_are_tanh_of_a_normal():
    samples = sample_prior(4000, 16, generator=torch.Generator().manual_seed(0))
    assert samples.abs().max() < 1
    assert samples.var() == pytest.approx(0.394, abs=0.01)


@pytest.mark.parametrize("latent_dim", [32, 256])
def test_one_in_a_thousand_prior_samples_is_farther_out(latent_dim):
    samples = sample_prior(20_000, latent_dim, generator=torch.Generator().manual_seed(0))
    norms = samples.double().atanh().norm(dim=1)
    assert (norms > prior_radius(latent_dim)).double().mean() == pytest.approx(1e-3, abs=1e-3)
