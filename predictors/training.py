"""Fits a regression head: ridge regressions on resampled accounts, then a calibrated interval."""

import math
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt
import torch
from sklearn.linear_model import Ridge
from torch import Tensor

from tweetopt.predictors.regression import HeadCard, RegressionHead

COVERAGE = 0.9
_PENALTIES = (10.0, 100.0, 1_000.0, 10_000.0, 100_000.0)


@dataclass(frozen=True)
class Examples:
    """Encoded texts with what they got.

    Attributes:
        latents: Shape `(n, latent_dim)`.
        values: Shape `(n,)`, in the property's unit.
        medians: Shape `(n,)`: the account medians in the same unit, NaN where unknown.
        accounts: Shape `(n,)`: who posted, as numbers.
        seconds: Shape `(n,)`: when, in seconds since 1970; NaN where unknown.
    """

    latents: Tensor
    values: Tensor
    medians: Tensor
    accounts: Tensor
    seconds: Tensor

    def __len__(self) -> int:
        return len(self.values)


def fit_head(
    train: Examples,
    *,
    validation: Examples,
    calibration: Examples,
    card: HeadCard,
    seed: int = 0,
    on_member: Callable[[int], None] = lambda _: None,
) -> RegressionHead:
    """Fit an ensemble of ridge regressions and calibrate its interval.

    Each member sees the rows of accounts drawn with replacement, each row with the account's
    median and without, so that the ensemble also answers for texts by unknown accounts.

    Args:
        train: To fit on.
        validation: To choose the ridge penalty on, and to measure what wording moves.
        calibration: To set the interval on (split conformal: Lei et al. 2018).
        card: What the head is; spread, radii and training are filled in here.
        seed: Of the resampling.
        on_member: Called with the number of members fitted.

    Raises:
        ValueError: A part has too few rows.
    """
    for name, part, least in (
        ("training", train, 20),
        ("validation", validation, 2),
        ("calibration", calibration, math.ceil(COVERAGE / (1 - COVERAGE))),
    ):
        if len(part) < least:
            raise ValueError(
                f"{name} rows: expected at least {least}, got {len(part)}; bring more rows, "
                "or more accounts"
            )
    penalties = _best_penalties(card, train, validation, seed=seed)
    members = []
    for number in range(card.n_members):
        members.append(_member(card, train, penalties=penalties, seed=seed + number))
        on_member(number + 1)
    weight, bias = (torch.cat(parts) for parts in zip(*members, strict=True))
    head = RegressionHead(card, weight, bias)
    training: dict[str, Any] = {**card.training, "rows": len(train), "penalties": list(penalties)}
    return RegressionHead(
        replace(
            card,
            wording_spread=_wording_spread(head, validation),
            radius_known=_conformal_radius(head, calibration, known=True),
            radius_unknown=_conformal_radius(head, calibration, known=False),
            training=training,
        ),
        weight,
        bias,
    )


def predictions_on_scale(head: RegressionHead, examples: Examples, *, known: bool) -> Tensor:
    """The ensemble's mean for each example, on the head's scale, shape `(n,)`.

    Args:
        head: The head.
        examples: What to predict.
        known: With the account medians, or as if every account were unknown.
    """
    medians = examples.medians if known else torch.full_like(examples.medians, math.nan)
    return head.mean(examples.latents, medians)


def _best_penalties(
    card: HeadCard, train: Examples, validation: Examples, *, seed: int
) -> tuple[float, float]:
    """The ridge penalties, with and without the median, that err least on validation."""
    values = card.scale.forward(validation.values)
    errors: dict[bool, dict[float, float]] = {True: {}, False: {}}
    for penalty in _PENALTIES:
        member = RegressionHead(
            card, *_member(card, train, penalties=(penalty, penalty), seed=seed)
        )
        for known, by_penalty in errors.items():
            predicted = predictions_on_scale(member, validation, known=known)
            by_penalty[penalty] = float((predicted - values).square().mean())
    with_median, without = (min(errors[known], key=errors[known].__getitem__) for known in errors)
    return with_median, without


def _member(
    card: HeadCard, train: Examples, *, penalties: tuple[float, float], seed: int
) -> tuple[Tensor, Tensor]:
    """One member: weight `(1, 2 * latent_dim + 2)` and bias `(1,)`, see `features`.

    Every row is used twice, with its median and without.
    """
    rows = torch.from_numpy(_resample(train.accounts.numpy(), np.random.default_rng(seed)))
    latents, medians = train.latents[rows], card.scale.forward(train.medians[rows])
    values = card.scale.forward(train.values[rows])
    blind, blind_offset = _ridge(latents, values, penalty=penalties[1])
    known = medians.isfinite()
    if not known.any():
        return torch.cat([blind, blind, torch.zeros(2)])[None], blind_offset[None]
    inputs = torch.cat([latents, medians[:, None]], dim=1)[known]
    told, told_offset = _ridge(inputs, values[known], penalty=penalties[0])
    weight = torch.cat([blind, told, (told_offset - blind_offset)[None]])
    return weight[None], blind_offset[None]


def _ridge(inputs: Tensor, targets: Tensor, *, penalty: float) -> tuple[Tensor, Tensor]:
    """Coefficients `(features,)` and intercept of a ridge regression."""
    fitted = Ridge(alpha=penalty, solver="cholesky").fit(inputs.numpy(), targets.numpy())
    return torch.tensor(fitted.coef_).float(), torch.tensor(fitted.intercept_).float()


def _resample(
    accounts: npt.NDArray[np.int64], random: np.random.Generator
) -> npt.NDArray[np.int64]:
    """Rows of accounts drawn with replacement, as many accounts as there are."""
    names, numbers = np.unique(accounts, return_inverse=True)
    times = np.bincount(random.integers(len(names), size=len(names)), minlength=len(names))
    return np.repeat(np.arange(len(accounts)), times[numbers])


def _wording_spread(head: RegressionHead, validation: Examples) -> float:
    """How much predictions differ between texts of one and the same account."""
    one_account = validation.values.median().expand(len(validation))
    return float(head.mean(validation.latents, one_account).std())


def _conformal_radius(head: RegressionHead, calibration: Examples, *, known: bool) -> float:
    residuals = (
        predictions_on_scale(head, calibration, known=known)
        - head.scale.forward(calibration.values)
    ).abs()
    rank = math.ceil((len(residuals) + 1) * COVERAGE)
    return float(residuals.sort().values[min(rank, len(residuals)) - 1])
