"""Counts of word n-grams, and the probabilities that they give (interpolated Kneser-Ney)."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Order:
    """One order of the model: counts of n-grams, and what each history leaves to lower orders."""

    grams: Ints
    counts: Ints
    histories: Ints
    totals: Ints
    leftovers: Floats
    discount: float

    @classmethod
    def of(cls, grams: Ints, counts: Ints, size: int, *, least: int) -> "Order":
        """From sorted distinct n-grams; `size` is the vocabulary's. Those counted less go."""
        once, twice = int((counts == 1).sum()), int((counts == 2).sum())
        discount = once / (once + 2 * twice) if once else 0.5
        histories, starts = np.unique(grams // size, return_index=True)
        totals = np.add.reduceat(counts, starts)
        kept = counts >= least
        own = np.add.reduceat(np.where(kept, counts - discount, 0), starts)
        useful = np.logical_or.reduceat(kept, starts)
        return cls(
            grams[kept],
            counts[kept],
            histories[useful],
            totals[useful],
            (totals - own)[useful],
            discount,
        )

    def blend(self, grams: Ints, size: int, lower: Floats) -> Floats:
        """Interpolate with the next lower order's probabilities of the same words."""
        found = lookup(self.grams, self.counts, grams)
        total = lookup(self.histories, self.totals, grams // size)
        leftover = lookup(self.histories, self.leftovers, grams // size)
        known = total > 0
        safe = np.where(known, total, 1)
        own = np.maximum(found - self.discount, 0) / safe
        return np.where(known, own + leftover / safe * lower, lower)


def lookup(keys: Ints, values: npt.NDArray[Any], wanted: Ints) -> npt.NDArray[Any]:
    """The values of wanted keys, 0 for those that aren't there."""
    if not len(keys):
        return np.zeros(len(wanted), dtype=values.dtype)
    places = np.minimum(np.searchsorted(keys, wanted), len(keys) - 1)
    return np.where(keys[places] == wanted, values[places], 0)


def small(numbers: Ints) -> npt.NDArray[np.generic]:
    """The same numbers in the fewest bytes that hold them all."""
    return numbers.astype(np.min_scalar_type(int(numbers.max(initial=0))))
