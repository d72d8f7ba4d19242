"""What every predictor offers."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol, runtime_checkable

import torch
from torch import Tensor

from tweetopt.predictors.scales import Scale


@dataclass(frozen=True)
class Prediction:
    """A property's expected value with a 90% interval, in the property's unit.

    Of a label, the value is the probability of 1, and there is no interval: `low` and `high` are
    NaN.
    """

    value: float
    low: float
    high: float


@runtime_checkable
class PropertyPredictor(Protocol):
    """Predicts one property of texts from their latent codes.

    Attributes:
        name: The property ("likes").
        unit: Its unit, for people ("likes").
        scale: The scale that `members` answers on.
        fingerprint: Of the latent space that the predictor was fitted on.
        wording_spread: Standard deviation, on the scale, of what wording alone moves.
        latent_dim: Width of the codes that it reads.
        differentiable: Whether `members` has a useful gradient in the codes. Goals on a predictor
            without one are searched for without gradients.
    """

    @property
    def name(self) -> str: ...  # noqa: D102
    @property
    def unit(self) -> str: ...  # noqa: D102
    @property
    def scale(self) -> Scale: ...  # noqa: D102
    @property
    def fingerprint(self) -> str: ...  # noqa: D102
    @property
    def wording_spread(self) -> float: ...  # noqa: D102
    @property
    def latent_dim(self) -> int: ...  # noqa: D102
    @property
    def differentiable(self) -> bool: ...  # noqa: D102

    def members(self, latents: Tensor, medians: Tensor) -> Tensor:
        """Each ensemble member's prediction, on the scale; in the codes' dtype.

        Args:
            latents: Shape `(n, latent_dim)`, values between -1 and 1.
            medians: What each text's account usually gets, in the property's unit, shape
                `(n,)`; NaN where unknown.

        Returns:
            Shape `(members, n)`.
        """
        ...

    def predict(self, latents: Tensor, medians: Tensor) -> list[Prediction]:
        """Predictions with intervals, one for each code; arguments as for `members`."""
        ...


@runtime_checkable
class ReadsTexts(Protocol):
    """A predictor that tells more about a text when it sees its words, not only its code."""

    def reading(self, texts: Sequence[str]) -> PropertyPredictor:
        """The predictor, to be asked about these texts.

        Args:
            texts: n masked texts; the codes that the returned predictor is given are theirs, or
                codes near them, in the same order.
        """
        ...


def reading(predictor: PropertyPredictor, texts: Sequence[str]) -> PropertyPredictor:
    """A predictor, to be asked about n texts, whose words it sees if it can read."""
    return predictor.reading(texts) if isinstance(predictor, ReadsTexts) else predictor


@runtime_checkable
class TellsAccounts(Protocol):
    """A predictor that says whether it matters whose text it is."""

    @property
    def by_account(self) -> bool:
        """Whether account medians change its answers."""
        ...


def by_account(predictor: PropertyPredictor) -> bool:
    """Whether account medians change a predictor's answers, unless it says otherwise."""
    return not isinstance(predictor, TellsAccounts) or predictor.by_account


class AroundPredictor:
    """What a predictor that is made around another one shares with it.

    Attributes:
        base: The other one.
    """

    base: PropertyPredictor

    @property
    def name(self) -> str:
        """The property."""
        return self.base.name

    @property
    def unit(self) -> str:
        """The property's unit."""
        return self.base.unit

    @property
    def scale(self) -> Scale:
        """The scale of `members`."""
        return self.base.scale

    @property
    def fingerprint(self) -> str:
        """Of the latent space."""
        return self.base.fingerprint

    @property
    def wording_spread(self) -> float:
        """Standard deviation, on the scale, of what wording alone moves."""
        return self.base.wording_spread

    @property
    def latent_dim(self) -> int:
        """Width of the codes."""
        return self.base.latent_dim

    @property
    def differentiable(self) -> bool:
        """Whether the predictor has a gradient."""
        return self.base.differentiable

    @property
    def by_account(self) -> bool:
        """Whether account medians change its answers."""
        return by_account(self.base)


def halves(predictor: PropertyPredictor, latents: Tensor, medians: Tensor) -> tuple[Tensor, Tensor]:
    """Middles and half widths of intervals on a predictor's scale, shapes `(n,)`.

    The upper half: the lower one may be cut off where counts end, at 0.
    """
    ends = torch.tensor([answer.high for answer in predictor.predict(latents, medians)])
    middle = predictor.members(latents, medians).mean(0).detach()
    return middle, predictor.scale.forward(ends) - middle


def around(scale: Scale, middle: Tensor, half: Tensor) -> list[Prediction]:
    """Predictions in the unit from middles and half widths on a scale, shapes `(n,)`."""
    sides = [scale.inverse(each) for each in (middle, middle - half, middle + half)]
    return [Prediction(*values) for values in torch.stack(sides, 1).tolist()]
