"""Checkpoints of a training: whole at any moment, and the model as it is beside them."""

import copy
import os
import shutil
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from accelerate import Accelerator

from tweetopt.vae.folders import WEIGHTS
from tweetopt.vae.model import T5VAE

_CHECKPOINTS = "checkpoints"


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


def save_model(model: T5VAE, out: Path) -> None:
    """Save a model's weights as bfloat16 safetensors, half the size of what it was trained in."""
    copy.deepcopy(model).bfloat16().save_pretrained(out)


def last_checkpoint(out: Path) -> Path:
    """The newest checkpoint of a training's folder.

    Raises:
        FileNotFoundError: There is none.
    """
    whole = sorted((out / _CHECKPOINTS).glob("[0-9]*"))
    if not whole:
        raise FileNotFoundError(f"{out}: no checkpoint to resume from; train without --resume")
    return whole[-1]


def save_checkpoint(accelerator: Accelerator, model: T5VAE, out: Path, *, step: int) -> bool:
    """Save all that a training needs to go on, and the model, instead of the last checkpoint.

    Args:
        accelerator: Of the training; all of its processes must call this.
        model: The model as it is now, which is put beside the checkpoints to be tried at any time.
        out: The training's folder.
        step: How many steps were done.

    Returns:
        Whether it wasn't there yet.
    """
    folder = out / _CHECKPOINTS
    new, unfinished = folder / f"{step:08d}", folder / "unfinished"
    if new.exists():
        return False
    if accelerator.is_main_process:
        shutil.rmtree(unfinished, ignore_errors=True)
    accelerator.wait_for_everyone()
    accelerator.save_state(str(unfinished))
    accelerator.wait_for_everyone()
    if accelerator.is_main_process:
        weights = unfinished / "weights"
        save_model(model, weights)
        os.replace(weights / WEIGHTS, out / WEIGHTS)
        shutil.rmtree(weights)
        os.replace(unfinished, new)  # so that a folder with a number is always whole
        for old in folder.iterdir():
            if old != new:
                shutil.rmtree(old)
    return True
