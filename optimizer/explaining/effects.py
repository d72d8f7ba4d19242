"""How much one version of a text is predicted to get more than another, beside its noise."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import torch
from torch import Tensor

from tweetopt.optimizer.engine import Engine
from tweetopt.optimizer.result import amount
from tweetopt.predictors import PropertyPredictor
from tweetopt.predictors.rewrite_share import Originals, about_rewrites
from tweetopt.predictors.scales import Scale

_NOISE = 2.0
"""Standard deviations of the ensemble that a difference must exceed: about 95% of chance."""


@dataclass(frozen=True)
class Effect:
    """The difference in prediction between two versions of a text.

    Attributes:
        before: What the one is predicted, in the property's unit.
        after: What the other is predicted.
        difference: On the predictor's scale, after less before.
        noise: Twice the standard deviation of the difference over the ensemble, on the scale; NaN
            for a predictor that is none.
        scale: The predictor's.
    """

    before: float
    after: float
    difference: float
    noise: float
    scale: Scale

    @property
    def clear(self) -> bool:
        """Whether the difference exceeds its noise; where no noise is known, whether there is one.

        Never where it is smaller than what rounding shows.
        """
        least = 0.0 if math.isnan(self.noise) else self.noise
        return abs(self.difference) > least and self.said not in ("1.00x", "+0", "-0")

    @property
    def times(self) -> float:
        """What is after as a multiple of what was before; NaN unless both are counts above 0."""
        counts = self.scale is Scale.LOG1P and self.before > 0
        return self.after / self.before if counts else math.nan

    @property
    def said(self) -> str:
        """The difference for people: "1.35x" of counts, "+0.12" of all else."""
        if math.isnan(self.times):
            change = self.after - self.before
            return f"{'-' if change < 0 else '+'}{amount(abs(change))}"
        return f"{self.times:.2f}x"

    @property
    def noise_said(self) -> str:
        """The noise for people: "3%" of counts; else on the predictor's scale."""
        if math.isnan(self.times):
            return amount(self.noise)
        return f"{math.expm1(self.noise):.0%}"


@dataclass(frozen=True)
class Versions:
    """Versions of texts, each beside what it is a version of.

    Attributes:
        originals: The n texts with their codes.
        texts: The n versions, masked.
        latents: Their codes, shape `(n, latent_dim)`.
        account_medians: n medians, None where unknown.
    """

    originals: Originals
    texts: Sequence[str]
    latents: Tensor
    account_medians: Sequence[float | None]

    def changes(self, engine: Engine) -> list[Effect]:
        """What each version changes of its original's prediction, by the first predictor."""
        return _effects(*self._members(engine), scale=first_predictor(engine).info.scale)

    def contributions(self, engine: Engine) -> list[Effect]:
        """What each original has more than its version, which lacks something."""
        original, version = self._members(engine)
        return _effects(version, original, scale=first_predictor(engine).info.scale)

    @torch.no_grad()
    def _members(self, engine: Engine) -> tuple[Tensor, Tensor]:
        """Each member's answers for originals and versions, as of rewrites: `(members, n)`."""
        old, predictor = self.originals, first_predictor(engine)
        medians = engine.medians(predictor.info.name, self.account_medians)
        before = about_rewrites(predictor, old.texts, originals=old)
        after = about_rewrites(predictor, self.texts, originals=old)
        return before.members(old.latents, medians), after.members(self.latents, medians)


def first_predictor(engine: Engine) -> PropertyPredictor:
    """The predictor that is explained."""
    return next(iter(engine.predictors.values()))


def _effects(before: Tensor, after: Tensor, *, scale: Scale) -> list[Effect]:
    """Effects from members' answers on the scale, shape `(members, n)`."""
    difference = after - before
    members, versions = difference.shape
    alone = members < 2 or not versions
    spread = torch.full((versions,), torch.nan) if alone else difference.std(0)
    columns = torch.stack(
        [
            scale.inverse(before.mean(0)),
            scale.inverse(after.mean(0)),
            difference.mean(0),
            _NOISE * spread,
        ],
        1,
    )
    return [
        Effect(before=old, after=new, difference=more, noise=noise, scale=scale)
        for old, new, more, noise in columns.tolist()
    ]
