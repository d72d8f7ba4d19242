"""What every search has: a plan, a region to stay in, and the best codes that it met."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Protocol

import torch
from jaxtyping import Float
from torch import Tensor

from tweetopt.optimizer.search.region import Ball
from tweetopt.predictors.shapes import Latents, PerText

Observer = Callable[[Latents], None]
"""Called with the best codes met so far `(n, latent_dim)`: with the starts, then at each step."""


@dataclass(frozen=True)
class SearchPlan:
    """The numbers of a search around one text's code; what an effort stands for: `Settings.plan`.

    Radii of regions are in units of sqrt(latent_dim), the norm of a typical code before its Tanh.

    Attributes:
        regions: Balls of different radius around the text's code.
        starts: Searches in each region, from different codes.
        steps: Gradient steps of a search.
        refining_steps: Gradient steps that make a text's code rebuild the text, before the search.
        smallest_radius: Of the smallest region.
        largest_radius: Of the largest region. The others lie between, at equal ratios.
        step_size: Length of the first gradient step, in radii of the region.
        start_distance: How far from the text's code the other starts lie, in radii of the region.
        discounts: Share of a predicted gain that is believed, by start; begins again at its end.
            What a predictor promises at a code shrinks once the code is decoded, by how much
            differs from text to text: so each share is tried.
        gist_share: How far a code's gist may go, against its part of a region's radius: what is
            written then means more of the same (docs/lab-book.md, 30).
        stay_near: Weight of the mean squared distance to the text's code, against the squared gap
            to the goal.
        generations_per_step: Of a search without gradients, for each gradient step: with two, it
            comes four fifths of the gradient's way.
    """

    regions: int = 8
    starts: int = 4
    steps: int = 25
    refining_steps: int = 20
    smallest_radius: float = 0.1
    largest_radius: float = 1.4
    step_size: float = 0.25
    start_distance: float = 0.5
    discounts: tuple[float, ...] = (1.0, 0.5, 0.25, 0.125)
    gist_share: float = 0.25
    stay_near: float = 0.01
    generations_per_step: int = 2

    @property
    def tries(self) -> int:
        """How many codes are searched for, for each text."""
        return self.regions * self.starts

    @property
    def generations(self) -> int:
        """How long a search without gradients goes on."""
        return self.generations_per_step * self.steps

    @property
    def radii(self) -> Float[Tensor, " regions"]:
        """Of the regions, from the smallest to the largest, shape `(regions,)`."""
        ratio = self.largest_radius / self.smallest_radius
        radii: Tensor = self.smallest_radius * ratio ** torch.linspace(0, 1, self.regions)
        return radii

    def discount(self, count: int) -> Float[Tensor, " {count}"]:
        """The shares of gains that the first `count` starts believe, shape `(count,)`."""
        return torch.tensor(self.discounts)[torch.arange(count) % len(self.discounts)]

    def starting_points(self, latent_dim: int, *, seed: int) -> "StartingPoints":
        """Where the searches around a text's code start; the first of each region is that code."""
        radii = (self.radii * latent_dim**0.5).repeat_interleave(self.starts)
        random = torch.Generator().manual_seed(seed)
        offsets = torch.randn(self.tries, latent_dim, generator=random)
        offsets *= (self.start_distance * radii / offsets.norm(dim=1))[:, None]
        offsets[:: self.starts] = 0
        return StartingPoints(offsets, radii, self.discount(self.starts).repeat(self.regions))


@dataclass(frozen=True)
class StartingPoints:
    """The starts of all searches around one text's code, before the Tanh.

    Attributes:
        offsets: From the text's code, shape `(tries, latent_dim)`.
        radii: Of each one's region, shape `(tries,)`.
        discounts: Share of gains that each one's search believes, shape `(tries,)`.
    """

    offsets: Float[Tensor, "tries latent_dim"]
    radii: Float[Tensor, " tries"]
    discounts: Float[Tensor, " tries"]


class Objective(Protocol):
    """A loss of codes before their Tanh."""

    def __call__(self, pre_tanh: Latents) -> PerText:
        """Losses `(n,)` of codes `(n, latent_dim)`; row by row and differentiable."""
        ...


class Search(Protocol):
    """A way from starts toward codes of lower loss; `BestSoFar` remembers the best of it."""

    def steps_from(
        self, start: Latents, objective: Objective, *, region: Ball
    ) -> Iterator[tuple[Latents, PerText]]:
        """Go from codes inside a region, and stay there.

        Args:
            start: Codes before their Tanh, shape `(n, latent_dim)`.
            objective: The loss.
            region: Where to stay.

        Yields:
            Codes `(n, latent_dim)` and their losses `(n,)`: the starts', then each step's.
        """
        ...


@dataclass(frozen=True)
class BestSoFar:
    """A search whose result is the best codes that it met, not the last.

    After `BestSoFarMinimiser` of optimistix (Rader, Lyons and Kidger 2024).

    Attributes:
        search: Any search.
    """

    search: Search

    def minimise(
        self,
        objective: Objective,
        start: Latents,
        *,
        region: Ball,
        observer: Observer | None = None,
    ) -> Latents:
        """Search from each start for a lower loss.

        Args:
            objective: The loss.
            start: Codes before their Tanh, shape `(n, latent_dim)`.
            region: Where to stay.
            observer: Called with the best codes after the start and after each step; the last are
                those returned.

        Returns:
            The best codes met, shape `(n, latent_dim)`; the start where no loss was a number.
        """
        best = region.project(start)
        lowest = torch.full((len(start),), torch.inf)
        for codes, losses in self.search.steps_from(best, objective, region=region):
            better = losses < lowest
            lowest = torch.where(better, losses, lowest)
            best = torch.where(better[:, None], codes, best)
            if observer is not None:
                observer(best)
        return best
