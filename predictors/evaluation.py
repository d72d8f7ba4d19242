"""How well a predictor does on accounts that nothing was fitted on, beside simple baselines."""

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import torch

from tweetopt.predictors.base import Prediction, PropertyPredictor
from tweetopt.predictors.baselines import WordBaseline, usual_value
from tweetopt.predictors.examples import Examples
from tweetopt.predictors.scales import Scale
from tweetopt.predictors.scores import (
    Scores,
    close_pairs,
    label_scores,
    number_scores,
)
from tweetopt.predictors.shapes import PerText
from tweetopt.predictors.verdict import Lead, Score, leads, verdict

_SIZES = ("small", "middle", "large")
_USUAL = {True: "the account's median alone", False: "what is usual"}
"""What is usual, where account medians are known and where they aren't."""
_WORDS = "the words alone (TF-IDF)"
_LEAST_ROWS = 2
"""A correlation, or a pair, needs two."""


@dataclass(frozen=True)
class Coverage:
    """How the 90% interval holds for accounts of one size.

    Attributes:
        size: "all", or the third that the account median falls into: small, middle or large.
        rows: How many texts.
        known: Share of values inside, with the account medians; NaN where there are none.
        unknown: The same as if every account were unknown.
        unknown_error: Standard error of `unknown`, with the accounts, not the texts, as the sample;
            NaN for fewer than two.
        low: Median lower end, in the property's unit, with the medians where there are any.
        high: Median upper end.
    """

    size: str
    rows: int
    known: float
    unknown: float
    unknown_error: float
    low: float
    high: float


@dataclass(frozen=True)
class PredictorReport:
    """What `evaluate_predictor` measured.

    Attributes:
        name: The property.
        scale: Its scale.
        rows: Texts measured.
        accounts: How many accounts wrote them.
        head: The predictor, with the account medians where there are any.
        unknown: The same for unknown accounts; None where there are no medians anyway.
        baseline: The account median (of labels, the account's share of ones) as the prediction;
            without medians, what is usual in the training rows.
        words: A ridge, or a logistic regression, on TF-IDF; None where none was given.
        words_rows: Training rows that it was fitted on.
        intervals: Of all rows, then by the size of the account; empty for labels, which have no
            interval.
        leads: How far the head is ahead of the baselines, figure by figure.
    """

    name: str
    scale: Scale
    rows: int
    accounts: int
    head: Scores
    unknown: Scores | None
    baseline: Scores
    words: Scores | None
    words_rows: int
    intervals: tuple[Coverage, ...]
    leads: tuple[Lead, ...]

    @property
    def verdict(self) -> str:
        """One sentence: whether the head beats the baselines in every figure."""
        return verdict(self.leads)


def evaluate_predictor(
    predictor: PropertyPredictor, examples: Examples, *, words: WordBaseline | None = None
) -> PredictorReport:
    """Measure a predictor beside what is usual for the account, and what the words tell.

    Args:
        predictor: The predictor.
        examples: Texts of accounts that were not trained on, with `texts` where `words` is given.
            Where at least two have an account median, the others are left out.
        words: Fitted on training rows of the same table.

    Raises:
        ValueError: There are fewer than two rows.
    """
    if len(examples) < _LEAST_ROWS:
        raise ValueError(
            f"rows to measure: expected at least {_LEAST_ROWS}, got {len(examples)}; bring more"
        )
    known = int(examples.medians.isfinite().sum()) >= _LEAST_ROWS
    examples = examples.with_medians() if known else examples.without_medians()
    scale = predictor.info.scale
    usual = words.usual if words else usual_value(examples.values, scale)

    def head(rows: Examples) -> PerText:
        return predictions_on_scale(predictor, rows)

    def median(rows: Examples) -> PerText:
        return scale.forward(rows.medians.nan_to_num(usual))

    pairs = close_pairs(examples)
    scorer = _Scorer(examples, median(examples), scale)
    whole = np.arange(len(examples))
    own, rivals = scorer(head), {_USUAL[known]: scorer(median)}
    if words:
        rivals[_WORDS] = scorer(words.predict)
    return PredictorReport(
        name=predictor.info.name,
        scale=scale,
        rows=len(examples),
        accounts=len(torch.unique(examples.accounts)),
        head=own(whole, pairs),
        unknown=scorer(lambda rows: head(rows.without_medians()))(whole, pairs) if known else None,
        baseline=rivals[_USUAL[known]](whole, pairs),
        words=rivals[_WORDS](whole, pairs) if words else None,
        words_rows=words.rows if words else 0,
        intervals=() if scale is Scale.LABEL else _coverages(predictor, examples, known=known),
        leads=leads(own, rivals, accounts=examples.accounts.numpy(), pairs=pairs),
    )


