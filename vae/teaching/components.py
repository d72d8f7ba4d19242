"""Principal components of a teacher's embeddings: the targets of gists."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.float32]
_CHUNK = 50_000  # rows that are float64 at once
_LEAST = 1e-6  # of the largest standard deviation; a direction with less is rounding


@dataclass(frozen=True)
class Components:
    """A projection of embeddings to the directions in which they differ most.

    Attributes:
        mean: Of the embeddings, shape `(dim,)`.
        directions: Orthonormal, the widest first, shape `(count, dim)`.
        scales: What each projection is divided by, shape `(count,)`: the root of its standard
            deviation, so that wide directions stay wider but not as much, times a constant that
            brings the targets' mean square to 1.
    """

    mean: Array
    directions: Array
    scales: Array

    @property
    def projection(self) -> Array:
        """What embeddings less their mean are multiplied by, shape `(dim, count)`."""
        return self.directions.T / self.scales


def components_of(embeddings: npt.NDArray[np.floating], count: int) -> Components:
    """The principal components of embeddings, from their covariance.

    Args:
        embeddings: Shape `(n, dim)`; rows with a NaN are left out.
        count: How many.

    Raises:
        ValueError: There are fewer dimensions, or not more rows, than that.
    """
    rows = sum(len(part) for part in _filled(embeddings))
    if not 0 < count <= embeddings.shape[1] or rows <= count:
        raise ValueError(
            f"components: expected more than {count} embeddings of at least {count} numbers, got "
            f"{rows:,} of {embeddings.shape[1]}; use a smaller gist, or embed more texts"
        )
    mean = sum(part.sum(0) for part in _filled(embeddings)) / rows
    products = (np.dot((part - mean).T, part - mean) for part in _filled(embeddings))
    variances, vectors = np.linalg.eigh(sum(products) / rows)
    deviations = np.sqrt(variances[::-1][:count].clip(min=0))
    directions = _signed(vectors[:, ::-1][:, :count].T)
    scales = np.sqrt(deviations.clip(min=_LEAST * deviations[0])) * np.sqrt(deviations.mean())
    return Components(
        np.asarray(mean, dtype=np.float32),
        directions.astype(np.float32),
        scales.clip(min=np.finfo(np.float32).tiny).astype(np.float32),
    )


def _filled(embeddings: npt.NDArray[np.floating]) -> Iterator[npt.NDArray[np.float64]]:
    """Rows without NaN, some at a time, so that millions in float16 stay that."""
    for start in range(0, len(embeddings), _CHUNK):
        part = embeddings[start : start + _CHUNK].astype(np.float64)
        yield part[np.isfinite(part).all(1)]


def _signed(directions: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """The same directions with their largest number positive: an SVD may turn them round."""
    largest = np.abs(directions).argmax(1)
    signs = np.sign(directions[np.arange(len(directions)), largest])
    turned: npt.NDArray[np.float64] = directions * signs[:, None]
    return turned
