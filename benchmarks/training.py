"""Training beside transformers' Trainer: the same model, loss and lines.

    python benchmarks/training.py [--quick]

The default model's size, lines of Python of at most 32 tokens, and the processor's fastest type.
"""

import contextlib
import multiprocessing
import sys
import sysconfig
import tempfile
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from functools import cache
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

import torch
from timing import Paired, best_rate
from torch import Tensor, nn
from torch.utils.flop_counter import FlopCounterMode
from transformers import PreTrainedTokenizerFast, Trainer, TrainerCallback, TrainingArguments

from tweetopt.datasets.python_lines import lines_of
from tweetopt.vae.config import preset_config
from tweetopt.vae.folders import DEFAULT_MODEL, model_folder
from tweetopt.vae.hardware import has_bf16
from tweetopt.vae.metrics import pad
from tweetopt.vae.model import T5VAE
from tweetopt.vae.training.batches import TokenBatches
from tweetopt.vae.training.config import LossConfig, TrainingConfig
from tweetopt.vae.training.loop import train
from tweetopt.vae.training.losses import T5VAELoss

_SHORTEST, _LONGEST = 17, 32  # tokens: all of one length of ours, and little to pad for the other
_BATCH_TOKENS = 4096
_BATCH = _BATCH_TOKENS // _LONGEST
_STEPS = 4  # of a turn
_BF16 = has_bf16(torch.device("cpu"))
_RATE = 1e-4


def measure(*, quick: bool = False) -> dict[str, object]:
    """Both by turns, then the best matrix product and what else a step needs."""
    ours, trainer = _Trainee(_train_ours), _Trainee(_train_by_trainer)
    for trainee in (ours, trainer, ours, trainer):
        trainee.seconds_a_step()  # warms up
    rounds = 3 if quick else 15
    pairs = [(trainer.seconds_a_step(), ours.seconds_a_step()) for _ in range(rounds)]
    ours.stop()
    trainer.stop()
    found = Paired.of(*map(list, zip(*pairs, strict=True)))
    gflop = _gflop_a_step()
    return {
        "step": asdict(found),
        "type": "bfloat16" if _BF16 else "float32",
        "GFLOP": gflop,
        "GFLOP/s": gflop / found.other,
        "best GFLOP/s": best_rate(torch.bfloat16 if _BF16 else torch.float32),
        "batch": _seconds_a_batch(),
    }


class _Trainee:
    """A training in a process of its own that goes on when it's told to.

    Args:
        work: Trains until a callback, called after every step, raises.
    """

    def __init__(self, work: Callable[[Callable[[], None]], None]) -> None:
        context = multiprocessing.get_context("spawn")
        self._here, there = context.Pipe()
        self._process = context.Process(target=_work, args=(work, there), daemon=True)
        self._process.start()
        there.close()
        self._here.recv()  # it compiled, and did its first step

    def seconds_a_step(self) -> float:
        """Let it do some steps."""
        started = time.perf_counter()
        self._here.send(True)
        self._here.recv()
        return (time.perf_counter() - started) / _STEPS

    def stop(self) -> None:
        """End it."""
        self._here.send(False)
        self._process.join()


class _Stopped(Exception):  # noqa: N818  # it is none
    """There are to be no more steps."""


@dataclass
class _AfterStep:
    """Waits until it's this training's turn."""

    there: Connection
    left: int = 1

    def __call__(self) -> None:
        self.left -= 1
        if not self.left:
            self.there.send(None)
            if not self.there.recv():
                raise _Stopped
            self.left = _STEPS


def _work(work: Callable[[Callable[[], None]], None], there: Connection) -> None:
    with contextlib.suppress(_Stopped):
        work(_AfterStep(there))


