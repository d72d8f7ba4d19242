"""How a text is moved toward a tone."""

from enum import StrEnum

from torch import Tensor

from tweetopt.optimizer.tone.directions import ToneDirection


class ToneMethod(StrEnum):
    """How a code is moved."""

    MEAN = "mean"
    """By the difference of the groups' mean codes: the same step for every text."""
    LOGISTIC = "logistic"
    """As far as the groups lie apart, but along the normal of the plane between them."""
    BOUNDARY = "boundary"
    """Across the plane, to where the texts of the tone lie: farther, the farther away."""
    SEARCH = "search"
    """Along the gradient of the tone, by `optimize_texts`."""
    WORDS = "words"
    """Word by word: markers of one tone give way to those of the other; needs no code."""


def move(pre_tanh: Tensor, direction: ToneDirection, *, method: ToneMethod) -> Tensor:
    """The step that a method takes from codes.

    Args:
        pre_tanh: Codes before their Tanh, shape `(n, latent_dim)`.
        direction: The tone, scaled by the strength wanted.
        method: "mean", "logistic" or "boundary".

    Returns:
        Shape `(n, latent_dim)`; zero, under "boundary", where the tone is there already.

    Raises:
        ValueError: The method is no step.
    """
    if method in (ToneMethod.SEARCH, ToneMethod.WORDS):
        raise ValueError(f"move: expected a step, got {method.value!r}; use change_tone")
    if method is ToneMethod.MEAN:
        return direction.shift.expand_as(pre_tanh)
    normal = direction.weight / direction.weight.square().sum().clamp_min(1e-12)
    if method is ToneMethod.LOGISTIC:
        return (2 * direction.level * normal).expand_as(pre_tanh)
    missing = (direction.level - direction.score(pre_tanh)).clamp_min(0)
    return missing[:, None] * normal
