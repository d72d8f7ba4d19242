"""The names that the package offers; each one's module is loaded when it is asked for."""

from .adapters import SklearnPredictor as SklearnPredictor
from .base import (
    Prediction as Prediction,
    PredictorInfo as PredictorInfo,
    PropertyPredictor as PropertyPredictor,
)
from .checks import check_predictor as check_predictor
from .estimator import PropertyRegressor as PropertyRegressor
from .fitting import fit_sklearn as fit_sklearn
from .personal import PersonalPredictor as PersonalPredictor
from .personal_fitting import bend_predictor as bend_predictor
from .registry import load_predictor as load_predictor
from .regression import RegressionHead as RegressionHead
