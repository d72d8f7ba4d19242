"""The head's way of fitting, with scikit-learn's manners: an ensemble of ridges over groups."""

from numbers import Integral, Real

import numpy as np
import numpy.typing as npt
import torch
from sklearn.base import BaseEstimator, RegressorMixin
from sklearn.utils import check_random_state
from sklearn.utils.validation import check_is_fitted, column_or_1d, validate_data

from tweetopt.predictors.calibration import conformal_radius
from tweetopt.predictors.regression import HeadCard, RegressionHead
from tweetopt.predictors.ridges import best_penalty, group_numbers, resample, ridge
from tweetopt.predictors.scales import Scale

Array = npt.NDArray[np.float64]
PENALTIES = (1.0, 10.0, 100.0, 1_000.0, 10_000.0, 100_000.0)
"""To choose from by default; a factor of ten apart."""


class PropertyRegressor(RegressorMixin, BaseEstimator):  # type: ignore[misc]
    """An ensemble of ridge regressions, each on groups drawn with replacement.

    The penalty is the one that errs least on held-out groups; rows of one group (the texts of one
    account) are never on both sides. Any numeric features will do, codes among them.

    Args:
        members: Size of the ensemble.
        penalties: Ridge penalties to choose from; one alone is taken as it is.
        held_out: Share of the groups that the penalty is chosen on, between 0 and 1.
        random_state: Seed or `RandomState` of the draws; None draws anew each time.

    Attributes:
        coef_: Shape `(members, n_features_in_)`.
        intercept_: Shape `(members,)`.
        penalty_: The penalty chosen.
        n_features_in_: How many features it was fitted on.
    """

    coef_: Array
    intercept_: Array
    penalty_: float
    n_features_in_: int

    def __init__(
        self,
        members: int = 5,
        *,
        penalties: tuple[float, ...] = PENALTIES,
        held_out: float = 0.2,
        random_state: int | np.random.RandomState | None = None,
    ) -> None:
        self.members = members
        self.penalties = penalties
        self.held_out = held_out
        self.random_state = random_state

    def fit(
        self,
        X: npt.ArrayLike,  # noqa: N803  # scikit-learn's word
        y: npt.ArrayLike,
        groups: npt.ArrayLike | None = None,
    ) -> "PropertyRegressor":
        """Fit the ensemble.

        Args:
            X: Features, shape `(n, features)`, at least two rows.
            y: Targets, shape `(n,)`, in the property's unit or on any scale.
            groups: Who each row belongs to, shape `(n,)`; without it each row stands alone.

        Raises:
            ValueError: A parameter or an array isn't as described.
        """
        self._check_parameters()
        features, targets = validate_data(
            self, X, y, y_numeric=True, dtype=np.float64, ensure_min_samples=2
        )
        owners = np.arange(len(features)) if groups is None else column_or_1d(groups)
        if len(owners) != len(features):
            raise ValueError(
                f"groups: expected {len(features)}, one a row of X, got {len(owners)}; pass both "
                "of the same rows"
            )
        numbers = group_numbers(owners)
        random = check_random_state(self.random_state)
        self.penalty_ = self._best_penalty(features, targets, numbers, random)
        maps = []
        for _ in range(self.members):
            rows = resample(numbers, lambda groups: random.randint(groups, size=groups))
            maps.append(ridge(features[rows], targets[rows], penalty=self.penalty_))
        self.coef_, self.intercept_ = (np.stack(parts) for parts in zip(*maps, strict=True))
        return self

    def predict(self, X: npt.ArrayLike) -> Array:  # noqa: N803
        """The ensemble's mean for each row of `X` `(n, features)`, shape `(n,)`, in `y`'s unit."""
        mean: Array = self.predict_members(X).mean(0)
        return mean

    def predict_members(self, X: npt.ArrayLike) -> Array:  # noqa: N803
        """Each member's prediction for `X` `(n, features)`, shape `(members, n)`."""
        check_is_fitted(self)
        features = validate_data(self, X, reset=False, dtype=np.float64)
        # Row by row, so that a row's sum never depends on how many rows come along.
        products = np.einsum("nf,mf->mn", features, self.coef_)
        answers: Array = products + self.intercept_[:, None]
        return answers

    def to_head(
        self,
        X: npt.ArrayLike,  # noqa: N803
        y: npt.ArrayLike,
        *,
        name: str,
        unit: str,
        scale: Scale,
        fingerprint: str,
    ) -> RegressionHead:
        """The ensemble as a head of a latent space, to be saved, searched along and shown.

        It was fitted on codes alone, so its predictions ignore account medians.

        Args:
            X: Codes `(n, latent_dim)` that it wasn't fitted on; they calibrate the interval.
            y: What they got, on the scale, shape `(n,)`.
            name: The property.
            unit: Its unit.
            scale: The scale that it was fitted on.
            fingerprint: The model's `TextAutoencoder.fingerprint`.

        Raises:
            ValueError: The arrays don't fit the regressor, or have fewer than two rows.
        """
        check_is_fitted(self)
        codes, targets = validate_data(
            self, X, y, reset=False, y_numeric=True, dtype=np.float64, ensure_min_samples=2
        )
        predicted = self.predict(codes)
        radius = conformal_radius(predicted - targets)
        coefficients = torch.from_numpy(self.coef_).float()
        offsets = torch.zeros(len(coefficients), 2)  # of a known median, and of knowing one
        card = HeadCard(
            name=name,
            unit=unit,
            scale=scale,
            latent_dim=self.n_features_in_,
            n_members=len(coefficients),
            fingerprint=fingerprint,
            wording_spread=float(np.std(predicted, ddof=1)),
            radius_known=radius,
            radius_unknown=radius,
            training={"penalty": self.penalty_},
        )
        weight = torch.cat([coefficients, coefficients, offsets], dim=1)
        return RegressionHead(card, weight, torch.from_numpy(self.intercept_).float())

    def _check_parameters(self) -> None:
        if not isinstance(self.members, Integral) or self.members < 1:
            raise ValueError(f"members: expected a whole number from 1, got {self.members!r}")
        if not isinstance(self.held_out, Real) or not 0 < self.held_out < 1:
            raise ValueError(f"held_out: expected a share between 0 and 1, got {self.held_out!r}")
        if not len(self.penalties) or not all(penalty > 0 for penalty in self.penalties):
            raise ValueError(
                f"penalties: expected at least one number above 0, got {self.penalties!r}"
            )

    def _best_penalty(
        self,
        features: Array,
        targets: Array,
        numbers: npt.NDArray[np.int64],
        random: np.random.RandomState,
    ) -> float:
        groups = int(numbers.max()) + 1
        if groups < 2 or len(self.penalties) == 1:
            return float(self.penalties[0])
        apart = random.permutation(groups)[: max(1, int(self.held_out * groups))]
        held = np.isin(numbers, apart)

        def error(penalty: float) -> float:
            weights, bias = ridge(features[~held], targets[~held], penalty=penalty)
            return float(np.square(features[held] @ weights + bias - targets[held]).mean())

        return best_penalty(self.penalties, error)
