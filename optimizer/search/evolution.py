"""The search without gradients: for predictors that have none, such as trees."""

import math
import warnings
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from types import ModuleType
from typing import Any

import numpy as np
import numpy.typing as npt
import torch

from tweetopt.optimizer.search.base import Objective
from tweetopt.optimizer.search.region import Ball
from tweetopt.predictors.shapes import Latents, PerText

Array = npt.NDArray[np.float64]


@dataclass(frozen=True)
class EvolutionSearch:
    """CMA-ES with a diagonal covariance (Ros and Hansen 2008), one population a row.

    Diagonal, since codes have hundreds of numbers and a full covariance could not be learned from
    so few samples. A sample outside the region counts as the nearest code inside.

    Attributes:
        generations: How many times each population is sampled anew.
        step_size: Length of a first step, in radii of the region.
        seed: Of the samples.
        rows: Rows of one text; the n-th row of each text has the same random numbers, so that a
            text's result does not depend on its place among others.
    """

    generations: int
    step_size: float = 0.5
    seed: int = 0
    rows: int = 1

    @torch.no_grad()
    def steps_from(
        self, start: Latents, objective: Objective, *, region: Ball
    ) -> Iterator[tuple[Latents, PerText]]:
        """See `Search.steps_from`: of each generation, the best code of each population.

        Raises:
            ValueError: The package cma is not installed.
        """
        strategies = self._strategies(start, region.radius)
        yield start, _losses(objective, start)
        for _ in range(self.generations):
            samples = np.stack([each.ask() for each in strategies], axis=1)
            # (population, n, latent_dim): a loss belongs to its row, so a sample a row at a time.
            codes = torch.stack(
                [region.project(each) for each in torch.from_numpy(samples).to(start)]
            )
            losses = torch.stack([_losses(objective, each) for each in codes])
            for row, strategy in enumerate(strategies):
                with warnings.catch_warnings():
                    warnings.simplefilter("ignore")  # of plateaus, which trees are made of
                    strategy.tell(list(samples[:, row]), losses[:, row].tolist())
            least, which = losses.min(0)
            yield codes[which, torch.arange(len(start))], least

    def _strategies(self, start: Latents, radius: PerText) -> list[Any]:
        cma, dim = _cma(), start.shape[1]
        return [
            cma.CMAEvolutionStrategy(
                code.double().numpy(),
                self.step_size * length / math.sqrt(dim),
                {
                    "CMA_diagonal": True,
                    "randn": _normal(np.random.default_rng([self.seed, row % self.rows])),
                    "seed": math.nan,
                    "verbose": -9,
                    "verb_log": 0,
                },
            )
            for row, (code, length) in enumerate(zip(start, radius.tolist(), strict=True))
        ]


def _losses(objective: Objective, codes: Latents) -> PerText:
    """The losses `(n,)`, the worst there is where they are no numbers."""
    losses = objective(codes)
    return torch.where(losses.isnan(), math.inf, losses)


def _normal(random: np.random.Generator) -> Callable[..., Array]:
    """Normal numbers of a given shape, as `np.random.randn` but of its own seed."""

    def draw(*shape: int) -> Array:
        return random.standard_normal(shape)

    return draw


def _cma() -> ModuleType:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # it warns where matplotlib is missing
            import cma
    except ImportError as error:
        raise ValueError(
            "search without gradients: expected the package cma, which is not installed; "
            "pip install '.[sklearn]' in tweetopt's folder"
        ) from error
    module: ModuleType = cma
    return module
