"""Where the search went, for those who want to see it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import torch
from torch import Tensor

from tweetopt.optimizer.engine import Engine
from tweetopt.optimizer.request import Request
from tweetopt.optimizer.writers.base import Brief
from tweetopt.optimizer.writers.codes import predict_codes


@dataclass(frozen=True)
class Trail:
    """The codes that the search met around one text's code, in each region, the smallest first.

    Of the searches in a region it is the one that starts at the text itself. Its last codes are
    among those that were decoded.

    Attributes:
        latents: The best codes met up to each step, shape `(regions, steps + 1, latent_dim)`; the
            first is the text's own, refined to rebuild it.
        promised: What is predicted at these codes of the first goal's property, in its unit, shape
            `(regions, steps + 1)`. Not what a text decoded from there is predicted.
    """

    latents: Tensor
    promised: Tensor


OnTrail = Callable[[Request, Trail], None]
"""Called once for each text that was searched for."""


@dataclass
class TrailRecorder:
    """An observer of a search from several texts at once.

    Args:
        briefs: The texts.
        starts: Searches in each region; the first of them starts at the text itself.
    """

    briefs: Sequence[Brief]
    starts: int
    _steps: list[Tensor] = field(default_factory=list)

    def __call__(self, pre_tanh: Tensor) -> None:
        """Keep a step's codes, shape `(briefs * regions * starts, latent_dim)`."""
        rows = pre_tanh.view(len(self.briefs), -1, self.starts, pre_tanh.shape[-1])
        self._steps.append(rows[:, :, 0].tanh())

    def trails(self, *, engine: Engine) -> list[Trail]:
        """The trail of each text."""
        latents = torch.stack(self._steps, 2)  # (briefs, regions, steps + 1, latent_dim)
        predicted = torch.tensor(predict_codes(self.briefs, latents.flatten(1, 2), engine=engine))
        return list(map(Trail, latents, predicted.view(latents.shape[:3])))
