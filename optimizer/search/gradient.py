"""The search along gradients."""

from collections.abc import Iterator
from dataclasses import dataclass

import torch

from tweetopt.optimizer.search.base import Objective, SearchPlan
from tweetopt.optimizer.search.region import Ball
from tweetopt.predictors.shapes import Latents, PerText


@dataclass(frozen=True)
class GradientSearch:
    """Projected gradient descent with steps of a fixed share of the region's radius.

    Attributes:
        steps: How many.
        step_size: Length of the first step, in radii; the next ones shrink linearly to nothing.
    """

    steps: int = SearchPlan.steps
    step_size: float = SearchPlan.step_size

    def steps_from(
        self, start: Latents, objective: Objective, *, region: Ball
    ) -> Iterator[tuple[Latents, PerText]]:
        """See `Search.steps_from`."""
        codes = start
        for step in range(self.steps + 1):
            codes = codes.detach().requires_grad_()
            losses = objective(codes)
            (gradient,) = torch.autograd.grad(losses.sum(), [codes])
            yield codes.detach(), losses.detach()
            length = self.step_size * (1 - step / (self.steps + 1)) * region.radius
            direction = gradient / gradient.norm(dim=1, keepdim=True).clamp_min(1e-12)
            codes = region.project(codes.detach() - length[:, None] * direction)
