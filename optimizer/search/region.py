"""The region that a search stays in."""

from dataclasses import dataclass

import torch
from torch import Tensor

from tweetopt.predictors.shapes import Latents, PerText


@dataclass(frozen=True)
class Ball:
    """The region around a start code: all codes within a distance of it, before the Tanh.

    Where codes have a gist, that part stays nearer, so that what is said stays.

    Attributes:
        centre: Shape `(n, latent_dim)`.
        radius: Shape `(n,)`.
        gist_dim: How many of a code's numbers are its gist, the first ones; 0 where it has none.
        gist_share: How far the gist may go, against its part of the radius.
    """

    centre: Latents
    radius: PerText
    gist_dim: int = 0
    gist_share: float = 1.0

    def project(self, pre_tanh: Latents) -> Latents:
        """Codes inside, same shape: first the gist is brought into its ball, then the whole."""
        offset = pre_tanh - self.centre
        if self.gist_dim:
            part = (self.gist_dim / offset.shape[1]) ** 0.5
            gist = _within(offset[:, : self.gist_dim], self.gist_share * part * self.radius)
            offset = torch.cat([gist, offset[:, self.gist_dim :]], dim=1)
        return self.centre + _within(offset, self.radius)


def _within(offset: Tensor, radius: Tensor) -> Tensor:
    """Rows `(n, width)`, those shortened that are longer than their radius `(n,)`."""
    length = offset.norm(dim=1).clamp_min(1e-12)
    short: Tensor = offset * (radius / length).clamp_max(1)[:, None]
    return short
