"""Labels of 0 and 1: logistic regression, and calibrated probabilities."""

from dataclasses import replace

import torch
from sklearn.linear_model import LogisticRegression

from tweetopt.predictors.examples import Examples
from tweetopt.predictors.regression import RegressionHead
from tweetopt.predictors.shapes import AnyShape, Coefficients, Inputs, PerText, Scalar

_ROUNDS = 500
"""Of the solver at most; it stops before, once it has converged."""
_FREE = 1e6
"""Inverse penalty of the two numbers that calibrate: as good as none."""


def logistic(inputs: Inputs, labels: PerText, *, penalty: float) -> tuple[Coefficients, Scalar]:
    """Coefficients `(features,)` and intercept of a logistic regression.

    Args:
        inputs: Shape `(n, features)`.
        labels: Zeros and ones, shape `(n,)`. Where they are all the same, as in a draw from few
            groups, the coefficients are 0 and the intercept is the logit of (ones + 1) / (n + 2).
        penalty: On half the sum of squared coefficients, against the summed log loss.
    """
    if labels.min() == labels.max():
        share = (labels.sum() + 1) / (len(labels) + 2)
        return torch.zeros(inputs.shape[1]), torch.logit(share).float()
    model = LogisticRegression(C=1 / penalty, max_iter=_ROUNDS)
    fitted = model.fit(inputs.double().numpy(), labels.numpy())
    return torch.tensor(fitted.coef_[0]).float(), torch.tensor(fitted.intercept_[0]).float()


def log_loss(logits: AnyShape, labels: AnyShape) -> AnyShape:
    """Each label's log loss, shape as the arguments'."""
    return torch.nn.functional.binary_cross_entropy_with_logits(
        logits, labels.to(logits.dtype), reduction="none"
    )


def calibrated(head: RegressionHead, calibration: Examples) -> RegressionHead:
    """A head whose probabilities hold on rows kept apart (Platt scaling: Platt 1999).

    A straight line through the logits, one for known and one for unknown accounts, folded into the
    weights; a head whose logits say nothing, or the opposite, becomes a constant.

    Args:
        head: Of labels.
        calibration: Rows of other accounts.
    """
    slope, offset = _platt(head, calibration.without_medians())
    known = calibration.with_medians()
    known_slope, known_offset = _platt(head, known) if len(known) else (slope, offset)
    width = head.weight.shape[1] // 2 - 1
    slopes = torch.cat([torch.full((width,), slope), torch.full((width + 2,), known_slope)])
    weight, bias = head.weight * slopes, head.bias * slope + offset
    # What knowing the account adds is added to the bias, which has moved.
    weight[:, -1] += head.bias * known_slope + known_offset - bias
    return replace(head, weight=weight, bias=bias)


def _platt(head: RegressionHead, rows: Examples) -> tuple[float, float]:
    logits = head.mean(rows.latents, rows.medians)[:, None]
    slope, offset = logistic(logits, rows.values, penalty=1 / _FREE)
    if slope.item() < 0:
        return 0.0, float(torch.logit((rows.values.sum() + 1) / (len(rows) + 2)))
    return slope.item(), offset.item()
