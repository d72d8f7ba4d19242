"""What features of texts go along with, between posts of one account.

Least squares on differences from the account's means (the within estimator), with errors clustered
by account (Liang & Zeger 1986); of a single account, with errors that hold for rows of unequal
spread (White 1980). Of fewer than 20 accounts both are added up: clusters so few give errors that
are too small, of two accounts for some sums of effects none at all (Cameron & Miller 2015).
Accounts differ in how they write and in how many read them: between accounts, a feature says who
posts.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.float64]
_MANY_ACCOUNTS = 20
"""From here on errors clustered by account stand alone."""
_LEAST_WITH = 30
"""Posts that have a feature, and that lack it: with fewer, its effect is left out."""


@dataclass(frozen=True)
class WithinEffects:
    """Effects of features, fitted together.

    Attributes:
        names: Of the features.
        effects: On the property's scale, for one more of each.
        covariance: Of the effects, row by row; its diagonal holds squared standard errors.
        with_it: How many posts have each feature.
        posts: How many posts there were.
    """

    names: tuple[str, ...]
    effects: tuple[float, ...]
    covariance: tuple[tuple[float, ...], ...]
    with_it: tuple[int, ...]
    posts: int

    def __post_init__(self) -> None:
        size = len(self.names)
        sizes = {size, len(self.effects), len(self.with_it), len(self.covariance)}
        if sizes != {size} or any(len(row) != size for row in self.covariance):
            raise ValueError(f"effects: expected one of each of {size} names, got other lengths")

    def change(self, changes: Mapping[str, float]) -> tuple[float, float] | None:
        """What a text is expected to gain that has so much more of features, with its error.

        Returns:
            The gain on the scale and its standard error; None where a feature isn't known, or
            nothing changes.
        """
        changed = {name: more for name, more in changes.items() if more}
        if not changed or not changed.keys() <= set(self.names):
            return None
        weights = np.array([changed.get(name, 0.0) for name in self.names])
        gain = float(weights @ np.array(self.effects))
        variance = float(weights @ np.array(self.covariance) @ weights)
        return gain, max(variance, 0.0) ** 0.5


def within_effects(
    features: Array, targets: Array, accounts: npt.NDArray[np.int64], *, names: Sequence[str]
) -> WithinEffects:
    """Fit what features go along with.

    Args:
        features: Shape `(n, features)`.
        targets: What posts got, on the scale, less what is usual for their account; `(n,)`.
        accounts: Whose posts they are, shape `(n,)`.
        names: Of the features. Those that fewer than 30 posts have, or lack, are left out.
    """
    has = (features != 0).sum(0)
    varied = np.array([len(np.unique(column)) > 2 for column in features.T], dtype=bool)
    enough = (has >= _LEAST_WITH) & (varied | (len(features) - has >= _LEAST_WITH))
    kept = np.flatnonzero(enough)
    numbers = np.unique(accounts, return_inverse=True)[1] if len(accounts) else accounts
    x = _within(features[:, kept], numbers)
    y = _within(targets[:, None], numbers)[:, 0]
    inverse = np.linalg.pinv(x.T @ x)
    effects = inverse @ (x.T @ y)
    scores = x * (y - x @ effects)[:, None]
    covariance = inverse @ _spread(scores, numbers) @ inverse
    return WithinEffects(
        tuple(names[number] for number in kept.tolist()),
        tuple(effects.tolist()),
        tuple(map(tuple, covariance.tolist())),
        tuple(has[kept].tolist()),
        len(features),
    )


def _spread(scores: Array, numbers: npt.NDArray[np.int64]) -> Array:
    """What the sum of scores `(n, features)` varies by, `(features, features)`."""
    accounts = int(numbers.max(initial=0)) + 1
    sums = np.zeros((accounts, scores.shape[1]))
    np.add.at(sums, numbers, scores)
    of_accounts: Array = sums.T @ sums * (accounts / max(accounts - 1, 1))
    if accounts >= _MANY_ACCOUNTS:
        return of_accounts
    of_posts: Array = scores.T @ scores
    return of_posts + of_accounts if accounts > 1 else of_posts


def _within(values: Array, numbers: npt.NDArray[np.int64]) -> Array:
    """Values `(n, columns)` less their account's mean."""
    if not len(values):
        return values
    counts = np.bincount(numbers)
    means = (
        np.stack([np.bincount(numbers, weights=column) / counts for column in values.T], axis=1)
        if values.shape[1]
        else np.empty((len(counts), 0))
    )
    return values - means[numbers]
