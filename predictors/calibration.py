"""How wide an interval must be to hold nine values in ten: split and cross-conformal prediction.

Errors are those on rows that a head wasn't fitted on (Lei et al. 2018, "Distribution-free
predictive inference for regression"): calibration accounts, and training accounts by turns (cross-
conformal prediction: Vovk 2015). A few dozen calibration accounts alone say too little about who
else there is.
"""

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

COVERAGE = 0.9
"""Share of new values that an interval should hold."""
LEAST_ROWS = math.ceil(COVERAGE / (1 - COVERAGE))
"""With fewer rows no finite interval has the coverage."""
_LEAST_ACCOUNTS = 20
"""With fewer, a quantile over accounts says less than one over rows."""
_BANDS = 3
"""Small, middle and large accounts: thirds of the medians."""
_LEAST_IN_BAND = 100
"""Rows of each band: the 90% quantile of fewer errors is too rough to differ by size."""
Array = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Errors:
    """What a head got wrong on rows that it wasn't fitted on.

    Attributes:
        known: Errors on the scale, with the account medians, shape `(n,)`; NaN without one.
        unknown: Errors as if every account were unknown, shape `(n,)`.
        medians: Account medians on the scale, shape `(n,)`; NaN where unknown.
        accounts: Whose rows they are, shape `(n,)`.
    """

    known: Array
    unknown: Array
    medians: Array
    accounts: npt.NDArray[np.int64]

    def __add__(self, other: "Errors") -> "Errors":
        """The rows of both."""
        return Errors(
            np.concatenate([self.known, other.known]),
            np.concatenate([self.unknown, other.unknown]),
            np.concatenate([self.medians, other.medians]),
            np.concatenate([self.accounts, other.accounts]),
        )


@dataclass(frozen=True)
class Radii:
    """Half the widths of the 90% interval, on the scale.

    Attributes:
        known: With an account median.
        unknown: Without one.
        edges: Medians, on the scale, between small, middle and large accounts; maybe none.
        by_size: With a median in each of the thirds; empty where there are no edges.
    """

    known: float
    unknown: float
    edges: tuple[float, ...]
    by_size: tuple[float, ...]


def conformal_radii(errors: Errors) -> Radii:
    """The radii that hold 90% of new rows.

    With a median, the rows stand for new rows, within each third of the medians (Mondrian
    prediction: Vovk et al. 2003): large accounts err more. Without one, who posts decides, so that
    accounts stand for new accounts and count the same (pooled distributions of groups: Dunn,
    Wasserman & Ramdas 2022).

    Args:
        errors: At least ten rows.
    """
    has_median = np.isfinite(errors.medians)
    if has_median.sum() < LEAST_ROWS:
        has_median = np.zeros(len(errors.medians), dtype=bool)
    unknown = group_radius(errors.unknown, errors.accounts)
    if not has_median.any():
        return Radii(unknown, unknown, (), ())
    known, medians = errors.known[has_median], errors.medians[has_median]
    edges = np.unique(np.quantile(medians, np.arange(1, _BANDS) / _BANDS))
    bands = np.searchsorted(edges, medians, side="left")
    rows = np.bincount(bands, minlength=len(edges) + 1)
    if len(known) < _BANDS * _LEAST_IN_BAND or rows.min() < _LEAST_IN_BAND:
        return Radii(conformal_radius(known), unknown, (), ())
    by_size = tuple(conformal_radius(known[bands == band]) for band in range(len(rows)))
    return Radii(conformal_radius(known), unknown, tuple(edges.tolist()), by_size)


def conformal_radius(errors: Array) -> float:
    """The radius that holds 90% of new rows, from the errors `(n,)` on rows kept apart."""
    rank = math.ceil((len(errors) + 1) * COVERAGE)
    return float(np.sort(np.abs(errors))[min(rank, len(errors)) - 1])


def group_radius(errors: Array, accounts: npt.NDArray[np.int64]) -> float:
    """The radius that holds 90% of a new account's rows, each account counted once.

    The smallest r with (sum over K accounts of the account's share of errors up to r) / (K + 1) of
    at least 0.9. With fewer than 20 accounts the rows are counted instead.

    Args:
        errors: Shape `(n,)`.
        accounts: Shape `(n,)`.
    """
    _, numbers, sizes = np.unique(accounts, return_inverse=True, return_counts=True)
    if len(sizes) < _LEAST_ACCOUNTS:
        return conformal_radius(errors)
    order = np.argsort(np.abs(errors))
    held = np.cumsum(1 / sizes[numbers[order]]) / (len(sizes) + 1)
    place = int(np.searchsorted(held, COVERAGE))
    return float(np.abs(errors)[order][min(place, len(errors) - 1)])
