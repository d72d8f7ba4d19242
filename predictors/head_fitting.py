"""Fits a head: linear regressions on resampled accounts, then the calibration of its intervals."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import torch
from jaxtyping import Bool, Float
from torch import Tensor

from tweetopt.predictors.calibration import LEAST_ROWS, Errors, conformal_radii
from tweetopt.predictors.examples import Examples
from tweetopt.predictors.labels import calibrated, log_loss, logistic
from tweetopt.predictors.regression import HeadCard, RegressionHead
from tweetopt.predictors.ridges import best_penalty, group_numbers, resample, ridge
from tweetopt.predictors.scales import Scale
from tweetopt.predictors.shapes import Coefficients, Inputs, PerText, Scalar
from tweetopt.predictors.word_fitting import LEAST_TEXTS, fit_words
from tweetopt.predictors.words import WordEffects

_PENALTIES = (10.0, 100.0, 1_000.0, 10_000.0, 100_000.0)
"""Of the ridges, to choose from on validation rows; a factor of ten apart."""
_FOLDS = 5
"""Of the training accounts, for errors on accounts that a map wasn't fitted on."""
_LOUD = 100.0
"""The scale of what words say, beside codes: the penalty is meant for the codes' many numbers."""

Maps = tuple[Float[Tensor, "1 features"], Float[Tensor, "1"]]
"""Weight and bias of one member."""
Mask = Bool[Tensor, " batch"]


def fit_head(
    train: Examples,
    *,
    validation: Examples,
    calibration: Examples,
    card: HeadCard,
    worded: Examples | None = None,
    seed: int = 0,
    on_member: Callable[[int], None] = lambda _: None,
) -> RegressionHead:
    """Fit an ensemble of ridge regressions (for labels: logistic ones) and calibrate it.

    Each member sees the rows of accounts drawn with replacement, each row with the account's
    median and without, so that the ensemble also answers for texts by unknown accounts.

    Numbers get a conformal interval, see `calibration`; labels get calibrated probabilities, and
    no interval.

    Args:
        train: To fit on.
        validation: To choose the penalty on, and to measure what wording moves.
        calibration: To calibrate on, of other accounts.
        card: What the head is; spread, radii and training are filled in here.
        worded: All training texts with their values, encoded or not: what words tell is learned
            from them, where they are 200 or more. Without it the head sees codes alone.
        seed: Of the resampling.
        on_member: Called with the number of members fitted.

    Raises:
        ValueError: A part has too few rows.
    """
    _check_sizes(train, validation, calibration)
    if worded is not None and len(worded) >= LEAST_TEXTS:
        words, effects = fit_words(worded, scale=card.scale, wanted=train)
        head = fit_head(
            _beside(train, effects),
            validation=_beside(validation, words(validation.texts.tolist())),
            calibration=_beside(calibration, words(calibration.texts.tolist())),
            card=replace(card, training={**card.training, "worded_rows": len(worded)}),
            seed=seed,
            on_member=on_member,
        )
        return _reading(head, words)
    penalties = _best_penalties(card, train, validation, seed=seed)
    members = []
    for number in range(card.n_members):
        members.append(_member(card, train, penalties=penalties, seed=seed + number))
        on_member(number + 1)
    weight, bias = (torch.cat(parts) for parts in zip(*members, strict=True))
    training: dict[str, Any] = {**card.training, "rows": len(train), "penalties": list(penalties)}
    head = RegressionHead(replace(card, training=training), weight, bias)
    if card.scale is Scale.LABEL:
        head = calibrated(head, calibration)
    else:
        head = _with_intervals(head, train, calibration, penalties=penalties, seed=seed)
    return replace(head, card=replace(head.card, wording_spread=_wording_spread(head, validation)))


def _beside(rows: Examples, effects: PerText) -> Examples:
    """Rows whose codes have one number more: what the words say."""
    return replace(rows, latents=torch.cat([rows.latents, _LOUD * effects[:, None]], dim=1))


def _reading(head: RegressionHead, words: WordEffects) -> RegressionHead:
    """A head that reads words, from one of codes with `_beside`'s number."""
    loud = torch.ones(head.weight.shape[1])
    width = head.info.latent_dim + 1
    loud[[width - 1, 2 * width - 1]] = _LOUD
    card = replace(head.card, reads_words=True)
    return replace(head, card=card, weight=head.weight * loud, words=words)


def _check_sizes(train: Examples, validation: Examples, calibration: Examples) -> None:
    for name, part, least in (
        ("training", train, 20),
        ("validation", validation, 2),
        ("calibration", calibration, LEAST_ROWS),
    ):
        if len(part) < least:
            raise ValueError(
                f"{name} rows: expected at least {least}, got {len(part)}; bring more rows, "
                "or more accounts"
            )