def _train_ours(after_step: Callable[[], None]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        train(
            _model(),
            _tokenizer(),
            sequences=_sequences(),
            held_out=_sequences()[:64],
            config=TrainingConfig(
                minutes=600,  # long enough to be compiled
                batch_tokens=_BATCH_TOKENS,
                learning_rate=_RATE,
                checkpoint_minutes=600,
            ),
            out=Path(folder) / "out",
            on_step=lambda _: after_step(),
        )


def _train_by_trainer(after_step: Callable[[], None]) -> None:
    class AfterStep(TrainerCallback):  # type: ignore[misc]  # transformers is untyped
        def on_step_end(self, *_: object, **__: object) -> None:
            after_step()

    class Total(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.loss = T5VAELoss(_model(), config=LossConfig(), bf16=_BF16)

        def forward(self, ids: Tensor, effects: Tensor) -> dict[str, Tensor]:
            return {"loss": self.loss(ids, effects)["total"]}

    with tempfile.TemporaryDirectory() as folder:
        Trainer(
            model=Total(),
            args=TrainingArguments(
                folder,
                per_device_train_batch_size=_BATCH,
                learning_rate=_RATE,
                bf16=_BF16,
                use_cpu=True,
                max_steps=1_000_000,
                save_strategy="no",
                logging_strategy="no",
                report_to=[],
                remove_unused_columns=False,
                disable_tqdm=True,
            ),
            train_dataset=_sequences(),
            data_collator=_padded,
            callbacks=[AfterStep()],
        ).train()


def _padded(sequences: list[list[int]]) -> dict[str, Tensor]:
    return {"ids": pad(sequences), "effects": torch.full((len(sequences),), torch.nan)}


def _model() -> T5VAE:
    torch.manual_seed(0)
    return T5VAE(preset_config("small", vocab_size=len(_tokenizer())))


@cache
def _tokenizer() -> PreTrainedTokenizerFast:
    return PreTrainedTokenizerFast.from_pretrained(model_folder(DEFAULT_MODEL))


@cache
def _sequences() -> list[list[int]]:
    """Lines of the standard library's modules that lie at its top."""
    modules = sorted(Path(sysconfig.get_path("stdlib")).glob("*.py"))
    lines = dict.fromkeys(line for path in modules for line in lines_of(path.read_bytes()))
    ids: list[list[int]] = _tokenizer()(list(lines)).input_ids
    return [each for each in ids if _SHORTEST <= len(each) <= _LONGEST]


def _gflop_a_step() -> float:
    """Multiplications and additions of a step's matrix products, forward and backward."""
    batches = TokenBatches(_sequences(), max_tokens=_LONGEST, batch_tokens=_BATCH_TOKENS, seed=0)
    ids, effects, _ = batches[0]
    model = _model()
    loss = T5VAELoss(model, config=LossConfig(), bf16=False)
    with FlopCounterMode(display=False) as counter:
        loss(ids, effects)["total"].backward()
    # The cross-entropy is one operator, which the counter doesn't look into: logits and two
    # gradients, of every token with the code and of a quarter of them from the code alone.
    rows = 1.25 * int(ids.ne(0).sum())
    logits = 6 * rows * model.config.vocab_size * model.config.d_model
    return 1e-9 * float(counter.get_total_flops() + logits)


def _seconds_a_batch() -> float:
    batches = TokenBatches(_sequences(), max_tokens=_LONGEST, batch_tokens=_BATCH_TOKENS, seed=0)
    started = time.perf_counter()
    for step in range(200):
        batches[step]
    return (time.perf_counter() - started) / 200


def table(result: dict[str, Any]) -> str:
    """All as Markdown."""
    step, share = result["step"], result["GFLOP/s"] / result["best GFLOP/s"]
    ratio = f"**{step['ratio']:.2f}x** ours, quartiles {step['low']:.2f} and {step['high']:.2f}"
    rate = f"{result['GFLOP/s']:.0f} of {result['best GFLOP/s']:.0f} GFLOP/s"
    return "\n".join(
        [
            f"Steps of {_BATCH} lines of Python, {_SHORTEST} to {_LONGEST} tokens each, in "
            f"{result['type']}; a model of the default's size.",
            "",
            "| | s a step | |",
            "|---|---|---|",
            f"| Trainer | {step['one']:.2f} | {ratio} |",
            f"| ours | {step['other']:.2f} | {rate}, **{share:.0%}** of the best matrix product |",
            f"| to make a batch | {result['batch']:.4f} | {result['batch'] / step['other']:.2%} of "
            "ours |",
        ]
    )


if __name__ == "__main__":
    print(table(measure(quick="--quick" in sys.argv)))
