"""The search without gradients: for predictors that have none, such as trees."""

import math
import warnings
from collections.abc import Callable
from dataclasses import dataclass
from types import ModuleType
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor

from tweetopt.optimizer.search.ascent import Ball, Observer
from tweetopt.optimizer.search.objectives import Objective

Array = npt.NDArray[np.float64]


class Search(Protocol):
    """A way from starts to codes of lower loss; `LatentOptimizer` is one."""

    def minimise(
        self,
        objective: Objective,
        start: Tensor,
        *,
        region: Ball,
        observer: Observer | None = None,
    ) -> Tensor:
        """The best codes met `(n, latent_dim)`, each in its region; as in `LatentOptimizer`."""
        ...


@dataclass(frozen=True)
class EvolutionSearch:
    """CMA-ES with a diagonal covariance (Ros and Hansen 2008), one population a row.

    Diagonal, since codes have hundreds of numbers and a full covariance could not be learned from
    so few samples. A sample outside the region counts as the nearest code inside.

    Attributes:
        generations: How many times each population is drawn anew.
        spread: Length of a first step, in radii.
        seed: Of the draws.
        rows: Rows of one text; the n-th row of each text draws alike, so that a text's result
            does not depend on its place among others.
    """

    generations: int = 30
    spread: float = 0.5
    seed: int = 0
    rows: int = 1

    @torch.no_grad()
    def minimise(
        self,
        objective: Objective,
        start: Tensor,
        *,
        region: Ball,
        observer: Observer | None = None,
    ) -> Tensor:
        """Search from each start for a lower loss, which needs no gradient.

        Args:
            objective: The loss.
            start: Codes before their Tanh, shape `(n, latent_dim)`.
            region: Where to stay.
            observer: Told of `generations + 1` sets of codes, the last of them those returned.

        Returns:
            The best codes met, shape `(n, latent_dim)`.

        Raises:
            ValueError: The package cma is not installed.
        """
        best = region.project(start)
        lowest = _losses(objective, best)
        if observer is not None:
            observer(best)
        strategies = self._strategies(best, region.radius)
        for _ in range(self.generations):
            drawn = np.stack([each.ask() for each in strategies], axis=1)
            # (population, n, latent_dim): a loss belongs to its row, so one draw a row at a time.
            codes = torch.stack(
                [region.project(each) for each in torch.from_numpy(drawn).to(start)]
            )
            losses = torch.stack([_losses(objective, each) for each in codes])
            for row, strategy in enumerate(strategies):
                with warnings.catch_warnings():
                    warnings.simplefilter("ignore")  # of plateaus, which trees are made of
                    strategy.tell(list(drawn[:, row]), losses[:, row].tolist())
            least, which = losses.min(0)
            better = least < lowest
            lowest = torch.where(better, least, lowest)
            found = codes[which, torch.arange(len(start))]
            best = torch.where(better[:, None], found, best)
            if observer is not None:
                observer(best)
        return best

    def _strategies(self, start: Tensor, radius: Tensor) -> list[Any]:
        cma, dim = _cma(), start.shape[1]
        return [
            cma.CMAEvolutionStrategy(
                code.double().numpy(),
                self.spread * length / math.sqrt(dim),
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


def _losses(objective: Objective, codes: Tensor) -> Tensor:
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
            "pip install 'tweetopt[sklearn]'"
        ) from error
    module: ModuleType = cma
    return module
