"""Judges: predictors of other families, fitted on accounts of their own, that no search follows."""

from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pandas as pd
import torch
from sklearn.base import RegressorMixin
from sklearn.decomposition import TruncatedSVD
from sklearn.ensemble import HistGradientBoostingRegressor
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import Ridge
from sklearn.pipeline import make_pipeline

from tweetopt.predictors.scales import Scale

Floats = npt.NDArray[np.float64]
_LEAST = 10
"""Rows that judges learn from: with fewer no word is there twice."""
_MOST = 60_000
"""Rows that judges learn from, at most."""

Judge = Callable[[Sequence[str]], Floats]
"""Says, on a property's scale, what the wording of each masked text does: `(texts,)`, less the
account's usual."""


def check_enough(table: Path, *, judging: int, learned: int) -> None:
    """Refuse a table too small to judge by.

    Args:
        table: What to call it.
        judging: How many rows of split "judge" it has.
        learned: How many rows of split "train".

    Raises:
        ValueError: There are fewer than ten of the first, or none of the second.
    """
    if judging < _LEAST or not learned:
        raise ValueError(
            f"{table}: expected at least {_LEAST} rows of split 'judge' for the judges to learn "
            f"from, and one of split 'train', got {judging} and {learned}; a twentieth of the "
            f"accounts, or texts, are judges: bring a table of some {30 * _LEAST} rows or more"
        )


def fit_judges(rows: pd.DataFrame, scale: Scale) -> dict[str, Judge]:
    """Fit the judges.

    "ridge" (words and pairs of words, linear) is the one to develop with; "boosting" (pieces of
    words, reduced, then trees) is for the report alone.

    Args:
        rows: Texts (masked) with value and median, as in a `PropertyTable`, of accounts that
            neither the predictor nor the model learned from.
        scale: The property's.

    Raises:
        ValueError: There are fewer than ten rows with a value.
    """
    rows = rows[rows["value"].notna()]
    if len(rows) < _LEAST:
        raise ValueError(f"judges: expected {_LEAST} rows or more to learn from, got {len(rows)}")
    if len(rows) > _MOST:
        rows = rows.sample(_MOST, random_state=0)
    usual = rows["median"].fillna(rows["value"].median())
    effects = _on_scale(rows["value"], scale) - _on_scale(usual, scale)
    texts = rows["text"].tolist()
    words = TfidfVectorizer(
        ngram_range=(1, 2), min_df=2, sublinear_tf=True, token_pattern=r"\w+|[^\w\s]"
    )
    pieces = TfidfVectorizer(
        analyzer="char_wb", ngram_range=(2, 4), min_df=3, max_features=50_000, sublinear_tf=True
    )
    width = min(100, len(rows) - 1)
    return {
        "ridge": _fitted(make_pipeline(words, Ridge(10.0)), texts, effects),
        "boosting": _fitted(
            make_pipeline(
                pieces,
                TruncatedSVD(width, random_state=0),
                HistGradientBoostingRegressor(max_iter=200, learning_rate=0.06, random_state=0),
            ),
            texts,
            effects,
        ),
    }


def _fitted(model: RegressorMixin, texts: Sequence[str], effects: Floats) -> Judge:
    predict: Callable[[Sequence[str]], Floats] = model.fit(texts, effects).predict
    return predict


def _on_scale(values: pd.Series, scale: Scale) -> Floats:
    numbers: Floats = scale.forward(torch.tensor(values.to_numpy(dtype=np.float64))).numpy()
    return numbers
