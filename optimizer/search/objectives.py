"""What the search minimises: functions from codes to one loss each."""

from collections.abc import Sequence
from dataclasses import dataclass

import torch

from tweetopt.optimizer.goals import Goal
from tweetopt.optimizer.search.base import Objective
from tweetopt.predictors import PropertyPredictor
from tweetopt.predictors.shapes import Latents, PerText


class Composable:
    """An objective that others are added to: `PropertyGoal(...) + 0.1 * StayNear(codes)`."""

    def __call__(self, pre_tanh: Latents) -> PerText:
        """See `Objective`."""
        raise NotImplementedError

    def __add__(self, other: Objective) -> "WeightedSum":
        return WeightedSum([*_terms(self), *_terms(other)])

    def __rmul__(self, weight: float) -> "WeightedSum":
        return WeightedSum([(weight * own, term) for own, term in _terms(self)])


@dataclass(frozen=True)
class PropertyGoal(Composable):
    """Squared gap to a goal, on the property's scale, plus the ensemble's disagreement.

    What a predictor promises at a code shrinks once the code is decoded, so gains are discounted:
    the search believes only a share of each, and goes on.

    Attributes:
        goal: What is wanted.
        predictor: Of the goal's property.
        medians: What the accounts usually get, shape `(n,)`; NaN where unknown.
        origin: Predictions, on the scale, before the search, shape `(n,)`.
        discount: Share of each predicted gain that is believed, shape `(n,)`.
        spread: Weight of the ensemble's variance, which grows away from the training codes.
    """

    goal: Goal
    predictor: PropertyPredictor
    medians: PerText
    origin: PerText
    discount: PerText
    spread: float = 1.0

    @classmethod
    def from_start(
        cls,
        goal: Goal,
        predictor: PropertyPredictor,
        start: Latents,
        *,
        medians: PerText,
        discount: PerText,
    ) -> "PropertyGoal":
        """The objective of a search that starts at codes before their Tanh, `(n, latent_dim)`."""
        with torch.no_grad():
            origin = predictor.members(start.tanh(), medians).mean(0)
        return cls(goal, predictor, medians, origin, discount)

    def __repr__(self) -> str:
        return f"PropertyGoal({self.goal})"

    def __call__(self, pre_tanh: Latents) -> PerText:
        """See `Objective`."""
        members = self.predictor.members(pre_tanh.tanh(), self.medians)
        believed = self.origin + self.discount * (members.mean(0) - self.origin)
        gap = self.goal.gap(believed, self.predictor.info.scale)
        disagreement = members.var(0) if len(members) > 1 else torch.zeros_like(gap)
        return gap.square() + self.spread * disagreement


@dataclass(frozen=True)
class StayNear(Composable):
    """Squared distance to where the search started, per dimension.

    Attributes:
        start: Codes before their Tanh, shape `(n, latent_dim)`.
    """

    start: Latents

    def __repr__(self) -> str:
        return f"StayNear({len(self.start)} codes)"

    def __call__(self, pre_tanh: Latents) -> PerText:
        """See `Objective`."""
        return (pre_tanh - self.start).square().mean(1)


@dataclass(frozen=True)
class WeightedSum(Composable):
    """Several objectives in one.

    Attributes:
        terms: Weights and objectives.
    """

    terms: Sequence[tuple[float, Objective]]

    def __repr__(self) -> str:
        return " + ".join(
            repr(term) if weight == 1 else f"{weight:g} * {term!r}" for weight, term in self.terms
        )

    def __call__(self, pre_tanh: Latents) -> PerText:
        """See `Objective`."""
        return torch.stack([weight * term(pre_tanh) for weight, term in self.terms]).sum(0)


@dataclass(frozen=True)
class RowBlocks:
    """Objectives of several texts in one: each for its own block of rows.

    Attributes:
        blocks: One objective a text.
        rows: Rows of each block.
    """

    blocks: Sequence[Objective]
    rows: int

    def __call__(self, pre_tanh: Latents) -> PerText:
        """See `Objective`."""
        parts = torch.split(pre_tanh, self.rows)
        return torch.cat([block(part) for block, part in zip(self.blocks, parts, strict=True)])


@dataclass(frozen=True)
class Wanted:
    """A goal for n codes, and what is needed to predict how far they are from it.

    Attributes:
        goal: Where the property should be.
        predictor: Of that property, to be asked about the n codes.
        medians: What the codes' accounts usually get, shape `(n,)`; NaN where unknown.
    """

    goal: Goal
    predictor: PropertyPredictor
    medians: PerText


def toward_goals(
    wanted: Sequence[Wanted], start: Latents, *, discount: PerText, stay_near: float
) -> WeightedSum:
    """The objective of a search toward goals.

    Args:
        wanted: The goals.
        start: Where the search starts, codes before their Tanh, shape `(n, latent_dim)`.
        discount: Share of each predicted gain that is believed, shape `(n,)`.
        stay_near: Weight of staying near the start.
    """
    objective = stay_near * StayNear(start)
    for each in wanted:
        objective += PropertyGoal.from_start(
            each.goal, each.predictor, start, medians=each.medians, discount=discount
        )
    return objective


def _terms(objective: Objective) -> Sequence[tuple[float, Objective]]:
    return objective.terms if isinstance(objective, WeightedSum) else [(1.0, objective)]
