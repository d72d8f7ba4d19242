"""How long and how to train."""

import math
from dataclasses import dataclass, field
from typing import Literal, get_args

from tweetopt.vae.training.losses import LossConfig
from tweetopt.vae.training.optimizers import OPTIMIZERS, OptimizerName

Schedule = Literal["cosine", "flat"]
SCHEDULES: tuple[Schedule, ...] = get_args(Schedule)
_FINAL_RATE = 0.05  # share of the learning rate that is left at the end
_FLAT = 0.8  # share of a training before a flat rate falls (warmup-stable-decay: Hu et al. 2024)


@dataclass(frozen=True)
class TrainingConfig:
    """How long and how to train.

    Attributes:
        minutes: Training time over all resumed parts; or
        epochs: how often to show as many texts as there are. Exactly one of the two.
        batch_tokens: Tokens in a batch, padding included.
        even_lengths: Show long texts as often as short ones; see `TokenBatches`.
        effect_passes: Passes over the texts in which labels (effects of wording) are trained on;
            with more, codes memorise them.
        learning_rate: Highest rate, reached after `warmup_steps`.
        schedule: Then "cosine", best for going on from a trained model, or "flat" for four fifths
            of the training and straight down to its end, best from the start.
        warmup_steps: Steps of linear warm-up.
        optimizer: "adamw", or "muon" for the inner layers.
        loss: Noise and weights of the loss terms.
        seed: Of the weights, the batches and the noise.
        checkpoint_minutes: Time between checkpoints.
    """

    minutes: float | None = None
    epochs: float | None = None
    batch_tokens: int = 4096
    even_lengths: bool = False
    effect_passes: float = 4.0
    learning_rate: float = 1e-3
    schedule: Schedule = "cosine"
    warmup_steps: int = 200
    optimizer: OptimizerName = "adamw"
    loss: LossConfig = field(default_factory=LossConfig)
    seed: int = 0
    checkpoint_minutes: float = 5.0

    def __post_init__(self) -> None:
        if (self.minutes is None) == (self.epochs is None):
            raise ValueError("training time: expected either minutes or epochs, not both or none")
        for name in ("minutes", "epochs", "learning_rate", "effect_passes"):
            value = getattr(self, name)
            if value is not None and not (value > 0 and math.isfinite(value)):
                shown = name.replace("_", " ")
                raise ValueError(f"{shown}: expected a positive number, got {value}")
        for name, value, choices in (
            ("optimizer", self.optimizer, OPTIMIZERS),
            ("schedule", self.schedule, SCHEDULES),
        ):
            if value not in choices:
                raise ValueError(f"{name}: expected one of {', '.join(choices)}, got {value!r}")

    def rate(self, step: int, fraction: float) -> float:
        """The learning rate of a step, counted from 0, at a fraction 0 to 1 of the training."""
        warm = min(1.0, (step + 1) / max(1, self.warmup_steps))
        fraction = min(fraction, 1.0)
        if self.schedule == "flat":
            left = min(1.0, (1 - fraction) / (1 - _FLAT))
        else:
            left = 0.5 * (1 + math.cos(math.pi * fraction))
        return self.learning_rate * warm * (_FINAL_RATE + (1 - _FINAL_RATE) * left)