def _best_penalties(
    card: HeadCard, train: Examples, validation: Examples, *, seed: int
) -> tuple[float, float]:
    """The penalties, with and without the median, that err least on validation."""
    members = {
        penalty: RegressionHead(
            card, *_member(card, train, penalties=(penalty, penalty), seed=seed)
        )
        for penalty in _PENALTIES
    }

    def error(penalty: float, rows: Examples) -> float:
        predicted = members[penalty].mean(rows.latents, rows.medians)
        return float(_losses(card.scale, predicted, rows.values).mean())

    unknown = validation.without_medians()
    return (
        best_penalty(_PENALTIES, lambda penalty: error(penalty, validation)),
        best_penalty(_PENALTIES, lambda penalty: error(penalty, unknown)),
    )


def _losses(scale: Scale, predicted: PerText, values: PerText) -> PerText:
    """Each row's loss, shape `(n,)`; predictions are on the scale, values in the unit."""
    if scale is Scale.LABEL:
        return log_loss(predicted, values)
    return (predicted - scale.forward(values)).square()


def _member(card: HeadCard, train: Examples, *, penalties: tuple[float, float], seed: int) -> Maps:
    """One member, on accounts drawn with replacement; as `_maps`."""
    random = np.random.default_rng(seed)
    rows = resample(
        group_numbers(train.accounts.numpy()), lambda groups: random.integers(groups, size=groups)
    )
    return _maps(card.scale, train.where(torch.from_numpy(rows)), penalties=penalties)


def _maps(scale: Scale, train: Examples, *, penalties: tuple[float, float]) -> Maps:
    """Weight `(1, 2 * width + 2)` and bias `(1,)`, see `features`.

    Every row is used twice, with its median and without.
    """
    solve = logistic if scale is Scale.LABEL else _ridge
    values = train.values if scale is Scale.LABEL else scale.forward(train.values)
    unknown, unknown_offset = solve(train.latents, values, penalty=penalties[1])
    has_median = train.medians.isfinite()
    if not has_median.any():
        return torch.cat([unknown, unknown, torch.zeros(2)])[None], unknown_offset[None]
    medians = scale.forward(train.medians)
    inputs = torch.cat([train.latents, medians[:, None]], dim=1)[has_median]
    known, known_offset = solve(inputs, values[has_median], penalty=penalties[0])
    weight = torch.cat([unknown, known, (known_offset - unknown_offset)[None]])
    return weight[None], unknown_offset[None]


def _ridge(inputs: Inputs, targets: PerText, *, penalty: float) -> tuple[Coefficients, Scalar]:
    """Coefficients `(features,)` and intercept of a ridge regression."""
    coefficients, intercept = ridge(inputs.numpy(), targets.numpy(), penalty=penalty)
    return torch.from_numpy(coefficients).float(), torch.tensor(intercept).float()


def _wording_spread(head: RegressionHead, validation: Examples) -> float:
    """How much predictions differ between texts of one and the same account."""
    middle = validation.medians.nanmedian()
    return float(head.mean(validation.latents, middle.expand(len(validation))).std())


def _with_intervals(
    head: RegressionHead,
    train: Examples,
    calibration: Examples,
    *,
    penalties: tuple[float, float],
    seed: int,
) -> RegressionHead:
    """The head with radii from its errors on calibration accounts, and on training accounts."""
    errors = _errors(head, calibration)
    for fold, others in _folds(train, seed=seed):
        maps = _maps(head.info.scale, train.where(others), penalties=penalties)
        errors += _errors(RegressionHead(head.card, *maps), train.where(fold))
    radii = conformal_radii(errors)
    card = replace(
        head.card,
        radius_known=radii.known,
        radius_unknown=radii.unknown,
        edges=radii.edges,
        radii=radii.by_size,
    )
    return replace(head, card=card)


def _folds(train: Examples, *, seed: int) -> list[tuple[Mask, Mask]]:
    """Masks `(n,)` of a fifth of the accounts, and of the others, five times."""
    numbers = group_numbers(train.accounts.numpy())
    accounts = int(numbers.max()) + 1
    turn = torch.from_numpy((np.random.default_rng(seed).permutation(accounts) % _FOLDS)[numbers])
    if accounts < _FOLDS:  # by rows: a fold of whole accounts could be all of them
        turn = torch.arange(len(train)) % _FOLDS
    return [(turn == number, turn != number) for number in range(_FOLDS)]


def _errors(head: RegressionHead, rows: Examples) -> Errors:
    values = head.info.scale.forward(rows.values)
    known = head.mean(rows.latents, rows.medians) - values
    unknown = head.mean(rows.latents, rows.without_medians().medians) - values
    return Errors(
        known=known.double().numpy(),
        unknown=unknown.double().numpy(),
        medians=head.info.scale.forward(rows.medians).double().numpy(),
        accounts=rows.accounts.numpy(),
    )
