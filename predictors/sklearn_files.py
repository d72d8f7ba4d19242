"""scikit-learn estimators on disk: skops files, read with an explicit list of trusted types.

Nothing is unpickled and no code in a file is run. What skops itself trusts (scikit-learn's
estimators, numpy's arrays, plain values) and the types below are built; a file that names any
other type is refused before anything of it is built.
"""

import zipfile
from pathlib import Path
from types import ModuleType
from typing import Any

_TRUSTED = (
    "sklearn._loss.loss.HalfTweedieLossIdentity",
    "sklearn.ensemble._hist_gradient_boosting.predictor.TreePredictor",
    "sklearn.gaussian_process.kernels.ConstantKernel",
    "sklearn.gaussian_process.kernels.Matern",
    "sklearn.gaussian_process.kernels.Product",
    "sklearn.gaussian_process.kernels.RBF",
    "sklearn.gaussian_process.kernels.RationalQuadratic",
    "sklearn.gaussian_process.kernels.Sum",
    "sklearn.gaussian_process.kernels.WhiteKernel",
    "sklearn.metrics._dist_metrics.EuclideanDistance64",
    "sklearn.metrics._dist_metrics.ManhattanDistance64",
    "sklearn.neighbors._ball_tree.BallTree",
    "sklearn.neighbors._kd_tree.KDTree",
    "sklearn.neural_network._stochastic_optimizers.AdamOptimizer",
    "sklearn.neural_network._stochastic_optimizers.SGDOptimizer",
    "sklearn.tree._tree.Tree",
    "sklearn.utils._bunch.Bunch",
    "tweetopt.predictors.estimator.PropertyRegressor",
)
"""Our own estimator, and parts of scikit-learn's that skops leaves to the reader to trust."""


def write_estimator(estimator: Any, path: Path) -> None:
    """Write an estimator as a skops file.

    Raises:
        ValueError: skops is not installed, or the file could not be read again: it would hold a
            type that is not trusted.
    """
    skops = _skops()
    data = skops.dumps(estimator)
    _check_types(skops.get_untrusted_types(data=data), path)
    path.write_bytes(data)


def read_estimator(path: Path) -> Any:
    """Read what `write_estimator` wrote.

    Raises:
        ValueError: skops is not installed, the file is damaged, it names a type that is not
            trusted, or what it holds is no regressor of scikit-learn.
    """
    skops = _skops()
    try:
        untrusted = skops.get_untrusted_types(file=path)
    except Exception as error:  # whatever damaged bytes do to a parser
        raise _damaged(path, error) from error
    _check_types(untrusted, path)
    try:
        estimator = skops.load(path, trusted=untrusted)
    except Exception as error:  # likewise
        raise _damaged(path, error) from error
    check_regressor(estimator, where=str(path))
    return estimator


def check_regressor(estimator: Any, *, where: str) -> None:
    """Refuse what is no regressor.

    Raises:
        ValueError: It is none.
    """
    from sklearn.base import BaseEstimator, is_regressor

    if not isinstance(estimator, BaseEstimator) or not is_regressor(estimator):
        raise ValueError(
            f"{where}: expected a regressor of scikit-learn, got {type(estimator).__name__}; "
            "give a fitted regressor, or a pipeline that ends in one"
        )


def _check_types(untrusted: list[str], path: Path) -> None:
    if strangers := sorted(set(untrusted) - set(_TRUSTED)):
        raise ValueError(
            f"{path}: expected types of scikit-learn only, got {', '.join(strangers)}, which "
            "is not trusted; use an estimator of scikit-learn, or write a plug-in for yours"
        )


def _damaged(path: Path, error: Exception) -> ValueError:
    reason = "no zip archive" if isinstance(error, zipfile.BadZipFile) else repr(error)
    return ValueError(
        f"{path}: expected a skops file, got a damaged one ({' '.join(reason.split())[:200]}); "
        "save the predictor or copy it again"
    )


def _skops() -> ModuleType:
    try:
        import skops.io
    except ImportError as error:
        raise ValueError(
            "scikit-learn predictors: expected the package skops, which is not installed; "
            "pip install '.[sklearn]' in tweetopt's folder"
        ) from error
    module: ModuleType = skops.io
    return module
