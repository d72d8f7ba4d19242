"""Pairs of an account's posts, and the luck fitted on them."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.optimize import minimize_scalar
from scipy.sparse import csr_matrix
from scipy.special import log_ndtr

from tweetopt.predictors.examples import Examples
from tweetopt.predictors.luck import Luck, letter_groups
from tweetopt.predictors.scores import PAIR_SECONDS, Pairs

Array = npt.NDArray[np.float64]
Numbers = npt.NDArray[np.int64]
BANDS = (0.3, 0.4, 0.5)
"""Nearness between the bands: unlike texts, 19 pairs in 20; kindred ones; versions of a text."""
_BLOCK = 150
"""Posts in a row that are paired with each other."""
_BLOCKS = 4
"""Of an account at most, so that none with many posts decides, and encoding takes minutes."""
_PAIRS = 2_000
"""Of an account at most, in each band, drawn with a fixed seed."""
_LEAST_PAIRS = 300
"""Of a band: with fewer, its slope is mostly chance, and it is left out."""
_LARGEST_RATIO = 10.0
"""Of slope to sigma: there would be no luck at all."""


@dataclass(frozen=True)
class PostPairs:
    """Pairs of posts of one account, not long after one another.

    Attributes:
        rows: Row numbers, shape `(2, pairs)`; which of a pair comes first is drawn.
        nearness: Of their texts, shape `(pairs,)`.
    """

    rows: Pairs
    nearness: Array

    def where(self, chosen: npt.NDArray[np.bool_]) -> "PostPairs":
        """The pairs that a mask `(pairs,)` is true for."""
        return PostPairs(self.rows[:, chosen], self.nearness[chosen])


def blocks_of(rows: Examples) -> list[Numbers]:
    """Row numbers of up to 150 successive posts of an account, at most four blocks of each."""
    random = np.random.default_rng(0)
    accounts, seconds = rows.accounts.numpy(), np.nan_to_num(rows.seconds.numpy())
    found = []
    for account in np.unique(accounts):
        own = np.flatnonzero(accounts == account)
        own = own[np.argsort(seconds[own], kind="stable")]
        blocks = np.split(own, range(_BLOCK, len(own), _BLOCK))
        found += [blocks[number] for number in random.permutation(len(blocks))[:_BLOCKS]]
    return [block for block in found if len(block) > 1]


def post_pairs(rows: Examples, *, by_band: bool) -> PostPairs:
    """Pairs of an account's posts within 30 days that say something different.

    Args:
        rows: Texts with accounts and times, those of `blocks_of`.
        by_band: Draw as many of each band of nearness, to fit on; else as they come, to measure on.
    """
    random = np.random.default_rng(0)
    seconds = np.nan_to_num(rows.seconds.numpy())
    groups = _groups(rows.texts)
    pairs, near = [np.empty((2, 0), dtype=np.int64)], [np.empty(0)]
    for block in blocks_of(rows):
        left, right = np.triu_indices(len(block), 1)
        cosines = _cosines(groups[block])[left, right]
        left, right = block[left], block[right]
        close = np.abs(seconds[left] - seconds[right]) <= PAIR_SECONDS
        good = np.flatnonzero(close & (rows.texts[left] != rows.texts[right]))
        bands = np.searchsorted(BANDS, cosines[good]) if by_band else np.zeros(len(good), dtype=int)
        for band in np.unique(bands):
            own = random.permutation(good[bands == band])[: _PAIRS // _BLOCKS]
            swap = random.random(len(own)) < 0.5
            pairs.append(np.where(swap, [left[own], right[own]], [right[own], left[own]]))
            near.append(cosines[own])
    return PostPairs(np.concatenate(pairs, axis=1), np.concatenate(near))


def fit_luck(
    predicted: Array, values: Array, pairs: PostPairs, *, accounts: Numbers
) -> Luck | None:
    """Fit slope and sigma in each band of nearness.

    Slopes are by least squares, through 0. Sigmas make it likeliest who got more (a probit
    regression): luck has long tails, so its standard deviation would say too little of that.

    Args:
        predicted: What posts are predicted, on the scale, each account's with one median; `(n,)`.
        values: What they got, on the scale, shape `(n,)`.
        pairs: As from `post_pairs`.
        accounts: Whose posts they are, shape `(n,)`.

    Returns:
        The luck, or None where no band has 300 pairs.
    """
    (left, right), bands = pairs.rows, np.searchsorted(BANDS, pairs.nearness)
    promised, came = predicted[left] - predicted[right], values[left] - values[right]
    columns = []
    for band in range(len(BANDS) + 1):
        own = bands == band
        if own.sum() >= _LEAST_PAIRS:
            figures = _fit_band(promised[own], came[own], accounts[left[own]])
            columns.append((float(pairs.nearness[own].mean()), *figures, int(own.sum())))
    if not columns:
        return None
    nearness, slopes, errors, sigmas, counts = zip(*columns, strict=True)
    return Luck(nearness, slopes, errors, sigmas, counts, len(np.unique(accounts[left])))


def _fit_band(promised: Array, came: Array, owners: Numbers) -> tuple[float, float, float]:
    """Slope, its standard error over accounts, and sigma."""
    squares = float((promised**2).sum())
    slope = float((promised * came).sum()) / squares if squares else 0.0
    rest = came - slope * promised
    numbers = np.unique(owners, return_inverse=True)[1]
    sums = np.bincount(numbers, weights=promised * rest)
    error = float(np.sqrt((sums**2).sum())) / squares if squares else 0.0
    differ = came != 0
    ratio = _probit(promised[differ], came[differ] > 0)
    if slope <= 0 or ratio <= 0:  # what is predicted says nothing: an even chance
        return 0.0, error, max(float(came.std()), 1e-6)
    return slope, error, slope / ratio


def _probit(promised: Array, more: npt.NDArray[np.bool_]) -> float:
    """The factor of differences that makes it likeliest who got more; 0 or above."""
    signed = np.where(more, promised, -promised)
    found = minimize_scalar(
        lambda ratio: -log_ndtr(ratio * signed).mean(), bounds=(0, _LARGEST_RATIO), method="bounded"
    )
    return float(found.x)


def _groups(texts: npt.NDArray[np.object_]) -> csr_matrix:
    """Each text's groups of letters, its row as long as 1."""
    rows = [sorted(letter_groups(text)) for text in texts]
    lengths = np.array([len(row) for row in rows])
    places = np.array([place for row in rows for place in row], dtype=np.int64)
    data = np.repeat(1 / np.sqrt(np.maximum(lengths, 1)), lengths).astype(np.float32)
    return csr_matrix((data, places, np.concatenate([[0], np.cumsum(lengths)])))


def _cosines(groups: csr_matrix) -> npt.NDArray[np.float32]:
    return np.asarray((groups @ groups.T).toarray())
