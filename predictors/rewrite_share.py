"""What a rewrite of a text is predicted: the text's own prediction, and a share of the difference.

A head is fitted to tell quite different texts by many people apart. Asked about two versions of one
text by one person, it exaggerates: of pairs of nearly equal posts by one account, the difference
that comes true is, on average, only a share of what is predicted. So rewrites are predicted

    f(original, median) + share * (f(rewrite, known) - f(original, known))

on the scale, where known is any account median (which one doesn't matter, as the head is linear
in it), since what a wording says about who posts doesn't change when the same person words it
otherwise.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import torch

from tweetopt.predictors.base import (
    Prediction,
    PredictorInfo,
    PropertyPredictor,
    around,
    centre_and_half_width,
    for_texts,
)
from tweetopt.predictors.shapes import Latents, Members, PerText

ANY_MEDIAN = 0.5  # a count, and a share, of every scale


@dataclass(frozen=True)
class Originals:
    """The texts that n rewrites are of, perhaps the same one for many.

    Attributes:
        latents: Their codes, shape `(n, latent_dim)`.
        texts: The n masked texts.
    """

    latents: Latents
    texts: Sequence[str]


def rewrite_share(predictor: PropertyPredictor) -> float:
    """The share of a predictor that knows it, 1 of others."""
    share = predictor.info.rewrite_share
    return 1.0 if share is None else share


def about_rewrites(
    predictor: PropertyPredictor, texts: Sequence[str], *, originals: Originals
) -> PropertyPredictor:
    """A predictor, to be asked about n rewrites.

    Args:
        predictor: The predictor.
        texts: n masked rewrites; the codes that the returned predictor is given are theirs, or
            codes near them, in the same order.
        originals: What they are rewrites of, n as well.
    """
    share = predictor.info.rewrite_share
    if share is None:
        return for_texts(predictor, texts)
    before = for_texts(predictor, originals.texts)
    return _RewritePredictor(for_texts(predictor, texts), before, originals.latents, share)


@dataclass(frozen=True)
class _RewritePredictor:
    """Predicts rewrites by the module's formula. Follows `PropertyPredictor`.

    Attributes:
        base: The predictor, reading the rewrites.
        before: The predictor, reading their originals.
        originals: The originals' codes, shape `(n, latent_dim)`.
        share: Of differences, that comes true.
    """

    base: PropertyPredictor
    before: PropertyPredictor
    originals: Latents
    share: float

    @cached_property
    def info(self) -> PredictorInfo:
        """See `PropertyPredictor.info`; the share is in its answers already."""
        return replace(self.base.info, rewrite_share=None)

    def members(self, latents: Latents, medians: PerText) -> Members:
        """See `PropertyPredictor.members`."""
        known = medians.nan_to_num(ANY_MEDIAN)
        moved = self.base.members(latents, known) - self.before.members(self.originals, known)
        return self.before.members(self.originals, medians) + self.share * moved

    @torch.no_grad()
    def predict(self, latents: Latents, medians: PerText) -> list[Prediction]:
        """See `PropertyPredictor.predict`; intervals are as wide as the predictor's own."""
        middle = self.members(latents, medians).mean(0)
        _, half = centre_and_half_width(self.base, latents, medians)
        return around(self.info.scale, middle, half)
