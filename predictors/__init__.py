"""Property predictors over latent codes: a name, a unit, an interval."""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tweetopt.predictors.adapters import SklearnPredictor
    from tweetopt.predictors.base import Prediction, PredictorInfo, PropertyPredictor
    from tweetopt.predictors.checks import check_predictor
    from tweetopt.predictors.estimator import PropertyRegressor
    from tweetopt.predictors.fitting import fit_sklearn
    from tweetopt.predictors.personal import PersonalPredictor
    from tweetopt.predictors.personal_fitting import bend_predictor
    from tweetopt.predictors.registry import load_predictor
    from tweetopt.predictors.regression import RegressionHead

__all__ = [
    "PersonalPredictor",
    "Prediction",
    "PredictorInfo",
    "PropertyPredictor",
    "PropertyRegressor",
    "RegressionHead",
    "SklearnPredictor",
    "bend_predictor",
    "check_predictor",
    "fit_sklearn",
    "load_predictor",
]

_HOMES = {
    "PersonalPredictor": "personal",
    "Prediction": "base",
    "PredictorInfo": "base",
    "PropertyPredictor": "base",
    "PropertyRegressor": "estimator",
    "RegressionHead": "regression",
    "SklearnPredictor": "adapters",
    "bend_predictor": "personal_fitting",
    "check_predictor": "checks",
    "fit_sklearn": "fitting",
    "load_predictor": "registry",
}


def __getattr__(name: str) -> Any:
    if name in _HOMES:
        return getattr(import_module(f"tweetopt.predictors.{_HOMES[name]}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
