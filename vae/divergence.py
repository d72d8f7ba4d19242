"""How far codes are from the prior: maximum mean discrepancy.

The prior is the tanh of a standard normal: the codes are bounded by a Tanh, so no normal prior
could ever be matched (as in the first T5-VAE, whose samples fell off the codes' support).
"""

import math

import torch
from jaxtyping import Float
from torch import Tensor

from tweetopt.vae.shapes import Scalar

_SCALES = (0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0)  # of the kernel, as in Tolstikhin et al. 2018
_PRIOR_VARIANCE = 0.394  # of a number of a prior sample, tanh(N(0, 1)); by quadrature


def sample_prior(
    count: int,
    latent_dim: int,
    *,
    generator: torch.Generator | None = None,
    device: torch.device | None = None,
) -> Float[Tensor, "{count} {latent_dim}"]:
    """Draw codes from the prior, tanh(N(0, I)).

    Returns:
        Shape `(count, latent_dim)`, values between -1 and 1.
    """
    return torch.randn(count, latent_dim, generator=generator, device=device).tanh()


def prior_radius(latent_dim: int) -> float:
    """The norm, before the Tanh, that one in a thousand prior samples exceeds.

    The norm of a standard normal is close to normal itself, around sqrt(latent_dim) with a
    deviation of sqrt(1/2) (Fisher's approximation of the chi distribution).
    """
    return math.sqrt(latent_dim) + 3.09 * math.sqrt(0.5)


def mmd(codes: Float[Tensor, "n latent_dim"], prior: Float[Tensor, "m latent_dim"]) -> Scalar:
    """Squared maximum mean discrepancy between two samples, unbiased.

    The kernel is a mean of inverse multiquadratics C / (C + ||x - y||^2) over several C around
    the expected squared distance of two prior samples (Tolstikhin et al. 2018, Wasserstein
    Auto-Encoders, section 4; estimator: Gretton et al. 2012, lemma 6). The distance is not
    divided by the dimension a second time: that would hide collapsed codes.

    Args:
        codes: Shape `(n, latent_dim)`, n >= 2.
        prior: Shape `(m, latent_dim)`, m >= 2.

    Returns:
        A scalar: about 0 if both come from the prior (it may fall below), positive otherwise.
    """
    codes, prior = codes.float(), prior.float()
    return _mean_off_diagonal(codes) + _mean_off_diagonal(prior) - 2 * _kernel(codes, prior).mean()


def _kernel(
    left: Float[Tensor, "n latent_dim"], right: Float[Tensor, "m latent_dim"]
) -> Float[Tensor, "n m"]:
    # By inner products: the gradient of cdist is undefined where two codes are equal.
    squares = left.square().sum(1)[:, None] + right.square().sum(1)[None]
    distances = (squares - 2 * left @ right.T).clamp_min(0)
    expected = 2 * _PRIOR_VARIANCE * left.shape[1]
    terms = [scale * expected / (scale * expected + distances) for scale in _SCALES]
    return torch.stack(terms).mean(0)


def _mean_off_diagonal(codes: Float[Tensor, "n latent_dim"]) -> Scalar:
    kernel = _kernel(codes, codes)
    count = len(codes)
    return (kernel.sum() - kernel.diagonal().sum()) / (count * (count - 1))
