"""Steps and paths between codes, before their Tanh, where the prior is a standard normal."""

from typing import Literal, get_args

import torch
from jaxtyping import Float
from torch import Tensor

from tweetopt.vae.shapes import Latents

Curve = Literal["lerp", "slerp"]
CURVES: tuple[Curve, ...] = get_args(Curve)
_EDGE = 1 - 1e-6  # largest number of a code that atanh is taken of: that of 1 is infinite


def interpolate(
    start: Latents, end: Latents, *, fraction: float, curve: Curve = "slerp"
) -> Latents:
    """A point on the way between codes.

    Args:
        start: Codes before their Tanh, shape `(n, latent_dim)`.
        end: As many others.
        fraction: 0 is the start, 1 the end.
        curve: "lerp", the straight line, or "slerp", the great circle (Shoemake 1985), which
            keeps the norm that codes have.

    Returns:
        Shape `(n, latent_dim)`.
    """
    if curve == "lerp":
        return torch.lerp(start, end, fraction)
    cosine = torch.nn.functional.cosine_similarity(start, end, dim=1).clamp(-1, 1)
    angle = cosine.acos()[:, None].clamp_min(1e-6)
    return (((1 - fraction) * angle).sin() * start + (fraction * angle).sin() * end) / angle.sin()


def to_pre_tanh(latents: Float[Tensor, "*codes latent_dim"]) -> Float[Tensor, "*codes latent_dim"]:
    """Codes before their Tanh, where the prior is a standard normal; same shape."""
    return latents.clamp(-_EDGE, _EDGE).atanh()


def random_step(codes: Latents, *, size: float, generator: torch.Generator) -> Latents:
    """Codes a step away, in a random direction.

    Args:
        codes: Before their Tanh, shape `(n, latent_dim)`.
        size: Length of the step, in units of sqrt(latent_dim), the norm of a prior sample.
        generator: Of the directions.
    """
    directions = torch.randn(codes.shape, generator=generator)
    step: Tensor = size * codes.shape[1] ** 0.5 * torch.nn.functional.normalize(directions, dim=1)
    return codes + step


def blend(codes: Latents, noise: Latents, level: Float[Tensor, "batch _"] | float) -> Latents:
    """`sqrt(1 - level^2) * codes + level * noise`, all before the Tanh and of one shape."""
    return (1 - level**2) ** 0.5 * codes + level * noise
