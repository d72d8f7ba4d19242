"""Any scikit-learn regressor as a predictor.

The estimator reads the code and, as its last column, the account's median on the scale. Where the
account is unknown, the column holds the usual median: the middle of the medians it was fitted on.
So every estimator serves, whether it takes missing numbers or not, an unknown account is treated
as a usual one, and the interval for it is wider by what that guess costs.
"""

import json
import math
from dataclasses import asdict, dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

import torch

from tweetopt.predictors.base import Prediction, PredictorInfo, around
from tweetopt.predictors.scales import Scale
from tweetopt.predictors.shapes import Inputs, Latents, Members, PerText
from tweetopt.predictors.sklearn_files import check_regressor, read_estimator, write_estimator

_ESTIMATOR = "predictor.skops"
_CARD = "predictor.json"
SKLEARN_FILES = (_ESTIMATOR, _CARD)
KIND = "sklearn"


@dataclass(frozen=True)
class SklearnCard:
    """What an adapted estimator is, beside the estimator itself.

    Attributes:
        name: The property.
        unit: Its unit.
        scale: The scale that the estimator predicts on.
        latent_dim: Width of the codes.
        fingerprint: Of the latent space.
        usual_median: Stands for unknown account medians, on the scale.
        wording_spread: Standard deviation, on the scale, of what wording alone moves.
        radius_known: Half the width of the 90% interval, on the scale, with an account median.
        radius_unknown: The same without one.
        kind: What the folder holds; always "sklearn".
        training: How it was made.
    """

    name: str
    unit: str
    scale: Scale
    latent_dim: int
    fingerprint: str
    usual_median: float = 0.0
    wording_spread: float = math.nan
    radius_known: float = math.nan
    radius_unknown: float = math.nan
    kind: str = KIND
    training: dict[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        texts = (self.name, self.unit, self.fingerprint)
        if self.kind != KIND or not all(isinstance(text, str) and text for text in texts):
            raise ValueError(f"kind, name, unit, fingerprint: got {(self.kind, *texts)}")
        if not isinstance(self.latent_dim, int) or self.latent_dim < 1:
            raise ValueError(f"latent_dim: expected a whole number, got {self.latent_dim!r}")
        if not math.isfinite(self.usual_median):
            raise ValueError(f"usual_median: expected a finite number, got {self.usual_median}")
        for name in ("wording_spread", "radius_known", "radius_unknown"):
            if getattr(self, name) < 0:
                raise ValueError(f"{name}: expected at least 0, got {getattr(self, name)}")


class SklearnPredictor:
    """A fitted scikit-learn regressor. Follows `PropertyPredictor`.

    A linear pipeline is folded into one linear map and followed by its gradient; anything else is
    called as it is, and has none.

    Args:
        card: What the estimator is.
        estimator: Fitted on rows of `latent_dim + 1` numbers: the code, then the account's median
            on the scale; predicts one number on the scale.

    Raises:
        ValueError: It is no regressor, it isn't fitted, or it reads or predicts another shape.
    """

    def __init__(self, card: SklearnCard, estimator: Any) -> None:
        self.card = card
        self.estimator = estimator
        self._check_shapes()
        from tweetopt.predictors.sklearn_linear import fold_linear

        folded = fold_linear(estimator, n_features=card.latent_dim + 1)
        self._linear = folded and (torch.from_numpy(folded[0]), folded[1])

    @cached_property
    def info(self) -> PredictorInfo:
        """See `PropertyPredictor.info`; a linear map has a gradient, other estimators have none."""
        return PredictorInfo(
            name=self.card.name,
            unit=self.card.unit,
            scale=self.card.scale,
            fingerprint=self.card.fingerprint,
            latent_dim=self.card.latent_dim,
            wording_spread=self.card.wording_spread,
            differentiable=self._linear is not None,
        )

    def members(self, latents: Latents, medians: PerText) -> Members:
        """See `PropertyPredictor.members`; one member, so shape `(1, n)`."""
        scaled = self.card.scale.forward(medians).to(latents.dtype)
        usual = torch.full_like(scaled, self.card.usual_median)
        inputs = torch.cat([latents, torch.where(scaled.isnan(), usual, scaled)[:, None]], dim=1)
        if self._linear is not None:
            weight, bias = self._linear
            answers = inputs.double() @ weight.to(inputs.device) + bias
        else:
            answers = torch.from_numpy(self._predict(inputs.detach().double().cpu()))
        return answers.to(latents)[None]

    def mean(self, latents: Latents, medians: PerText) -> PerText:
        """The prediction on the scale, shape `(n,)`; arguments as for `members`."""
        return self.members(latents, medians)[0]

    @torch.no_grad()
    def predict(self, latents: Latents, medians: PerText) -> list[Prediction]:
        """See `PropertyPredictor.predict`."""
        radius = torch.where(medians.isnan(), self.card.radius_unknown, self.card.radius_known)
        return around(self.card.scale, self.mean(latents, medians), radius)

    def save(self, folder: str | Path) -> None:
        """Write the estimator as skops and the card as JSON.

        Raises:
            ValueError: skops is not installed, or the estimator holds a type that isn't trusted.
        """
        folder = Path(folder)
        folder.mkdir(parents=True, exist_ok=True)
        write_estimator(self.estimator, folder / _ESTIMATOR)
        text = json.dumps(asdict(self.card), indent=1, ensure_ascii=False)
        (folder / _CARD).write_text(text + "\n", encoding="utf-8")

    @classmethod
    def load(cls, folder: Path) -> "SklearnPredictor":
        """Read what `save` wrote; nothing in the folder is run.

        Raises:
            ValueError: A file is damaged, names a type that isn't trusted, or the two do not fit
                each other; or skops is not installed.
        """
        try:
            fields = json.loads((folder / _CARD).read_text(encoding="utf-8"))
            card = SklearnCard(**{**fields, "scale": Scale(fields["scale"])})
        except (ValueError, KeyError, TypeError, OSError) as error:
            reason = " ".join(str(error).split())
            raise ValueError(
                f"predictor {folder}: expected a card of kind {KIND!r} in {_CARD}, got a damaged "
                f"one ({reason}); save or copy it again"
            ) from error
        return cls(card, read_estimator(folder / _ESTIMATOR))

    def _predict(self, inputs: Inputs) -> Any:
        return self.estimator.predict(inputs.numpy()).reshape(len(inputs))

    def _check_shapes(self) -> None:
        where, width = f"predictor {self.card.name!r}", self.card.latent_dim + 1
        check_regressor(self.estimator, where=where)
        reads = _width_of(self.estimator)
        if reads != width:
            raise ValueError(
                f"{where}: expected an estimator fitted on {width} columns, the code's "
                f"{self.card.latent_dim} and the account's median, got "
                f"{f'one for {reads}' if reads else 'one that is not fitted'}; fit it again"
            )
        try:
            answers = torch.as_tensor(self._predict(torch.zeros(2, width, dtype=torch.float64)))
        except Exception as error:  # whatever an estimator with damaged insides does
            reason = " ".join(str(error).split())[:200]
            raise ValueError(
                f"{where}: expected one number a row from the estimator, got {reason}; fit it again"
            ) from error
        if not answers.isfinite().all():
            raise ValueError(
                f"{where}: expected finite numbers from the estimator, got {answers.tolist()}; "
                "fit it again"
            )


def _width_of(estimator: Any) -> int | None:
    """How many columns an estimator was fitted on, or a pipeline's first step that does a thing."""
    steps = [step for _, step in getattr(estimator, "steps", [("", estimator)])]
    first = next((step for step in steps if step not in (None, "passthrough")), None)
    width: int | None = getattr(first, "n_features_in_", None)
    return width
