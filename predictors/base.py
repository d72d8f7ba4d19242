"""What every predictor offers."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol, runtime_checkable

import torch

from tweetopt.predictors.scales import Scale
from tweetopt.predictors.shapes import Latents, Members, PerText

_UNSURE = 2.0
"""Times an interval is as wide, on the scale, for a text unlike those learned from. Set by hand: of
such texts no figures are at hand."""


@dataclass(frozen=True)
class Prediction:
    """A property's expected value with a 90% interval, in the property's unit.

    Of a label, the value is the probability of 1, and there is no interval: `low` and `high` are
    NaN.

    Attributes:
        value: What is expected.
        low: Lower end.
        high: Upper end.
        guess: Whether the text is unlike all that the model learned from, such as one in another
            language: its code says nothing of it, and the interval is wider than measured.
    """

    value: float
    low: float
    high: float
    guess: bool = False


@dataclass(frozen=True)
class PredictorInfo:
    """What a predictor says of itself.

    Attributes:
        name: The property ("likes").
        unit: Its unit, for people ("likes").
        scale: The scale that `PropertyPredictor.members` answers on.
        fingerprint: Of the latent space that the predictor was fitted on.
        latent_dim: Width of the codes that it reads.
        wording_spread: Standard deviation, on the scale, of what wording alone moves.
        differentiable: Whether `members` has a useful gradient in the codes. Goals on a predictor
            without one are searched for without gradients.
        by_account: Whether account medians change its answers.
        rewrite_share: Of a predicted difference between two versions of a text, the share that
            comes true, 0 to 1; None where it isn't known. A predictor that knows it must be
            additive in the median, on the scale: the difference between two texts is the same for
            every account whose median is known. See `rewrites`.
    """

    name: str
    unit: str
    scale: Scale
    fingerprint: str
    latent_dim: int
    wording_spread: float
    differentiable: bool = True
    by_account: bool = True
    rewrite_share: float | None = None


@runtime_checkable
class PropertyPredictor(Protocol):
    """Predicts one property of texts from their latent codes."""

    @property
    def info(self) -> PredictorInfo:
        """What it predicts, on which scale, of which latent space."""
        ...

    def members(self, latents: Latents, medians: PerText) -> Members:
        """Each ensemble member's prediction, on the scale; in the codes' dtype.

        Args:
            latents: Shape `(n, latent_dim)`, values between -1 and 1.
            medians: What each text's account usually gets, in the property's unit, shape
                `(n,)`; NaN where unknown.

        Returns:
            Shape `(members, n)`.
        """
        ...

    def predict(self, latents: Latents, medians: PerText) -> list[Prediction]:
        """Predictions with intervals, one for each code; arguments as for `members`."""
        ...


@runtime_checkable
class ReadsTexts(Protocol):
    """A predictor that tells more about a text when it sees its words, not only its code."""

    def for_texts(self, texts: Sequence[str]) -> PropertyPredictor:
        """The predictor, to be asked about these texts.

        Args:
            texts: n masked texts; the codes that the returned predictor is given are theirs, or
                codes near them, in the same order.
        """
        ...


def for_texts(predictor: PropertyPredictor, texts: Sequence[str]) -> PropertyPredictor:
    """A predictor, to be asked about n texts, whose words it sees if it can read."""
    return predictor.for_texts(texts) if isinstance(predictor, ReadsTexts) else predictor


def centre_and_half_width(
    predictor: PropertyPredictor, latents: Latents, medians: PerText
) -> tuple[PerText, PerText]:
    """Centres and half widths of intervals on a predictor's scale, shapes `(n,)`.

    The upper half: the lower one may be cut off where counts end, at 0.
    """
    ends = torch.tensor([answer.high for answer in predictor.predict(latents, medians)])
    middle = predictor.members(latents, medians).mean(0).detach()
    return middle, predictor.info.scale.forward(ends) - middle


def as_guess(prediction: Prediction, scale: Scale) -> Prediction:
    """The prediction for a text that is unlike all that was learned: twice as uncertain."""
    values = torch.tensor([prediction.value, prediction.low, prediction.high])
    middle, low, high = scale.forward(values)
    ends = torch.stack([middle - _UNSURE * (middle - low), middle + _UNSURE * (high - middle)])
    low, high = scale.inverse(ends)
    return Prediction(prediction.value, float(low), float(high), guess=True)


def around(scale: Scale, middle: PerText, half: PerText) -> list[Prediction]:
    """Predictions in the unit from middles and half widths on a scale, shapes `(n,)`."""
    sides = [scale.inverse(each) for each in (middle, middle - half, middle + half)]
    return [Prediction(*values) for values in torch.stack(sides, 1).tolist()]
