"""How long and how to train, and how the terms of the loss are weighed."""

import math
from dataclasses import dataclass, field

from tweetopt.vae.training.optimizers import OPTIMIZERS, OptimizerName
from tweetopt.vae.training.schedule import SCHEDULES, Schedule, rate_share


@dataclass(frozen=True)
class LossConfig:
    """Noise in training, and how the terms are weighed against nats a token of reconstruction.

    Attributes:
        latent_noise: Highest level of the noise on the code, 0 to 1; see `noisy_codes`.
        noise_power: How seldom high levels are; see `noisy_codes`.
        detail_dropout: Of a code in two parts, the share of texts whose detail is lost to the
            highest level of noise, so that the decoder must write from the gist.
        input_noise: Largest share of a text's tokens that are damaged; see `damage_tokens`.
        token_drop: Share of the decoder's input tokens that are hidden at first, so that it must
            read the code (word dropout: Bowman et al. 2016). It falls to none in the course of
            training: once the code is read, hidden words only harm the grammar.
        mmd: Weight of the squared maximum mean discrepancy between the batch's codes and the
            prior; of codes in parts, the mean of each part's and the whole's.
        hints: Weight of predicting tokens from the code alone.
        effect: Weight of the squared error of labels (the effect of a text's wording, in standard
            deviations), predicted by one linear layer on the code; unlabelled texts don't count.
        meaning: Weight of what a teacher asks of the gist, see `GistLoss`; of use with a teacher.
        consistency: Weight of the squared distance between a noisy code and the code of what
            the decoder writes from it (Mueller et al. 2017), a dimension.
    """

    latent_noise: float = 1.0
    noise_power: float = 2.0
    detail_dropout: float = 0.25
    input_noise: float = 0.0
    token_drop: float = 0.2
    mmd: float = 10.0
    hints: float = 1.0
    effect: float = 0.0
    meaning: float = 2.0
    consistency: float = 0.0

    def __post_init__(self) -> None:
        for name in ("latent_noise", "detail_dropout", "input_noise", "token_drop"):
            if not 0 <= getattr(self, name) <= 1:
                shown = name.replace("_", " ")
                raise ValueError(f"{shown}: expected 0 to 1, got {getattr(self, name)}")
        for name in ("noise_power", "mmd", "hints", "effect", "meaning", "consistency"):
            if not 0 <= getattr(self, name) < float("inf"):
                shown = name.replace("_", " ")
                raise ValueError(
                    f"{shown}: expected a number of 0 or more, got {getattr(self, name)}"
                )


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
        share = rate_share(self.schedule, fraction, step=step, warmup_steps=self.warmup_steps)
        return self.learning_rate * share
