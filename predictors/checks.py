"""What every predictor must get right, for the tests of those who write one."""

import math

import torch

from tweetopt.predictors.base import Prediction, PredictorInfo, PropertyPredictor
from tweetopt.predictors.scales import Scale
from tweetopt.predictors.shapes import Latents, PerText

_ROWS = 6
"""Of the batch that a predictor is asked about."""
_TOLERANCE = 1e-4
"""Relative and absolute: sums of float32 differ by the size of their batch."""


def check_predictor(predictor: PropertyPredictor, *, seed: int = 0) -> None:
    """Call a predictor with random codes, and refuse what a search cannot work with.

    Checked are names and numbers, shapes, finite values, unknown account medians, batches of any
    size whose rows don't depend on each other, the same answer twice, arguments left alone, and
    where it calls itself differentiable a finite gradient.

    Args:
        predictor: The predictor.
        seed: Of the codes.

    Raises:
        ValueError: Something is wrong; the line says what was expected and what came.
    """
    if not isinstance(predictor, PropertyPredictor):
        raise ValueError(
            f"predictor: expected the members of PropertyPredictor, got "
            f"{type(predictor).__name__} without {', '.join(_missing(predictor))}"
        )
    _check_names(predictor)
    random = torch.Generator().manual_seed(seed)
    latents = torch.randn(_ROWS, predictor.info.latent_dim, generator=random).tanh()
    known = predictor.info.scale.inverse(torch.linspace(0.5, 4, _ROWS))
    mixed = torch.where(torch.arange(_ROWS) % 2 == 0, known, math.nan)
    for what, medians in (
        ("known medians", known),
        ("unknown medians", torch.full((_ROWS,), math.nan)),
        ("some medians unknown", mixed),
    ):
        _check_members(predictor, latents, medians, what)
        _check_rows(predictor, latents, medians, what)
        _check_predictions(predictor, latents, medians, what)
    if predictor.info.differentiable:
        _check_gradient(predictor, latents, mixed)


def _missing(predictor: object) -> list[str]:
    members = sorted(name for name in dir(PropertyPredictor) if not name.startswith("_"))
    return [name for name in members if not hasattr(predictor, name)]


def _check_names(predictor: PropertyPredictor) -> None:
    info = predictor.info
    if not isinstance(info, PredictorInfo):
        raise ValueError(f"predictor, info: expected a PredictorInfo, got {info!r}")
    for name in ("name", "unit", "fingerprint"):
        text = getattr(info, name)
        _expect(isinstance(text, str) and text, predictor, f"{name}: a text", repr(text))
    dim = info.latent_dim
    _expect(isinstance(dim, int) and dim > 0, predictor, "latent_dim: a whole number", repr(dim))
    spread = info.wording_spread
    _expect(spread >= 0, predictor, "wording_spread: a number of at least 0", repr(spread))
    share = info.rewrite_share
    _expect(
        share is None or 0 <= share <= 1, predictor, "rewrite_share: None, or 0 to 1", repr(share)
    )


def _check_members(
    predictor: PropertyPredictor, latents: Latents, medians: PerText, what: str
) -> None:
    codes, numbers = latents.clone(), medians.clone()
    answers = predictor.members(latents, medians).detach()
    shape = tuple(answers.shape)
    _expect(
        len(shape) == 2 and shape[0] >= 1 and shape[1] == _ROWS,
        predictor, f"members of shape (members, {_ROWS}), {what}", str(shape),
    )  # fmt: skip
    _expect(
        answers.dtype == latents.dtype, predictor,
        f"members of the codes' dtype, {latents.dtype}", str(answers.dtype),
    )  # fmt: skip
    _expect(bool(answers.isfinite().all()), predictor, f"finite members, {what}", _short(answers))
    again = predictor.members(latents, medians).detach()
    _expect(torch.equal(answers, again), predictor, f"the same answer twice, {what}", "two")
    untouched = torch.equal(codes, latents) and bool(
        torch.equal(numbers.nan_to_num(-1), medians.nan_to_num(-1))
    )
    _expect(untouched, predictor, "arguments left as they are", "changed ones")


def _check_rows(
    predictor: PropertyPredictor, latents: Latents, medians: PerText, what: str
) -> None:
    """Each row alone, and all in another order, against all together."""
    together = predictor.members(latents, medians).detach()
    alone = torch.cat(
        [
            predictor.members(latents[row : row + 1], medians[row : row + 1]).detach()
            for row in range(_ROWS)
        ],
        dim=1,
    )
    turned = predictor.members(latents.flip(0), medians.flip(0)).detach().flip(1)
    for answers, how in ((alone, "alone"), (turned, "in another order")):
        _expect(
            answers.shape == together.shape
            and torch.allclose(answers, together, rtol=_TOLERANCE, atol=_TOLERANCE),
            predictor, f"rows that don't depend on their batch, {what}", f"others {how}",
        )  # fmt: skip


def _check_predictions(
    predictor: PropertyPredictor, latents: Latents, medians: PerText, what: str
) -> None:
    predictions = predictor.predict(latents, medians)
    _expect(
        len(predictions) == _ROWS and all(isinstance(each, Prediction) for each in predictions),
        predictor, f"a list of {_ROWS} Predictions", _short(predictions),
    )  # fmt: skip
    for each in predictions:
        if predictor.info.scale is Scale.LABEL:
            _expect(0 <= each.value <= 1, predictor, f"a probability, {what}", str(each))
            continue
        _expect(
            all(map(math.isfinite, (each.value, each.low, each.high)))
            and each.low <= each.value <= each.high,
            predictor, f"finite low <= value <= high, {what}", str(each),
        )  # fmt: skip


def _check_gradient(predictor: PropertyPredictor, latents: Latents, medians: PerText) -> None:
    codes = latents.clone().requires_grad_()
    total = predictor.members(codes, medians).sum()
    wanted = "a finite gradient, or differentiable = False"
    _expect(total.requires_grad, predictor, wanted, "no gradient")
    (gradient,) = torch.autograd.grad(total, [codes], allow_unused=True)
    _expect(
        gradient is not None and bool(gradient.isfinite().all()), predictor, wanted,
        "no gradient" if gradient is None else _short(gradient),
    )  # fmt: skip


def _short(value: object) -> str:
    return " ".join(str(value).split())[:120]


def _expect(fine: object, predictor: PropertyPredictor, expected: str, got: str) -> None:
    if not fine:
        raise ValueError(f"predictor {predictor.info.name!r}: expected {expected}; got {got}")
