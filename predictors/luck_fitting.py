"""Pairs of an account's posts, and the luck fitted on them."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.optimize import minimize_scalar
from scipy.sparse import csr_matrix
from scipy.special import log_ndtr

from tweetopt.predictors.examples import Examples
from tweetopt.predictors.luck import BUCKETS, Luck, letter_groups
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
    groups = _groups(rows.texts)
    found = [PostPairs(np.empty((2, 0), dtype=np.int64), np.empty(0))]
    for block in blocks_of(rows):
        pairs = _close(block, rows, near=_cosines(groups[block]))
        bands = np.searchsorted(BANDS, pairs.nearness) * by_band
        for band in np.unique(bands):
            found.append(_drawn(pairs.where(bands == band), random))
    return _joined(found)


def pairs_alike(rows: Examples, embeddings: npt.NDArray[np.floating], *, least: float) -> PostPairs:
    """Those whose embeddings are alike: to measure on, where a teacher says what is near.

    Args:
        rows: As for `post_pairs`.
        embeddings: Of the rows' texts, shape `(n, dim)`, rows of length 1 or NaN.
        least: The least cosine.
    """
    random = np.random.default_rng(0)
    groups = _groups(rows.texts)
    found = [PostPairs(np.empty((2, 0), dtype=np.int64), np.empty(0))]
    for block in blocks_of(rows):
        vectors = np.nan_to_num(np.asarray(embeddings[block], dtype=np.float32))
        alike = vectors @ vectors.T >= least
        pairs = _close(block, rows, near=_cosines(groups[block]), alike=alike)
        found.append(_drawn(pairs, random))
    return _joined(found)


def _close(
    block: Numbers,
    rows: Examples,
    *,
    near: npt.NDArray[np.float32],
    alike: npt.NDArray[np.bool_] | None = None,
) -> PostPairs:
    """A block's pairs within 30 days that say something different and are alike, if that's asked.

    Args:
        block: Row numbers.
        rows: All rows.
        near: The nearness of the block's texts, shape `(block, block)`.
        alike: Which of them are alike, same shape.
    """
    left, right = np.triu_indices(len(block), 1)
    nearness = near[left, right].astype(np.float64)
    chosen = np.ones(len(left), dtype=bool) if alike is None else alike[left, right]
    left, right = block[left], block[right]
    seconds = np.nan_to_num(rows.seconds.numpy())
    chosen &= np.abs(seconds[left] - seconds[right]) <= PAIR_SECONDS
    chosen &= rows.texts[left] != rows.texts[right]
    return PostPairs(np.stack([left, right]), nearness).where(chosen)


def _drawn(pairs: PostPairs, random: np.random.Generator) -> PostPairs:
    """Some of a block's pairs; which of two comes first is drawn, too."""
    chosen = random.permutation(len(pairs.nearness))[: _PAIRS // _BLOCKS]
    rows = pairs.rows[:, chosen]
    swap = random.random(len(chosen)) < 0.5
    return PostPairs(np.where(swap, rows, rows[::-1]), pairs.nearness[chosen])


def _joined(parts: Sequence[PostPairs]) -> PostPairs:
    return PostPairs(
        np.concatenate([part.rows for part in parts], axis=1),
        np.concatenate([part.nearness for part in parts]),
    )


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
    lengths = np.array([len(row) for row in rows], dtype=np.int64)
    places = np.array([place for row in rows for place in row], dtype=np.int64)
    data = np.repeat(1 / np.sqrt(np.maximum(lengths, 1)), lengths).astype(np.float32)
    ends = np.concatenate([[0], np.cumsum(lengths)])
    return csr_matrix((data, places, ends), shape=(len(rows), BUCKETS))


def _cosines(groups: csr_matrix) -> npt.NDArray[np.float32]:
    return np.asarray((groups @ groups.T).toarray())
