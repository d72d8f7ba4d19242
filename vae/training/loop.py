"""The training loop: fixed seeds, checkpoints every few minutes, resumable at any moment."""

import json
import os
import shutil
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Literal, get_args

import numpy as np
import numpy.typing as npt
import torch
from accelerate import Accelerator
from accelerate.utils import broadcast
from torch import Tensor
from transformers import PreTrainedTokenizerFast

from tweetopt.vae.hardware import has_bf16, keep_freed_memory
from tweetopt.vae.metrics import CodeUse, code_use
from tweetopt.vae.model import T5VAE
from tweetopt.vae.teaching.components import components_of
from tweetopt.vae.tokenizer import save_tokenizer
from tweetopt.vae.training.batches import Batch, TokenBatches
from tweetopt.vae.training.checkpoints import (
    TrainingState,
    last_checkpoint,
    save_checkpoint,
    save_model,
)
from tweetopt.vae.training.config import TrainingConfig
from tweetopt.vae.training.held_out_effects import EffectWatch, hold_out_effects
from tweetopt.vae.training.losses import T5VAELoss
from tweetopt.vae.training.optimizers import make_optimizers

Tracker = Literal["tensorboard", "wandb"]
TRACKERS: tuple[Tracker, ...] = get_args(Tracker)
# Of a run that is worth compiling for: that takes about a minute for each length of batches.
_LONG_STEPS = 1_000
_LONG_MINUTES = 10
StepLoss = Callable[[Tensor | None, Tensor | None, Tensor | None], dict[str, Tensor]]


@dataclass(frozen=True)
class TrainingProgress:
    """What a screen shows after a step.

    Attributes:
        step: Steps done.
        seconds: Time trained.
        fraction: Of the whole run, 0 to 1.
        losses: The terms of `T5VAELoss` on the training batch.
        use: What codes of held-out texts carry, at the last checkpoint; None before it.
        tokens_per_second: Training speed, padding not counted.
        seconds_left: Of this run, estimated.
    """

    step: int
    seconds: float
    fraction: float
    losses: dict[str, float]
    use: CodeUse | None
    tokens_per_second: float
    seconds_left: float


def train(
    model: T5VAE,
    tokenizer: PreTrainedTokenizerFast,
    *,
    sequences: Sequence[Sequence[int]],
    effects: npt.NDArray[np.float32] | None = None,
    embeddings: npt.NDArray[np.float16] | None = None,
    held_out: Sequence[Sequence[int]],
    config: TrainingConfig,
    out: Path,
    resume: bool = False,
    track: Tracker | None = None,
    on_step: Callable[[TrainingProgress], None] = lambda _: None,
) -> TrainingState:
    """Train a T5-VAE into a folder that `TextAutoencoder.from_pretrained` loads.

    Started by `torchrun` or `accelerate launch`, several processes train together, each on its
    share of a batch that is as many times larger.

    Args:
        model: The model to train; changed in place.
        tokenizer: The tokenizer that made the sequences; saved beside the model.
        sequences: Token ids of each training text, at most `max_tokens` of the model long.
        effects: Labels: the effect of each text's wording on the property, shape `(texts,)`, in
            standard deviations, NaN where unknown. Some are held out, to see memorising.
        embeddings: A teacher's sentence embedding of each text, shape `(texts, teacher_dim)`, NaN
            where there is none; of use to a model with a gist.
        held_out: Token ids of texts that aren't trained on; their NLL gap shows a collapse.
        config: How long and how to train.
        out: The folder; created where needed.
        resume: Go on from the folder's last checkpoint.
        track: Log the figures of every step for this tool, too, under `out`.
        on_step: Called after every step.

    Raises:
        FileNotFoundError: `resume` without a checkpoint.
        ValueError: There are too few embeddings.
    """
    accelerator = _make_accelerator(model, out=out, track=track)
    if not (model.config.gist_dim and config.loss.meaning):
        embeddings = None
    loss_module = _make_loss(model, embeddings, config=config, device=accelerator.device)
    optimizers = make_optimizers(
        loss_module, name=config.optimizer, learning_rate=config.learning_rate
    )
    loss_module, *optimizers = accelerator.prepare(loss_module, *optimizers)
    torch.manual_seed(config.seed + accelerator.process_index)  # noise of its own for each
    state = TrainingState()
    accelerator.register_for_checkpointing(state)
    if resume:
        accelerator.load_state(str(last_checkpoint(out)))
    watch = None
    if effects is not None and config.loss.effect:
        effects, watch = hold_out_effects(sequences, effects, seed=config.seed)
    batches = TokenBatches(
        sequences,
        effects,
        embeddings=embeddings,
        max_tokens=model.config.max_tokens,
        batch_tokens=config.batch_tokens,
        seed=config.seed,
        part=accelerator.process_index,
        parts=accelerator.num_processes,
        even_lengths=config.even_lengths,
        effect_passes=config.effect_passes,
    )
    if accelerator.is_main_process:
        out.mkdir(parents=True, exist_ok=True)
        save_tokenizer(tokenizer, out)  # at once: resuming needs it
    if track:
        accelerator.init_trackers("tweetopt")
    run = _Run(accelerator, loss_module, optimizers, state, config, out, held_out, watch)
    run.loop(batches, on_step=on_step)
    if accelerator.is_main_process:
        save_model(model, out)
    accelerator.end_training()
    return state


