"""Figures of one way of predicting, for numbers and for labels."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd
from sklearn.metrics import roc_auc_score

from tweetopt.predictors.examples import Examples

Array = npt.NDArray[np.float64]
Pairs = npt.NDArray[np.int64]

PAIR_SECONDS = 30 * 24 * 3600
"""Thirty days."""
_PAIRS_PER_ACCOUNT = 2_000
"""At most, so that no account with many posts decides."""
_BINS = 10
"""Groups of like probability that a calibration error is the mean of."""


@dataclass(frozen=True)
class PredictorScores:
    """One way of predicting numbers.

    Attributes:
        spearman: Rank correlation with the values; NaN for a constant prediction.
        wording_spearman: Rank correlation of the wording effects: value and prediction, both
            less the account's median, on the head's scale.
        wording_r2: Share of the wording effect's variance explained.
        pairs: Share of same-account pairs (within 30 days, where times are known) that are put in
            the right order; a tie is half right. Both are predicted with the same median: each
            text's own leaves it out, and so gives away which got more. NaN where no account has
            two texts.
        pairs_2x: The same where the values (of rates: the odds) differ by a factor of two or
            more; NaN on the plain scale.
        mean_error: Mean absolute error on the head's scale.
    """

    spearman: float
    wording_spearman: float
    wording_r2: float
    pairs: float
    pairs_2x: float
    mean_error: float


@dataclass(frozen=True)
class LabelScores:
    """One way of predicting labels.

    Attributes:
        accuracy: Share of labels on the side of one half that was predicted.
        auc: Area under the ROC curve; NaN where all labels are the same.
        log_loss: Mean of -log(probability of the label).
        calibration_error: Mean gap between the probability and the share of ones, over ten groups
            of rows of like probability.
        pairs: As in `PredictorScores`, of pairs of a 0 and a 1.
    """

    accuracy: float
    auc: float
    log_loss: float
    calibration_error: float
    pairs: float


Scores = PredictorScores | LabelScores


def number_scores(
    values: Array,
    medians: Array,
    predicted: Array,
    *,
    level: Array,
    pairs: Pairs,
    ratios: bool,
) -> PredictorScores:
    """Scores of numbers; all on the head's scale, shape `(n,)`.

    Args:
        values: What the texts got.
        medians: What their accounts usually get.
        predicted: The predictions.
        level: The predictions where all texts of an account have the same median.
        pairs: As `close_pairs` finds them.
        ratios: Whether differences on the scale are ratios.
    """
    effect, predicted_effect = values - medians, predicted - medians
    gap = np.abs(values[pairs[0]] - values[pairs[1]])
    twofold = pairs[:, gap >= np.log(2)] if ratios else pairs[:, :0]
    variance = effect.var()
    error = ((effect - predicted_effect) ** 2).mean()
    return PredictorScores(
        spearman=_spearman(values, predicted),
        wording_spearman=_spearman(effect, predicted_effect),
        wording_r2=float(1 - error / variance) if variance > 0 else float("nan"),
        pairs=_pairs_right(values, level, pairs),
        pairs_2x=_pairs_right(values, level, twofold),
        mean_error=float(np.abs(values - predicted).mean()),
    )


def label_scores(labels: Array, logits: Array, *, level: Array, pairs: Pairs) -> LabelScores:
    """Scores of labels `(n,)`, given the logits `(n,)` of the probability of 1.

    Args:
        labels: Zeros and ones.
        logits: The predictions.
        level: As in `number_scores`.
        pairs: As in `number_scores`.
    """
    chance = 1 / (1 + np.exp(-logits))
    both = len(np.unique(labels)) > 1
    edges = np.quantile(chance, np.arange(1, _BINS) / _BINS)
    gaps = np.abs(np.bincount(np.searchsorted(edges, chance), weights=chance - labels))
    return LabelScores(
        accuracy=float(((logits >= 0) == (labels == 1)).mean()),
        auc=float(roc_auc_score(labels, logits)) if both else float("nan"),
        log_loss=float(np.logaddexp(0, np.where(labels == 1, -logits, logits)).mean()),
        calibration_error=float(gaps.sum() / len(labels)),
        pairs=_pairs_right(labels, level, pairs),
    )


def close_pairs(examples: Examples) -> Pairs:
    """Row numbers of same-account pairs close in time, shape `(2, pairs)`.

    All pairs of small accounts, and 2,000 drawn with a fixed seed of large ones. Where no row has
    a time, all pairs count as close.
    """
    random = np.random.default_rng(0)
    accounts = examples.accounts.numpy()
    seconds = examples.seconds.numpy()
    if np.isnan(seconds).all():
        seconds = np.zeros(len(seconds))
    order = np.argsort(accounts, kind="stable")
    owners = np.split(order, np.flatnonzero(np.diff(accounts[order])) + 1)
    found = []
    for rows in owners:
        if len(rows) * (len(rows) - 1) // 2 <= _PAIRS_PER_ACCOUNT:
            pair = rows[np.stack(np.triu_indices(len(rows), 1))]
        else:
            pair = rows[random.integers(len(rows), size=(2, _PAIRS_PER_ACCOUNT))]
        close = np.abs(seconds[pair[0]] - seconds[pair[1]]) <= PAIR_SECONDS
        found.append(pair[:, close & (pair[0] != pair[1])])
    return np.concatenate(found, axis=1)


def _pairs_right(values: Array, predicted: Array, pairs: Pairs) -> float:
    left, right = pairs
    gap, predicted_gap = values[left] - values[right], predicted[left] - predicted[right]
    # A tie is half right, so that a constant scores one half.
    correct = np.where(predicted_gap == 0, 0.5, np.sign(gap) == np.sign(predicted_gap))
    unequal = gap != 0
    return float(correct[unequal].mean()) if unequal.any() else float("nan")


def _spearman(left: Array, right: Array) -> float:
    if np.ptp(left) == 0 or np.ptp(right) == 0:
        return float("nan")
    return float(pd.Series(left).rank().corr(pd.Series(right).rank()))
