"""How well a head predicts on accounts that nothing was fitted on."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd
import torch

from tweetopt.predictors.regression import RegressionHead
from tweetopt.predictors.training import Examples, predictions_on_scale

_PAIR_SECONDS = 30 * 24 * 3600
_PAIRS_PER_ACCOUNT = 2_000
Array = npt.NDArray[np.float64]


@dataclass(frozen=True)
class PredictorScores:
    """One way of predicting.

    Attributes:
        spearman: Rank correlation with the values.
        wording_spearman: Rank correlation of the wording effects: value and prediction, both
            less the account's median, on the head's scale. NaN for a constant prediction.
        wording_r2: Share of the wording effect's variance explained.
        pairs: Share of same-account pairs within 30 days that are put in the right order.
        pairs_2x: The same where the values differ by a factor of two or more.
        mean_error: Mean absolute error on the head's scale.
    """

    spearman: float
    wording_spearman: float
    wording_r2: float
    pairs: float
    pairs_2x: float
    mean_error: float


@dataclass(frozen=True)
class PredictorReport:
    """What `evaluate_predictor` measured.

    Attributes:
        name: The property.
        rows: Texts measured.
        accounts: How many accounts wrote them.
        head: The head, told the account medians.
        baseline: The account median as the prediction.
        unknown: The head for unknown accounts; its pairs need no median.
        coverage_known: Share of values in the 90% interval, told the medians.
        coverage_unknown: The same for unknown accounts.
    """

    name: str
    rows: int
    accounts: int
    head: PredictorScores
    baseline: PredictorScores
    unknown: PredictorScores
    coverage_known: float
    coverage_unknown: float


def evaluate_predictor(head: RegressionHead, examples: Examples) -> PredictorReport:
    """Measure a head against the account-median baseline.

    Args:
        head: The head.
        examples: Texts of accounts that were not trained on; rows without a median are left out.

    Raises:
        ValueError: Fewer than two rows have an account median.
    """
    known = examples.medians.isfinite()
    if int(known.sum()) < 2:
        raise ValueError(
            f"rows with an account median: expected at least 2, got {int(known.sum())}; "
            "bring a table with accounts that posted more than once"
        )
    examples = Examples(*(getattr(examples, name)[known] for name in Examples.__annotations__))
    values = _array(head.scale.forward(examples.values))
    medians = _array(head.scale.forward(examples.medians))
    pairs = _pairs(examples)
    told = _array(predictions_on_scale(head, examples, known=True))
    blind = _array(predictions_on_scale(head, examples, known=False))
    return PredictorReport(
        name=head.name,
        rows=len(examples),
        accounts=len(torch.unique(examples.accounts)),
        head=_scores(values, medians, told, pairs),
        baseline=_scores(values, medians, medians, pairs),
        unknown=_scores(values, medians, blind, pairs),
        coverage_known=float((np.abs(told - values) <= head.card.radius_known).mean()),
        coverage_unknown=float((np.abs(blind - values) <= head.card.radius_unknown).mean()),
    )


def _scores(
    values: Array, medians: Array, predicted: Array, pairs: npt.NDArray[np.int64]
) -> PredictorScores:
    effect, predicted_effect = values - medians, predicted - medians
    left, right = pairs
    gap, predicted_gap = values[left] - values[right], predicted[left] - predicted[right]
    # A tie is half right, so that a constant scores one half.
    right_order = np.where(predicted_gap == 0, 0.5, np.sign(gap) == np.sign(predicted_gap))
    unequal, twofold = gap != 0, np.abs(gap) >= np.log(2)
    return PredictorScores(
        spearman=_spearman(values, predicted),
        wording_spearman=_spearman(effect, predicted_effect),
        wording_r2=float(1 - ((effect - predicted_effect) ** 2).mean() / effect.var()),
        pairs=float(right_order[unequal].mean()) if unequal.any() else float("nan"),
        pairs_2x=float(right_order[twofold].mean()) if twofold.any() else float("nan"),
        mean_error=float(np.abs(values - predicted).mean()),
    )


def _spearman(left: Array, right: Array) -> float:
    if np.ptp(left) == 0 or np.ptp(right) == 0:
        return float("nan")
    return float(pd.Series(left).rank().corr(pd.Series(right).rank()))


def _pairs(examples: Examples) -> npt.NDArray[np.int64]:
    """Row numbers of same-account pairs close in time, shape `(2, pairs)`; fixed seed."""
    random = np.random.default_rng(0)
    accounts = examples.accounts.numpy()
    seconds = np.nan_to_num(_array(examples.seconds))
    found = []
    for account in np.unique(accounts):
        rows = np.flatnonzero(accounts == account)
        pair = rows[random.integers(len(rows), size=(2, _PAIRS_PER_ACCOUNT))]
        close = np.abs(seconds[pair[0]] - seconds[pair[1]]) <= _PAIR_SECONDS
        found.append(pair[:, close & (pair[0] != pair[1])])
    return np.concatenate(found, axis=1)


def _array(tensor: object) -> Array:
    return np.asarray(tensor, dtype=np.float64)
