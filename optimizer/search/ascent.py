"""The gradient engine: moves codes toward an objective, never out of their region."""

from collections.abc import Callable
from dataclasses import dataclass

import torch
from torch import Tensor

from tweetopt.optimizer.search.objectives import Objective

Observer = Callable[[Tensor], None]
"""Called with the best codes met so far `(n, latent_dim)`: with the starts, then at each step."""


@dataclass(frozen=True)
class Ball:
    """All codes within a distance of a centre, before the Tanh.

    Attributes:
        centre: Shape `(n, latent_dim)`.
        radius: Shape `(n,)`.
    """

    centre: Tensor
    radius: Tensor

    def project(self, pre_tanh: Tensor) -> Tensor:
        """The nearest codes inside, same shape."""
        offset = pre_tanh - self.centre
        length = offset.norm(dim=1).clamp_min(1e-12)
        inside: Tensor = self.centre + offset * (self.radius / length).clamp_max(1)[:, None]
        return inside


@dataclass(frozen=True)
class LatentOptimizer:
    """Projected gradient descent with steps of a fixed share of the region's radius.

    Attributes:
        steps: How many.
        stride: Length of a step, in radii; shrinks linearly to nothing.
    """

    steps: int = 30
    stride: float = 0.25

    def minimise(
        self,
        objective: Objective,
        start: Tensor,
        *,
        region: Ball,
        observer: Observer | None = None,
    ) -> Tensor:
        """Search from each start for a lower loss.

        Args:
            objective: The loss.
            start: Codes before their Tanh, shape `(n, latent_dim)`.
            region: Where to stay.
            observer: Told of `steps + 1` sets of codes, the last of them those returned.

        Returns:
            The best codes met, shape `(n, latent_dim)`.
        """
        codes = best = region.project(start)
        lowest = torch.full((len(start),), torch.inf)
        for step in range(self.steps + 1):
            codes = codes.detach().requires_grad_()
            loss = objective(codes)
            (gradient,) = torch.autograd.grad(loss.sum(), [codes])
            better = loss.detach() < lowest
            lowest = torch.where(better, loss.detach(), lowest)
            best = torch.where(better[:, None], codes.detach(), best)
            if observer is not None:
                observer(best)
            length = self.stride * (1 - step / (self.steps + 1)) * region.radius
            direction = gradient / gradient.norm(dim=1, keepdim=True).clamp_min(1e-12)
            codes = region.project(codes.detach() - length[:, None] * direction)
        return best
