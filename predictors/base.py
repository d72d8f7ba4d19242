"""What every predictor offers."""

from dataclasses import dataclass
from typing import Protocol, runtime_checkable

from torch import Tensor

from tweetopt.predictors.scales import Scale


@dataclass(frozen=True)
class Prediction:
    """A property's expected value with a 90% interval, in the property's unit."""

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
    """

    name: str
    unit: str
    scale: Scale
    fingerprint: str
    wording_spread: float

    def members(self, latents: Tensor, account_median: float | None) -> Tensor:
        """Each ensemble member's prediction, on the scale; differentiable in the codes.

        Args:
            latents: Shape `(n, latent_dim)`, values between -1 and 1.
            account_median: What the account's posts usually get, in the property's unit.

        Returns:
            Shape `(members, n)`.
        """
        ...

    def predict(self, latents: Tensor, account_median: float | None) -> list[Prediction]:
        """Predictions with intervals, one for each of the codes `(n, latent_dim)`."""
        ...