def _make_accelerator(model: T5VAE, *, out: Path, track: Tracker | None) -> Accelerator:
    """Find the devices and the processes; a model on a processor is made ready for it."""
    # Without `cpu`, accelerate doesn't look for other processes where there's no GPU.
    cpu = not torch.accelerator.is_available()
    accelerator = Accelerator(cpu=cpu, log_with=track, project_dir=out)
    if accelerator.device.type == "cpu":
        keep_freed_memory()
        model.prepare_for_cpu()
    return accelerator


def _make_loss(
    model: T5VAE,
    embeddings: npt.NDArray[np.float16] | None,
    *,
    config: TrainingConfig,
    device: torch.device,
) -> T5VAELoss:
    return T5VAELoss(
        model,
        config=config.loss,
        bf16=has_bf16(device),
        components=None if embeddings is None else components_of(embeddings, model.config.gist_dim),
    )


@dataclass
class _Run:
    accelerator: Accelerator
    loss_module: torch.nn.Module
    optimizers: list[torch.optim.Optimizer]
    state: TrainingState
    config: TrainingConfig
    out: Path
    held_out: Sequence[Sequence[int]]
    watch: EffectWatch | None
    use: CodeUse | None = None

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
            losses = self._step(step_loss, batches[self.state.step], fraction)
            self.state.seconds = self._shared(time.monotonic() - started)
            done = self._fraction(total_steps)
            due = self._shared(time.monotonic() - saved_at) > 60 * self.config.checkpoint_minutes
            if due or done >= 1:
                self._checkpoint()
                saved_at = time.monotonic()
            self._log(losses)
            elapsed = max(self.state.seconds - before, 1e-9)
            on_step(
                TrainingProgress(
                    step=self.state.step,
                    seconds=self.state.seconds,
                    fraction=min(done, 1.0),
                    losses=losses,
                    use=self.use,
                    tokens_per_second=(self.state.tokens - tokens_before) / elapsed,
                    seconds_left=max(0.0, self.state.seconds * (1 / done - 1)),
                )
            )

    def _log(self, losses: dict[str, float]) -> None:
        use = {} if self.use is None else {"nll_gap": self.use.gap}
        self.accelerator.log({**losses, **use}, step=self.state.step)

    def _shared(self, seconds: float) -> float:
        """The first process's clock: the processes must agree on when to stop."""
        if self.accelerator.num_processes == 1:
            return seconds
        clock = torch.tensor([seconds], dtype=torch.float64, device=self.accelerator.device)
        return float(broadcast(clock))

    def _fraction(self, total_steps: int | None) -> float:
        if total_steps is not None:
            return self.state.step / total_steps
        return self.state.seconds / (60 * (self.config.minutes or 1))

    def _step(
        self,
        step_loss: StepLoss,
        batch: Batch,
        fraction: float,
    ) -> dict[str, float]:
        rate = self.config.rate(self.state.step, fraction)
        self.accelerator.unwrap_model(self.loss_module).set_progress(fraction)
        device = self.accelerator.device
        losses = step_loss(*(None if part is None else part.to(device) for part in batch))
        for optimizer in self.optimizers:
            optimizer.zero_grad(set_to_none=True)
        self.accelerator.backward(losses["total"])
        self.accelerator.clip_grad_norm_(self.loss_module.parameters(), 1.0)
        for optimizer in self.optimizers:
            for group in optimizer.param_groups:
                group["lr"] = rate
            optimizer.step()
        self.state.step += 1
        self.state.tokens += int(batch.ids.ne(0).sum()) * self.accelerator.num_processes
        return {name: float(value.detach()) for name, value in losses.items()}

    def _compiled(self, total_steps: int | None) -> StepLoss:
        long_run = (total_steps or 0) > _LONG_STEPS or (self.config.minutes or 0) > _LONG_MINUTES
        if long_run and _can_compile(self.accelerator.device):
            return torch.compile(self.loss_module, dynamic=False)
        return self.loss_module

    def _checkpoint(self) -> None:
        loss = self.accelerator.unwrap_model(self.loss_module)
        device = self.accelerator.device
        self.use = code_use(loss.model, self.held_out, device=device)
        self.state.history.append(
            {
                "step": self.state.step,
                "minutes": round(self.state.seconds / 60, 2),
                "tokens": self.state.tokens,
                "nll": round(self.use.nll, 4),
                "nll_shuffled": round(self.use.nll_shuffled, 4),
                "active_units": self.use.active_units,
                **(self.watch.errors(loss, device).figures() if self.watch else {}),
            }
        )
        if not save_checkpoint(self.accelerator, loss.model, self.out, step=self.state.step):
            return
        if self.accelerator.is_main_process:
            history = {"config": asdict(self.config), "history": self.state.history}
            (self.out / "training.json").write_text(json.dumps(history, indent=1) + "\n")
        self.accelerator.wait_for_everyone()


def _can_compile(device: torch.device) -> bool:
    compilers = (os.environ.get("CXX"), "c++", "g++", "clang++")
    return device.type == "cuda" or any(name and shutil.which(name) for name in compilers)
