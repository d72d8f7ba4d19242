"""Fits any scikit-learn regressor as a predictor, with a calibrated interval."""

import math
from dataclasses import replace
from typing import Any

import torch
from sklearn.base import clone

from tweetopt.predictors.calibration import LEAST_ROWS, conformal_radius
from tweetopt.predictors.examples import Examples
from tweetopt.predictors.scales import Scale
from tweetopt.predictors.sklearn_predictor import SklearnCard, SklearnPredictor


def fit_sklearn(
    estimator: Any, train: Examples, *, calibration: Examples, card: SklearnCard
) -> SklearnPredictor:
    """Fit a copy of an estimator on codes and account medians, and calibrate its interval.

    Args:
        estimator: A scikit-learn regressor or pipeline; left as it is.
        train: To fit on.
        calibration: To set the interval on, of other accounts (split conformal: Lei et al. 2018).
        card: What the predictor is; usual median, spread and radii are filled in here.

    Raises:
        ValueError: A part has too few rows, the estimator is no regressor, or the scale is that of
            labels.
    """
    if card.scale is Scale.LABEL:
        raise ValueError(
            f"scale: expected one of numbers, got {card.scale}; fit labels with "
            "optimize train predictor"
        )
    for name, part, least in (("training", train, 2), ("calibration", calibration, LEAST_ROWS)):
        if len(part) < least:
            raise ValueError(
                f"{name} rows: expected at least {least}, got {len(part)}; bring more rows"
            )
    medians = card.scale.forward(train.medians)
    usual = float(medians.nanmedian().nan_to_num(0.0))
    inputs = torch.cat([train.latents, medians.nan_to_num(usual)[:, None]], dim=1)
    targets = card.scale.forward(train.values)
    fitted = clone(estimator).fit(inputs.double().numpy(), targets.double().numpy())
    predictor = SklearnPredictor(replace(card, usual_median=usual), fitted)
    return SklearnPredictor(
        replace(
            predictor.card,
            wording_spread=_wording_spread(predictor, calibration),
            radius_known=_radius(predictor, calibration, known=True),
            radius_unknown=_radius(predictor, calibration, known=False),
            training={**card.training, "rows": len(train), "estimator": type(fitted).__name__},
        ),
        fitted,
    )


def _radius(predictor: SklearnPredictor, rows: Examples, *, known: bool) -> float:
    """From the rows with a median or, where those are too few, from all as unknown accounts."""
    values = predictor.info.scale.forward(rows.values)
    medians = rows.medians if known else torch.full_like(rows.medians, math.nan)
    has_median = medians.isfinite()
    enough = int(has_median.sum()) >= LEAST_ROWS
    use = has_median if enough else torch.ones_like(has_median)
    errors = (predictor.mean(rows.latents, medians) - values)[use]
    return conformal_radius(errors.detach().double().numpy())


def _wording_spread(predictor: SklearnPredictor, rows: Examples) -> float:
    """How much predictions differ between texts of one and the same, unknown account."""
    unknown = torch.full_like(rows.medians, math.nan)
    return float(predictor.mean(rows.latents, unknown).std())
