"""Linear scikit-learn pipelines as one linear map."""

from typing import Any

import numpy as np
import numpy.typing as npt
from sklearn import decomposition, linear_model, preprocessing
from sklearn.pipeline import Pipeline

from tweetopt.predictors.estimator import PropertyRegressor

Array = npt.NDArray[np.float64]

_MAPS = (
    preprocessing.StandardScaler,
    preprocessing.RobustScaler,
    preprocessing.MinMaxScaler,
    preprocessing.MaxAbsScaler,
    decomposition.PCA,
    decomposition.TruncatedSVD,
)
_REGRESSORS = (
    linear_model.LinearRegression,
    linear_model.Ridge,
    linear_model.RidgeCV,
    linear_model.Lasso,
    linear_model.LassoCV,
    linear_model.LassoLars,
    linear_model.ElasticNet,
    linear_model.ElasticNetCV,
    linear_model.BayesianRidge,
    linear_model.ARDRegression,
    linear_model.HuberRegressor,
    linear_model.TheilSenRegressor,
    linear_model.SGDRegressor,
    linear_model.Lars,
    linear_model.OrthogonalMatchingPursuit,
    linear_model.QuantileRegressor,
    PropertyRegressor,
)
_TOLERANCE = 1e-6
"""Relative and absolute, in float64, between an estimator and its linear map."""


def fold_linear(estimator: Any, *, n_features: int) -> tuple[Array, float] | None:
    """The weights `(n_features,)` and bias of a linear estimator; None where it is not linear.

    An affine map is known by its values at zero and at the unit vectors, so nothing is read from
    the inside of the steps. The result is then compared with the estimator at random inputs, and
    dropped where they differ: clipping scalers, for instance, are affine in part only.

    Args:
        estimator: A fitted scikit-learn regressor or pipeline.
        n_features: How many numbers it reads.
    """
    steps = (
        [step for _, step in estimator.steps] if isinstance(estimator, Pipeline) else [estimator]
    )
    # Exact types: a subclass may do anything.
    if type(steps[-1]) not in _REGRESSORS or not all(
        step in (None, "passthrough") or type(step) in _MAPS for step in steps[:-1]
    ):
        return None
    at_zero = float(estimator.predict(np.zeros((1, n_features))).reshape(-1)[0])
    weight = estimator.predict(np.eye(n_features)).reshape(-1) - at_zero
    inputs = np.random.default_rng(0).uniform(-10, 10, size=(64, n_features))
    answers = estimator.predict(inputs).reshape(-1)
    if not np.allclose(inputs @ weight + at_zero, answers, rtol=_TOLERANCE, atol=_TOLERANCE):
        return None
    return weight, at_zero
