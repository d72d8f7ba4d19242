"""A predictor for one account, calibrated to what its past posts got.

An account is known by n past posts with errors e_i = y_i - f(z_i, m_i) on the scale:
what a post got less what the predictor says, given the median of the account's other posts.

- shift: b = w * mean(e), with w = n / (n + 50)
- width: log s = w * log(q / r), where q is the conformal 90% quantile of |e_i - b| and r
  the middle of the predictor's own half widths; 1 for fewer than ten posts.

Both are shrunk towards no change, as in empirical Bayes (Efron & Morris 1975): few posts say
little. For a mean, n / (n + k) is the best weight where k is the variance within accounts over that
between them. With the bundled head that is 0.85 / 0.017 = 51 on calibration accounts, and 46 on
validation ones.
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
    halves,
    reading,
)
from tweetopt.predictors.calibration import LEAST_ROWS, conformal_radius
from tweetopt.predictors.examples import Examples
from tweetopt.predictors.rewrite_share import rewrite_share
from tweetopt.predictors.scales import Scale
from tweetopt.predictors.shapes import Latents, Members, PerText

PRIOR_POSTS = 50
"""So many posts weigh as much as the belief that an account is like any other."""


@dataclass(frozen=True)
class AccountPredictor:
    """A predictor moved and stretched for one account.

    Follows `PropertyPredictor` and `ReadsTexts`.

    Attributes:
        base: The predictor.
        shift: Added to its answers, on the scale.
        width: What its interval's half widths are multiplied by, on the scale.
        posts: How many past posts say so.
    """

    base: PropertyPredictor
    shift: float
    width: float
    posts: int

    @cached_property
    def info(self) -> PredictorInfo:
        """See `PropertyPredictor.info`: that of the predictor."""
        return replace(self.base.info, rewrite_share=rewrite_share(self.base))

    def reading(self, texts: Sequence[str]) -> "AccountPredictor":
        """See `ReadsTexts.reading`."""
        return replace(self, base=reading(self.base, texts))

    def members(self, latents: Latents, medians: PerText) -> Members:
        """See `PropertyPredictor.members`."""
        return self.base.members(latents, medians) + self.shift

    @torch.no_grad()
    def predict(self, latents: Latents, medians: PerText) -> list[Prediction]:
        """See `PropertyPredictor.predict`."""
        value, half = halves(self.base, latents, medians)
        return around(self.info.scale, value + self.shift, half * self.width)


def calibrate(predictor: PropertyPredictor, history: Examples) -> AccountPredictor:
    """Calibrate a predictor to one account; the formulas are the module's.

    Labels have no errors of this kind: their account's share of ones is all that is used.

    Args:
        predictor: The predictor.
        history: The account's past posts, each with the median of the others.
    """
    known = history.with_medians()
    posts = len(known)
    if predictor.info.scale is Scale.LABEL or not posts:
        return AccountPredictor(predictor, 0.0, 1.0, posts)
    value, half = halves(known.read_by(predictor), known.latents, known.medians)
    errors = (predictor.info.scale.forward(known.values) - value).double().numpy()
    weight = posts / (posts + PRIOR_POSTS)
    shift = float(weight * errors.mean())
    width = 1.0
    if posts >= LEAST_ROWS:
        ratio = max(conformal_radius(errors - shift), 1e-9) / max(float(half.median()), 1e-9)
        width = float(ratio**weight)
    return AccountPredictor(predictor, shift, width, posts)
