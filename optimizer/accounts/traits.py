"""Traits of posts, and what goes with more: a regression shrunk toward what holds for everybody.

The differences of posts to what their account usually got, y = a + sum of b_j * x_j + noise on the
predictor's scale, with each b_j normal around what it is for everybody, as far from it as accounts
differ: a Bayesian linear regression, whose answer is a mean and a spread for each b_j. So a trait
that few posts have says little, and is near everybody's. Differences beyond three times their
middle size are cut there.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from tweetopt.datasets import TextKind
from tweetopt.datasets.placeholders import LINK, MENTION
from tweetopt.optimizer.messages import Verdict
from tweetopt.predictors.empirical_bayes import trimmed

Array = npt.NDArray[np.float64]

LEAST = 10
"""With fewer posts that have a trait, or haven't, there is too little to say."""
_HASHTAG = re.compile(r"(?<!\w)#\w")
_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_HOURS = 6  # of a part of the day
_ANYTHING = 10.0  # prior spread of what all posts share
_INTERVAL = 1.645  # standard deviations on either side of a normal's middle 90%


@dataclass(frozen=True)
class Everybody:
    """What a trait goes with for everybody, on the scale log1p.

    Attributes:
        mean: Over accounts.
        spread: Standard deviation between accounts.
    """

    mean: float
    spread: float


EVERYBODY = {
    "a link": Everybody(-0.49, 0.43),
    "a hashtag": Everybody(-0.08, 0.21),
    "a mention": Everybody(-0.14, 0.27),
    "a question": Everybody(0.0, 0.26),
    "100 more characters": Everybody(0.03, 0.17),
}
"""As `benchmarks/traits.py` finds it on 422 training accounts."""
DAY = Everybody(0.0, 0.1)
"""Of each day of the week, and..."""
HOURS = Everybody(0.0, 0.17)
"""...of each quarter of the day: where people live isn't known, so nothing holds for everybody."""
TOPIC = Everybody(0.0, 0.25)
"""Of each topic: one account's aren't another's. As far apart as other traits; not measured."""


@dataclass(frozen=True)
class Effect:
    """What a trait goes with for one account.

    Attributes:
        trait: Its name.
        posts: How many have it; of a length all.
        ratio: Times as many, where the scale is log1p; else the difference on the scale.
        low: Lower end of its 90% interval.
        high: Upper end.
        verdict: What can be said.
    """

    trait: str
    posts: int
    ratio: float
    low: float
    high: float
    verdict: Verdict


def traits_of(rows: pd.DataFrame, *, kind: TextKind) -> pd.DataFrame:
    """The traits of posts, a column each: 0 or 1, and the length in hundreds of characters.

    Args:
        rows: Columns post, text (masked) and seconds, as `history.own_rows` makes them.
        kind: What the texts are.
    """
    texts, posts = rows["text"], rows["post"]
    found: dict[str, Sequence[float]] = {
        "a link": [LINK in text for text in texts],
        "a hashtag": [_HASHTAG.search(text) is not None for text in posts],
        "a mention": [MENTION in text for text in texts],
        "a question": ["?" in text for text in texts],
        "100 more characters": [kind.length(text) / 100 for text in posts],
    }
    traits = pd.DataFrame(found, index=rows.index, dtype=float)
    times = pd.to_datetime(rows["seconds"], unit="s")
    if times.notna().all() and times.dt.normalize().ne(times).any():
        for start in range(0, 24, _HOURS):
            part = f"posted {start} to {start + _HOURS} o'clock (UTC)"
            traits[part] = times.dt.hour.between(start, start + _HOURS - 1).astype(float)
    if times.notna().all():
        for number, day in enumerate(_DAYS):
            traits[f"posted on a {day}"] = (times.dt.day_of_week == number).astype(float)
    return traits


def prior_of(trait: str) -> Everybody:
    """What a trait goes with for everybody."""
    if trait.startswith("posted on"):
        return DAY
    return EVERYBODY.get(trait, HOURS if trait.startswith("posted") else TOPIC)


def effects_of(traits: pd.DataFrame, gains: Array, *, ratios: bool) -> list[Effect]:
    """What each trait goes with; the formulas are the module's.

    Args:
        traits: A column each, n rows.
        gains: What posts got less what the account usually got, on the scale, shape `(n,)`.
        ratios: Whether differences on the scale are ratios.
    """
    inputs = traits.to_numpy(dtype=float)
    inputs = np.column_stack([np.ones(len(inputs)), inputs - inputs.mean(0)])
    priors = [Everybody(0.0, _ANYTHING), *map(prior_of, traits.columns)]
    middle = np.array([each.mean for each in priors])
    precision = np.diag([1 / each.spread**2 for each in priors])
    targets = trimmed(gains)
    noise = float(np.var(targets)) or 1.0
    covariance = np.linalg.inv(inputs.T @ inputs / noise + precision)
    means = covariance @ (inputs.T @ targets / noise + precision @ middle)
    spreads = np.sqrt(np.diag(covariance))
    return [
        _effect(trait, traits[trait].to_numpy(), mean, spread, ratios=ratios)
        for trait, mean, spread in zip(traits.columns, means[1:], spreads[1:], strict=True)
    ]


def _effect(trait: str, values: Array, mean: float, spread: float, *, ratios: bool) -> Effect:
    binary = set(np.unique(values)) <= {0.0, 1.0}
    having = int(values.sum()) if binary else len(values)
    few = min(having, len(values) - having) < LEAST if binary else len(values) < LEAST
    low, high = mean - _INTERVAL * spread, mean + _INTERVAL * spread
    verdict = Verdict.MORE if low > 0 else Verdict.LESS if high < 0 else Verdict.UNCLEAR
    ratio, low, high = (
        float(np.exp(each)) if ratios else float(each) for each in (mean, low, high)
    )
    return Effect(trait, having, ratio, low, high, Verdict.TOO_FEW if few else verdict)
