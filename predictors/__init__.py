"""Property heads over latent codes: a name, a unit, an interval."""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tweetopt.predictors.base import Prediction, PropertyPredictor
    from tweetopt.predictors.registry import load_predictor
    from tweetopt.predictors.regression import RegressionHead

__all__ = ["Prediction", "PropertyPredictor", "RegressionHead", "load_predictor"]

_HOMES = {
    "Prediction": "base",
    "PropertyPredictor": "base",
    "RegressionHead": "regression",
    "load_predictor": "registry",
}


def __getattr__(name: str) -> Any:
    if name in _HOMES:
        return getattr(import_module(f"tweetopt.predictors.{_HOMES[name]}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
