"""The training loop: fixed seeds, checkpoints every few minutes, resumable at any moment."""

import copy
import json
import math
import os
import shutil
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import torch
from accelerate import Accelerator
from torch import Tensor
from transformers import PreTrainedTokenizerFast

from tweetopt.vae.batches import TokenBatches
from tweetopt.vae.config import T5VAEConfig
from tweetopt.vae.losses import LossWeights, T5VAELoss
from tweetopt.vae.metrics import nll_gap
from tweetopt.vae.model import T5VAE

_CHECKPOINTS = "checkpoints"
_LONG_STEPS = 1_000
_LONG_MINUTES = 10
_FINAL_RATE = 0.05  # of the learning rate, at the end of the cosine


@dataclass(frozen=True)
class TrainingConfig:
    """How long and how to train.

    Attributes:
        minutes: Training time over all resumed parts; or
        epochs: how often to show as many texts as there are. Exactly one of the two.
        batch_tokens: Tokens in a batch, padding included.
        learning_rate: Highest rate of AdamW, reached after `warmup_steps`, then a cosine.
        warmup_steps: Steps of linear warm-up.
        weights: Of the loss terms.
        seed: Of the weights, the batches and the noise.
        checkpoint_minutes: Time between checkpoints.
    """

    minutes: float | None = None
    epochs: float | None = None
    batch_tokens: int = 4096
    learning_rate: float = 1e-3
    warmup_steps: int = 200
    weights: LossWeights = field(default_factory=LossWeights)
    seed: int = 0
    checkpoint_minutes: float = 5.0

    def __post_init__(self) -> None:
        if (self.minutes is None) == (self.epochs is None):
            raise ValueError("training time: expected either minutes or epochs, not both or none")
        for name in ("minutes", "epochs"):
            value = getattr(self, name)
            if value is not None and not (value > 0 and math.isfinite(value)):
                raise ValueError(f"{name}: expected a positive number, got {value}")


@dataclass
class TrainingState:
    """Where a run stands; saved with every checkpoint."""

    step: int = 0
    seconds: float = 0.0
    tokens: int = 0
    history: list[dict[str, float]] = field(default_factory=list)

    def state_dict(self) -> dict[str, Any]:
        """For accelerate's checkpoints."""
        return asdict(self)

    def load_state_dict(self, state: dict[str, Any]) -> None:
        """From accelerate's checkpoints."""
        self.__dict__.update(state)


@dataclass(frozen=True)
class TrainingProgress:
    """What a screen shows after a step.

    Attributes:
        step: Steps done.
        seconds: Time trained.
        fraction: Of the whole run, 0 to 1.
        loss: Nats a token of the reconstruction, training batch.
        mmd: Distance of the batch's codes from the prior.
        nll_gap: Nats a token that the right code is worth against another text's; held-out.
        tokens_per_second: Training speed, padding not counted.
        seconds_left: Of this run, estimated.
    """

    step: int
    seconds: float
    fraction: float
    loss: float
    mmd: float
    nll_gap: float
    tokens_per_second: float
    seconds_left: float


def train(
    model_config: T5VAEConfig,
    tokenizer: PreTrainedTokenizerFast,
    *,
    sequences: Sequence[Sequence[int]],
    held_out: Sequence[Sequence[int]],
    config: TrainingConfig,
    out: Path,
    resume: bool = False,
    on_step: Callable[[TrainingProgress], None] = lambda _: None,
) -> TrainingState:
    """Train a T5-VAE into a folder that `TextAutoencoder.from_pretrained` loads.

    Args:
        model_config: Sizes of the model.
        tokenizer: The tokenizer that made the sequences; saved beside the model.
        sequences: Token ids of each training text, at most `model_config.max_tokens` long.
        held_out: The same of texts that are only measured; their NLL gap shows a collapse.
        config: How long and how to train.
        out: The folder; created where needed.
        resume: Go on from the folder's last checkpoint.
        on_step: Called after every step.

    Raises:
        FileNotFoundError: `resume` without a checkpoint.
    """
    torch.manual_seed(config.seed)
    accelerator = Accelerator()
    loss_module = T5VAELoss(
        T5VAE(model_config), weights=config.weights, bf16=_has_bf16(accelerator.device)
    )
    optimizer = torch.optim.AdamW(
        loss_module.parameters(), lr=config.learning_rate, betas=(0.9, 0.98), weight_decay=0.01,
        fused=True,
    )  # fmt: skip
    loss_module, optimizer = accelerator.prepare(loss_module, optimizer)
    state = TrainingState()
    accelerator.register_for_checkpointing(state)
    if resume:
        accelerator.load_state(str(_last_checkpoint(out)))
    run = _Run(accelerator, loss_module, optimizer, state, config, out, held_out)
    batches = TokenBatches(
        sequences,
        max_tokens=model_config.max_tokens,
        batch_tokens=config.batch_tokens,
        seed=config.seed,
    )
    out.mkdir(parents=True, exist_ok=True)
    tokenizer.save_pretrained(out)
    run.loop(batches, on_step=on_step)
    save_model(accelerator.unwrap_model(loss_module).model, out)
    return state


