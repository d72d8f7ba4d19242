"""Who is trained on and who is only measured; and what an account usually gets."""

import hashlib
from typing import Literal

import numpy as np
import numpy.typing as npt
import pandas as pd

Split = Literal["test", "judge", "calibration", "validation", "train"]
_HELD_OUT: tuple[Split, ...] = ("test", "judge", "calibration", "validation")

NEIGHBOURS = 200
"""How many of an account's other tweets make its median."""


def split_of(account: str) -> Split:
    """The split of an account (or, in a table without accounts, of a text).

    A salted hash decides, so that the answer is the same on every machine and for ever:
    four splits get a twentieth of the accounts each, training gets the rest.
    """
    digest = hashlib.sha256(f"tweetopt-split:{account}".encode("utf-8", "surrogatepass"))
    part = int(digest.hexdigest(), 16) % 20
    return _HELD_OUT[part] if part < len(_HELD_OUT) else "train"


def account_medians(
    accounts: pd.Series,
    values: pd.Series,
    *,
    times: pd.Series | None = None,
    labels: bool = False,
) -> npt.NDArray[np.float64]:
    """The median value of each row's account, over its other tweets nearest in time.

    The median of labels says next to nothing. In its place stands the share of ones, (ones + 1) /
    (labels + 2): Laplace's rule of succession, which is never quite 0 or 1.

    Args:
        accounts: Who posted, one a row; missing where nobody knows.
        values: What the post got, in the property's unit.
        times: When it was posted, in seconds; without it the order of the rows stands for time.
        labels: Whether the values are 0 and 1.

    Returns:
        Shape `(rows,)`: the median over the `NEIGHBOURS` other rows of the account that are
        nearest in time (over all of them where it has fewer), NaN for an account's only row and
        where there is no account.
    """
    seconds = np.arange(float(len(values))) if times is None else times.to_numpy(dtype=np.float64)
    numbers = values.to_numpy(dtype=np.float64)
    medians = np.full(len(numbers), np.nan)
    codes, _ = pd.factorize(accounts)
    by_account = np.lexsort((seconds, codes))
    for ordered in np.split(by_account, np.flatnonzero(np.diff(codes[by_account])) + 1):
        if len(ordered) > 1 and codes[ordered[0]] >= 0:
            nearest = _nearest_others(numbers[ordered], seconds[ordered])
            medians[ordered] = share_of_ones(nearest) if labels else np.median(nearest, axis=1)
    return medians


def share_of_ones(labels: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """Laplace's share of ones over the last axis: (ones + 1) / (labels + 2)."""
    shares: npt.NDArray[np.float64] = (labels.sum(-1) + 1) / (labels.shape[-1] + 2)
    return shares


def _nearest_others(
    values: npt.NDArray[np.float64], seconds: npt.NDArray[np.float64]
) -> npt.NDArray[np.float64]:
    """For each of an account's values, in order of time, a row of its nearest others."""
    count = min(NEIGHBOURS, len(values) - 1)
    starts = np.empty(len(values), dtype=np.int64)
    start = 0
    for here, now in enumerate(seconds):
        # The nearest others and the row itself are one window, which only moves forward.
        while start + count < here or (
            start + count + 1 < len(values)
            and now - seconds[start] > seconds[start + count + 1] - now
        ):
            start += 1
        starts[here] = start
    window = starts[:, None] + np.arange(count)
    window += window >= np.arange(len(values))[:, None]  # step over the row itself
    others: npt.NDArray[np.float64] = values[window]
    return others
