"""What every predictor offers."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol, runtime_checkable

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