def save_model(model: T5VAE, out: Path) -> None:
    """Save a model's weights as bfloat16 safetensors, half the size of what it was trained in."""
    copy.deepcopy(model).bfloat16().save_pretrained(out)


@dataclass
class _Run:
    accelerator: Accelerator
    loss_module: torch.nn.Module
    optimizer: torch.optim.Optimizer
    state: TrainingState
    config: TrainingConfig
    out: Path
    held_out: Sequence[Sequence[int]]
    gap: float = math.nan

    def loop(self, batches: TokenBatches, *, on_step: Callable[[TrainingProgress], None]) -> None:
        """Step until the time or the steps are used up."""
        total_steps = (
            None
            if self.config.epochs is None
            else max(1, round(self.config.epochs * batches.steps_per_epoch))
        )
        step_loss = self._compiled(total_steps)
        saved_at = started = time.monotonic() - self.state.seconds
        saved_at += self.state.seconds
        while (fraction := self._fraction(total_steps)) < 1:
            before, tokens_before = self.state.seconds, self.state.tokens
            loss, divergence = self._step(step_loss, batches[self.state.step], fraction)
            self.state.seconds = time.monotonic() - started
            done = self._fraction(total_steps)
            if time.monotonic() - saved_at > 60 * self.config.checkpoint_minutes or done >= 1:
                self._checkpoint()
                saved_at = time.monotonic()
            elapsed = max(self.state.seconds - before, 1e-9)
            on_step(
                TrainingProgress(
                    step=self.state.step,
                    seconds=self.state.seconds,
                    fraction=min(done, 1.0),
                    loss=loss,
                    mmd=divergence,
                    nll_gap=self.gap,
                    tokens_per_second=(self.state.tokens - tokens_before) / elapsed,
                    seconds_left=max(0.0, self.state.seconds * (1 / done - 1)),
                )
            )

    def _fraction(self, total_steps: int | None) -> float:
        if total_steps is not None:
            return self.state.step / total_steps
        return self.state.seconds / (60 * (self.config.minutes or 1))

    def _step(
        self, step_loss: Callable[[Tensor], tuple[Tensor, ...]], ids: Tensor, fraction: float
    ) -> tuple[float, float]:
        rate = self.config.learning_rate * _schedule(fraction)
        rate *= min(1.0, (self.state.step + 1) / self.config.warmup_steps)
        for group in self.optimizer.param_groups:
            group["lr"] = rate
        total, reconstruction, _, divergence = step_loss(ids.to(self.accelerator.device))
        self.optimizer.zero_grad(set_to_none=True)
        self.accelerator.backward(total)
        self.accelerator.clip_grad_norm_(self.loss_module.parameters(), 1.0)
        self.optimizer.step()
        self.state.step += 1
        self.state.tokens += int(ids.ne(0).sum())
        return float(reconstruction), float(divergence)

    def _compiled(self, total_steps: int | None) -> Callable[[Tensor], tuple[Tensor, ...]]:
        # Compiling takes a minute for each batch length: short runs are done sooner without.
        long_run = (total_steps or 0) > _LONG_STEPS or (self.config.minutes or 0) > _LONG_MINUTES
        if long_run and _can_compile(self.accelerator.device):
            return torch.compile(self.loss_module, dynamic=False)
        return self.loss_module

    def _checkpoint(self) -> None:
        model = self.accelerator.unwrap_model(self.loss_module).model
        true, shuffled = nll_gap(model, self.held_out)
        self.gap = shuffled - true
        self.state.history.append(
            {
                "step": self.state.step,
                "minutes": round(self.state.seconds / 60, 2),
                "tokens": self.state.tokens,
                "nll": round(true, 4),
                "nll_shuffled": round(shuffled, 4),
            }
        )
        folder = self.out / _CHECKPOINTS
        new = folder / f"{self.state.step:08d}"
        if new.exists():
            return
        unfinished = folder / "unfinished"
        shutil.rmtree(unfinished, ignore_errors=True)
        self.accelerator.save_state(str(unfinished))
        os.replace(unfinished, new)  # so that a folder with a number is always whole
        for old in folder.iterdir():
            if old != new:
                shutil.rmtree(old)
        history = {"config": asdict(self.config), "history": self.state.history}
        (self.out / "training.json").write_text(json.dumps(history, indent=1) + "\n")


def _last_checkpoint(out: Path) -> Path:
    whole = sorted((out / _CHECKPOINTS).glob("[0-9]*"))
    if not whole:
        raise FileNotFoundError(f"{out}: no checkpoint to resume from; train without --resume")
    return whole[-1]


def _schedule(fraction: float) -> float:
    return _FINAL_RATE + (1 - _FINAL_RATE) * 0.5 * (1 + math.cos(math.pi * min(fraction, 1.0)))


def _has_bf16(device: torch.device) -> bool:
    if device.type == "cuda":
        return bool(torch.cuda.is_bf16_supported())
    return bool(torch.cpu.get_capabilities().get("avx512_bf16", False))


def _can_compile(device: torch.device) -> bool:
    compilers = (os.environ.get("CXX"), "c++", "g++", "clang++")
    return device.type == "cuda" or any(name and shutil.which(name) for name in compilers)
