"""Where the search went, for those who want to see it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import torch
from torch import Tensor

from tweetopt.optimizer.engine import Engine
from tweetopt.optimizer.request import Request
from tweetopt.optimizer.rewriting.task import Task
from tweetopt.optimizer.rewriting.writing import promised_at


@dataclass(frozen=True)
class Trail:
    """The ways of the search from one text's code, one for each region, the smallest first.

    Of the searches in a region it is the one that starts at the text itself. Its last codes are
    among those that were written out.

    Attributes:
        latents: The best codes met up to each step, shape `(regions, steps + 1, latent_dim)`; the
            first is the text's own, refined to rebuild it.
        promised: What the guide predicts there of the first goal's property, in its unit, shape
            `(regions, steps + 1)`. Not what a text written there is predicted.
    """

    latents: Tensor
    promised: Tensor


OnTrail = Callable[[Request, Trail], None]
"""Called once for each text that was searched for."""


@dataclass
class TrailRecorder:
    """An observer of a search from several texts at once.

    Args:
        on_trail: Who is told.
        tasks: The texts.
        restarts: Searches in each region; the first of them starts at the text itself.
    """

    on_trail: OnTrail
    tasks: Sequence[Task]
    restarts: int
    _steps: list[Tensor] = field(default_factory=list)

    def __call__(self, pre_tanh: Tensor) -> None:
        """Keep a step's codes, shape `(tasks * regions * restarts, latent_dim)`."""
        rows = pre_tanh.view(len(self.tasks), -1, self.restarts, pre_tanh.shape[-1])
        self._steps.append(rows[:, :, 0].tanh())

    def report(self, *, engine: Engine) -> None:
        """Tell of each text's trail."""
        latents = torch.stack(self._steps, 2)  # (tasks, regions, steps + 1, latent_dim)
        promised = torch.tensor(promised_at(self.tasks, latents.flatten(1, 2), engine=engine))
        for task, codes, values in zip(
            self.tasks, latents, promised.view(latents.shape[:3]), strict=True
        ):
            self.on_trail(task.request, Trail(codes, values))
