"""Fits word effects, without letting a head see effects of the very texts they were fitted on."""

import zlib

import numpy as np
import numpy.typing as npt
import torch
from scipy.sparse import csr_matrix

from tweetopt.predictors.examples import Examples
from tweetopt.predictors.ridges import ridge
from tweetopt.predictors.scales import Scale
from tweetopt.predictors.shapes import PerText
from tweetopt.predictors.words import WordEffects, buckets

LEAST_TEXTS = 200
"""With fewer training texts a head reads codes alone."""
_BUCKETS = 2**17
"""So many that few of a table's words and pairs share one; 256 KiB of a saved head."""
_PENALTY = 250.0
"""Of the ridge: a word must be in many texts to have an effect."""
_FOLDS = 4
"""Of the accounts: each row's effect is of a fit on the other three quarters."""


def fit_words(rows: Examples, *, scale: Scale, wanted: Examples) -> tuple[WordEffects, PerText]:
    """Fit word effects by ridge regression, and cross-fit them to rows that a head learns from.

    A head that saw effects of the very texts that these were fitted on would trust them too much,
    so each wanted row's effect is by a map fitted without its account (stacking: Wolpert 1992).

    Args:
        rows: All training texts, encoded or not. Where account medians are known, those without
            are left out.
        scale: The property's.
        wanted: Some of them.

    Returns:
        The effects, fitted on all rows, and those of the wanted rows, shape `(n,)`.
    """
    known = rows.medians.isfinite()
    if known.any():
        rows = rows.where(known)
    counts = count_buckets(rows.texts, _BUCKETS)
    targets = _targets(rows, scale)
    turns, wanted_turns = _turns(rows), _turns(wanted)
    effects = torch.zeros(len(wanted))
    for turn in range(_FOLDS):
        chosen = wanted_turns == turn
        others = turns != turn
        if chosen.any() and others.any():
            fitted = _fit(counts[others], targets[others])
            effects[torch.from_numpy(chosen)] = fitted(wanted.texts[chosen].tolist())
    return _fit(counts, targets), effects


def _targets(rows: Examples, scale: Scale) -> npt.NDArray[np.float64]:
    """What is to be explained: values less medians on the scale; of labels, the labels."""
    if scale is Scale.LABEL:
        return np.asarray(rows.values, dtype=np.float64)
    medians = scale.forward(rows.medians).nan_to_num(0.0)
    return np.asarray(scale.forward(rows.values) - medians, dtype=np.float64)


def _turns(rows: Examples) -> npt.NDArray[np.int64]:
    """The fold of each row: by account or, where there are too few of them, by text."""
    accounts = np.asarray(rows.accounts)
    owners = accounts if len(np.unique(accounts)) >= 2 * _FOLDS else rows.texts
    return np.array([zlib.crc32(str(owner).encode()) % _FOLDS for owner in owners], dtype=np.int64)


def _fit(counts: csr_matrix, targets: npt.NDArray[np.float64]) -> WordEffects:
    coefficients, _ = ridge(counts, targets, penalty=_PENALTY)
    # As it will be saved, so that a head is fitted on what it will read.
    weights = torch.from_numpy(coefficients).half().float()
    usual = float((counts @ weights.numpy().astype(np.float64)).mean())
    return WordEffects(weights, usual)


def count_buckets(texts: npt.NDArray[np.object_], count: int) -> csr_matrix:
    """Which buckets each of n texts has, shape `(n, count)`."""
    rows = [buckets(text, count) for text in texts]
    ends = np.concatenate([[0], np.cumsum([len(row) for row in rows])])
    places = np.concatenate([*rows, np.empty(0, dtype=np.int64)])
    ones = np.ones(len(places), dtype=np.float32)
    return csr_matrix((ones, places, ends), shape=(len(rows), count))