@torch.no_grad()
def predictions_on_scale(predictor: PropertyPredictor, examples: Examples) -> PerText:
    """The ensemble's mean for each example, on the predictor's scale, shape `(n,)`."""
    conditioned = examples.read_by(predictor)
    return conditioned.members(examples.latents, examples.medians).mean(0)


@dataclass(frozen=True)
class _Scorer:
    """Scores of ways to predict on the scale, each for the same rows."""

    examples: Examples
    medians: PerText
    scale: Scale

    def __call__(self, predict: Callable[[Examples], PerText]) -> Score:
        predicted, level = (
            _array(predict(self.examples)),
            _array(predict(self.examples.with_one_median())),
        )
        values, medians = self.examples.values, _array(self.medians)
        if self.scale is Scale.LABEL:
            labels = _array(values)
            return lambda rows, pairs: label_scores(
                labels[rows], predicted[rows], level=level[rows], pairs=pairs
            )
        scaled = _array(self.scale.forward(values))
        return lambda rows, pairs: number_scores(
            scaled[rows],
            medians[rows],
            predicted[rows],
            level=level[rows],
            pairs=pairs,
            ratios=self.scale is not Scale.PLAIN,
        )


def _coverages(
    predictor: PropertyPredictor, examples: Examples, *, known: bool
) -> tuple[Coverage, ...]:
    """Coverage of all rows and, where medians are known, of the thirds of the account medians."""
    values, accounts = _array(examples.values), examples.accounts.numpy()
    predictor = examples.read_by(predictor)
    unknown = _ends(predictor.predict(examples.latents, examples.without_medians().medians))
    own = _ends(predictor.predict(examples.latents, examples.medians)) if known else unknown
    chosen = {"all": np.ones(len(values), dtype=bool)}
    if known:
        medians = _array(examples.medians)
        third = np.digitize(medians, np.quantile(medians, [1 / 3, 2 / 3]), right=True)
        chosen |= {size: third == number for number, size in enumerate(_SIZES)}
    return tuple(
        Coverage(
            size=size,
            rows=int(rows.sum()),
            known=_inside(values[rows], own[:, rows]).mean().item() if known else math.nan,
            unknown=_inside(values[rows], unknown[:, rows]).mean().item(),
            unknown_error=_error(_inside(values[rows], unknown[:, rows]), accounts[rows]),
            low=float(np.median(own[0, rows])),
            high=float(np.median(own[1, rows])),
        )
        for size, rows in chosen.items()
        if rows.any()
    )


def _inside(
    values: npt.NDArray[np.float64], ends: npt.NDArray[np.float64]
) -> npt.NDArray[np.bool_]:
    inside: npt.NDArray[np.bool_] = (values >= ends[0]) & (values <= ends[1])
    return inside


def _error(inside: npt.NDArray[np.bool_], accounts: npt.NDArray[np.int64]) -> float:
    """Standard error of the share inside, by the sums of each account's deviations (clusters)."""
    _, numbers = np.unique(accounts, return_inverse=True)
    sums = np.bincount(numbers, weights=inside - inside.mean())
    if len(sums) < 2:
        return math.nan
    return float(np.sqrt(np.square(sums).sum() * len(sums) / (len(sums) - 1)) / len(inside))


def _ends(predictions: list[Prediction]) -> npt.NDArray[np.float64]:
    """The intervals' ends, shape `(2, n)`."""
    return np.array([(each.low, each.high) for each in predictions]).T


def _array(tensor: PerText) -> npt.NDArray[np.float64]:
    return np.asarray(tensor.detach(), dtype=np.float64)
