"""Seconds of two things beside each other, so that a busy machine is as unfair to both."""

import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass

import torch

_SIDE = 2048


@dataclass(frozen=True)
class Paired:
    """What runs in pairs took.

    Attributes:
        one: Median seconds of the one.
        other: Median seconds of the other.
        ratio: Median over the pairs of one's seconds by the other's.
        low: Lower quartile of these ratios.
        high: Upper quartile.
        rounds: How many pairs.
    """

    one: float
    other: float
    ratio: float
    low: float
    high: float
    rounds: int

    @classmethod
    def of(cls, one: list[float], other: list[float]) -> "Paired":
        """From the seconds of each pair, at least two."""
        ratios = [a / b for a, b in zip(one, other, strict=True)]
        low, ratio, high = statistics.quantiles(ratios, n=4, method="inclusive")
        return cls(statistics.median(one), statistics.median(other), ratio, low, high, len(one))


def paired(
    one: Callable[[], object],
    other: Callable[[], object],
    *,
    rounds: int,
    warmup: int = 1,
    clock: Callable[[], float] = time.perf_counter,
) -> Paired:
    """Run two things in turns, one after the other.

    Args:
        one: The one.
        other: What it is held against.
        rounds: How often each is timed, at least twice.
        warmup: How often each runs before, untimed.
        clock: Seconds; `time.process_time` for those of the processor.
    """
    for _ in range(warmup):
        one()
        other()
    pairs = [(_seconds(one, clock), _seconds(other, clock)) for _ in range(rounds)]
    return Paired.of([a for a, _ in pairs], [b for _, b in pairs])


def _seconds(run: Callable[[], object], clock: Callable[[], float]) -> float:
    started = clock()
    run()
    return clock() - started


def best_rate(dtype: torch.dtype) -> float:
    """GFLOP/s of the best of some products of square matrices."""
    left = torch.randn(_SIDE, _SIDE, dtype=dtype)
    seconds = []
    for _ in range(20):
        started = time.perf_counter()
        left @ left
        seconds.append(time.perf_counter() - started)
    return 2e-9 * _SIDE**3 / min(seconds)
