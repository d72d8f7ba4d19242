"""How well an account's head would have done on its own latest posts, had it been fitted before."""

from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
import torch

from tweetopt.optimizer.history import usual_value, with_own_medians
from tweetopt.optimizer.messages import OfPosts
from tweetopt.predictors.base import PropertyPredictor, centre_and_half_width
from tweetopt.predictors.examples import Examples
from tweetopt.predictors.personal_fitting import adapt_predictor
from tweetopt.predictors.scales import Scale
from tweetopt.predictors.scores import Pairs, close_pairs

Array = npt.NDArray[np.float64]

_JUDGED = 0.2
"""Share of the posts, the latest."""
LEAST_PAIRS = 30
"""With fewer pairs there is too little to say."""
_DRAWS = 400  # of the bootstrap
_INTERVAL = (5, 95)  # percentiles


@dataclass(frozen=True)
class Backtest:
    """What a head fitted to the first 80% of an account's posts says of the last 20%.

    Attributes:
        fitted: Posts that it was fitted to.
        judged: Posts that it was judged on.
        pairs: Pairs of these, within 30 days, that differ.
        right: Share of the pairs whose better one it picks.
        low: Lower end of that share's 90% interval, posts drawn with replacement.
        high: Upper end.
        bundled: The share that the predictor picks that isn't adapted to the account.
        inside: How many judged posts got what the 90% interval said.
    """

    fitted: int
    judged: int
    pairs: int
    right: float
    low: float
    high: float
    bundled: float
    inside: int

    @property
    def sentences(self) -> list[str]:
        """What it found, for people: how far to trust it, then beside what."""
        if self.pairs < LEAST_PAIRS:
            return [OfPosts.TOO_FEW.format(pairs=self.pairs)]
        share = f"{self.right:.0%} ({self.low:.0%} to {self.high:.0%})"
        said = OfPosts.TRUST if self.low > 0.5 else OfPosts.NO_TRUST
        beside = OfPosts.WITHOUT.format(
            bundled=f"{self.bundled:.0%}",
            judged=f"{self.judged:,}",
            inside=f"{self.inside / self.judged:.0%}",
        )
        return [said.format(pairs=f"{self.pairs:,}", share=share), beside]


def backtest(posts: Examples, predictor: PropertyPredictor, *, gist_dim: int) -> Backtest:
    """Fit to the first 80% of posts, in order of time, and judge on the rest.

    Args:
        posts: At least five.
        predictor: What is adapted.
        gist_dim: As for `adapt_predictor`.
    """
    past, judged = past_and_judged(posts, predictor.info.scale)
    own = adapt_predictor(predictor, past, base="", gist_dim=gist_dim)
    pairs = close_pairs(judged)
    values = judged.values.double().numpy()
    pairs = pairs[:, values[pairs[0]] != values[pairs[1]]]
    predicted, half = (each.double().numpy() for each in _predicted(own, judged))
    without, _ = (each.double().numpy() for each in _predicted(predictor, judged))
    inside = (
        np.abs(predictor.info.scale.forward(judged.values).double().numpy() - predicted) <= half
    )
    low, high = _interval(values, predicted, pairs)
    return Backtest(
        fitted=len(past),
        judged=len(judged),
        pairs=pairs.shape[1],
        right=_right(values, predicted, pairs),
        low=low,
        high=high,
        bundled=_right(values, without, pairs),
        inside=int(inside.sum()),
    )


def past_and_judged(posts: Examples, scale: Scale) -> tuple[Examples, Examples]:
    """The first 80% of posts, in order of time, and the rest; the medians of both know the first.

    Otherwise the medians of the first posts would leak from posts that are judged.
    """
    first = round(len(posts) * (1 - _JUDGED))
    past = with_own_medians(posts.where(torch.arange(first)), scale)
    judged = posts.where(torch.arange(first, len(posts)))
    usual = torch.full_like(judged.medians, usual_value(past, scale))
    return past, replace(judged, medians=usual)


@torch.no_grad()
def _predicted(predictor: PropertyPredictor, rows: Examples) -> tuple[torch.Tensor, torch.Tensor]:
    return centre_and_half_width(rows.read_by(predictor), rows.latents, rows.medians)


def _picks(values: Array, predicted: Array, pairs: Pairs) -> Array:
    gap, predicted_gap = (each[pairs[0]] - each[pairs[1]] for each in (values, predicted))
    picks: Array = np.where(predicted_gap == 0, 0.5, np.sign(gap) == np.sign(predicted_gap))
    return picks


def _right(values: Array, predicted: Array, pairs: Pairs) -> float:
    return float(_picks(values, predicted, pairs).mean()) if pairs.size else float("nan")


def _interval(values: Array, predicted: Array, pairs: Pairs) -> tuple[float, float]:
    """Of the share of pairs right, where posts are drawn with replacement: pairs share posts."""
    if not pairs.size:
        return float("nan"), float("nan")
    random, picks = np.random.default_rng(0), _picks(values, predicted, pairs)
    shares = []
    for _ in range(_DRAWS):
        times = np.bincount(random.integers(len(values), size=len(values)), minlength=len(values))
        weights = times[pairs[0]] * times[pairs[1]]
        if weights.any():
            shares.append(float(np.average(picks, weights=weights)))
    low, high = np.percentile(shares, _INTERVAL)
    return float(low), float(high)
