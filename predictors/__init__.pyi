"""The names that the package offers; each one's module is loaded when it is asked for."""

from .base import (
    Prediction as Prediction,
    PredictorInfo as PredictorInfo,
    PropertyPredictor as PropertyPredictor,
)
from .checks import check_predictor as check_predictor
from .estimator import PropertyRegressor as PropertyRegressor
from .personal import PersonalPredictor as PersonalPredictor
from .personal_fitting import adapt_predictor as adapt_predictor
from .registry import load_predictor as load_predictor
from .regression import RegressionHead as RegressionHead
from .sklearn_fitting import fit_sklearn as fit_sklearn
from .sklearn_predictor import SklearnPredictor as SklearnPredictor
