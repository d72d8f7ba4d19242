"""Ridge regressions, on groups drawn with replacement, with the penalty that errs least.

What `training`, `estimator` and `word_fitting` are made of.
"""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_matrix, issparse
from sklearn.linear_model import Ridge

Numbers = npt.NDArray[np.floating[Any]]
_TOLERANCE = 1e-3
"""Of the iterative solver that sparse inputs take, relative to the targets' norm."""


def ridge(
    inputs: Numbers | csr_matrix, targets: Numbers, *, penalty: float
) -> tuple[Numbers, Numbers]:
    """Coefficients `(features,)` and intercept `()` of a ridge regression, in the inputs' dtype.

    Args:
        inputs: Shape `(n, features)`, dense or sparse.
        targets: Shape `(n,)`.
        penalty: On the sum of squared coefficients, against the sum of squared errors.
    """
    solver = "sparse_cg" if issparse(inputs) else "cholesky"
    fitted = Ridge(alpha=penalty, solver=solver, tol=_TOLERANCE).fit(inputs, targets)
    return fitted.coef_, np.asarray(fitted.intercept_)


def best_penalty(penalties: Sequence[float], error: Callable[[float], float]) -> float:
    """The penalty with the smallest error on held-out rows; the first one of equals."""
    return float(min(penalties, key=error))


def group_numbers(groups: npt.NDArray[Any]) -> npt.NDArray[np.int64]:
    """Groups `(n,)` as whole numbers from 0, without gaps."""
    return np.unique(groups, return_inverse=True)[1]


def resample(
    numbers: npt.NDArray[np.int64], draw: Callable[[int], npt.NDArray[np.int64]]
) -> npt.NDArray[np.int64]:
    """The rows of groups drawn with replacement (bootstrap), as many groups as there are.

    Args:
        numbers: The group of each row, as `group_numbers` counts them.
        draw: From a count to as many numbers below it; how a generator draws them decides the
            result.
    """
    groups = int(numbers.max()) + 1
    times = np.bincount(draw(groups), minlength=groups)
    return np.repeat(np.arange(len(numbers)), times[numbers])
