"""How long and how to train."""

import math
from dataclasses import dataclass, field

from tweetopt.vae.losses import LossConfig
from tweetopt.vae.optimizers import OPTIMIZERS, OptimizerName


@dataclass(frozen=True)
class TrainingConfig:
    """How long and how to train.

    Attributes:
        minutes: Training time over all resumed parts; or
        epochs: how often to show as many texts as there are. Exactly one of the two.
        batch_tokens: Tokens in a batch, padding included.
        even_lengths: Show long texts as often as short ones; see `TokenBatches`.
        effect_passes: How often a text's effect is told; beyond, codes learn it by heart.
        learning_rate: Highest rate, reached after `warmup_steps`, then a cosine.
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
        if self.optimizer not in OPTIMIZERS:
            raise ValueError(
                f"optimizer: expected one of {', '.join(OPTIMIZERS)}, got {self.optimizer!r}"
            )
