"""How the learning rate rises and falls in the course of a training."""

import math
from typing import Literal, get_args

Schedule = Literal["cosine", "flat"]
SCHEDULES: tuple[Schedule, ...] = get_args(Schedule)
_FINAL_RATE = 0.05  # share of the learning rate that is left at the end
_FLAT = 0.8  # share of a training before a flat rate falls (warmup-stable-decay: Hu et al. 2024)


def rate_share(schedule: Schedule, fraction: float, *, step: int, warmup_steps: int) -> float:
    """The share of the highest learning rate that a step has, 0 to 1.

    Args:
        schedule: What follows the linear warm-up.
        fraction: How much of the training is over, 0 to 1.
        step: Counted from 0.
        warmup_steps: Steps of the warm-up.
    """
    warm = min(1.0, (step + 1) / max(1, warmup_steps))
    fraction = min(fraction, 1.0)
    if schedule == "flat":
        left = min(1.0, (1 - fraction) / (1 - _FLAT))
    else:
        left = 0.5 * (1 + math.cos(math.pi * fraction))
    return warm * (_FINAL_RATE + (1 - _FINAL_RATE) * left)
