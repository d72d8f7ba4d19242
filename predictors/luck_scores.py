"""How well stated chances of who gets more hold, on accounts that nothing was fitted on."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.float64]
Numbers = npt.NDArray[np.int64]
_TENTHS = 10
_DRAWS = 500
"""Bootstrap samples of the accounts: their 5% and 95% ends move by a tenth of their distance."""


@dataclass(frozen=True)
class Tenth:
    """Pairs whose stated chance lies in one tenth of all chances.

    Attributes:
        pairs: How many.
        stated: Their mean chance.
        came: The share in which the first of the two got more.
        low: The lower end of its 90% interval, accounts drawn with replacement.
        high: The upper end.
    """

    pairs: int
    stated: float
    came: float
    low: float
    high: float


@dataclass(frozen=True)
class ChanceScores:
    """Stated chances against what came.

    Attributes:
        pairs: Pairs of which one got more.
        accounts: Who posted them.
        ties: Pairs left out, as both got as many.
        brier: Mean squared error of the chance (Brier 1950).
        base: The same, if the share of all pairs were stated for each.
        gain_low: Base less Brier, the lower end of its 90% interval over accounts.
        gain_high: The upper end.
        tenths: From 0 to 10% on; those without pairs are left out.
    """

    pairs: int
    accounts: int
    ties: int
    brier: float
    base: float
    gain_low: float
    gain_high: float
    tenths: tuple[Tenth, ...]

    def worst(self, *, least_pairs: int) -> float:
        """How far stated and came are apart at most, of tenths with so many pairs; NaN for none."""
        gaps = [abs(each.stated - each.came) for each in self.tenths if each.pairs >= least_pairs]
        return max(gaps, default=float("nan"))


def score_chances(chances: Array, came: Array, *, accounts: Numbers) -> ChanceScores:
    """Hold chances against what came.

    Args:
        chances: That the first of a pair gets more, shape `(pairs,)`.
        came: What it got more, shape `(pairs,)`; pairs with 0 are left out.
        accounts: Whose posts they are, shape `(pairs,)`.

    Raises:
        ValueError: No pair is left.
    """
    differ = came != 0
    if not differ.any():
        raise ValueError("pairs: expected some that differ, got none; bring more posts")
    chances, more, owners = chances[differ], (came[differ] > 0).astype(float), accounts[differ]
    base = float(more.mean())
    gains = (base - more) ** 2 - (chances - more) ** 2
    low, high = _over_accounts(gains, owners)
    return ChanceScores(
        pairs=len(chances),
        accounts=len(np.unique(owners)),
        ties=int((~differ).sum()),
        brier=float(np.square(chances - more).mean()),
        base=base * (1 - base),
        gain_low=low,
        gain_high=high,
        tenths=_tenths(chances, more, owners),
    )


def _tenths(chances: Array, more: Array, owners: Numbers) -> tuple[Tenth, ...]:
    numbers = np.minimum((chances * _TENTHS).astype(int), _TENTHS - 1)
    found = []
    for number in np.unique(numbers):
        own = numbers == number
        low, high = _over_accounts(more[own], owners[own])
        stated, came = float(chances[own].mean()), float(more[own].mean())
        found.append(Tenth(int(own.sum()), stated, came, low, high))
    return tuple(found)


def _over_accounts(values: Array, owners: Numbers) -> tuple[float, float]:
    """The 90% interval of a mean, by accounts drawn with replacement."""
    numbers = np.unique(owners, return_inverse=True)[1]
    sums, counts = np.bincount(numbers, weights=values), np.bincount(numbers)
    drawn = np.random.default_rng(0).integers(len(sums), size=(_DRAWS, len(sums)))
    low, high = np.quantile(sums[drawn].sum(1) / counts[drawn].sum(1), [0.05, 0.95])
    return float(low), float(high)
