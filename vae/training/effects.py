"""Whether the code tells what wording does, or has learned the training texts' numbers by heart."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor

from tweetopt.vae.metrics import pad
from tweetopt.vae.training.losses import T5VAELoss

BY_HEART = 0.25
"""So much more error on untold texts than on told ones: heads on such codes predict worse."""
_WATCHED = 1_000  # untold texts, and as many told ones
_SHARE = 20  # one text in so many is untold, at most
_FEWEST = 20  # untold texts: fewer say nothing
_BATCH = 128
_PREFIX = "effect_"


@dataclass(frozen=True)
class EffectErrors:
    """Mean squared errors of the wording's effect, guessed from the code; 1 is like not knowing.

    Attributes:
        told: On texts whose effect the training tells.
        untold: On training texts whose effect it keeps to itself.
        standard_error: Of the difference of the two.
    """

    told: float
    untold: float
    standard_error: float

    @property
    def by_heart(self) -> bool:
        """Whether the code knows the told numbers rather than what wording does."""
        return self.untold - self.told > max(BY_HEART, 2 * self.standard_error)

    def figures(self) -> dict[str, float]:
        """As a training's history holds them."""
        return {f"{_PREFIX}{name}": round(value, 4) for name, value in asdict(self).items()}

    @classmethod
    def from_figures(cls, figures: Mapping[str, float]) -> "EffectErrors | None":
        """From an entry of a training's history; None where it has none."""
        own = {
            name.removeprefix(_PREFIX): value
            for name, value in figures.items()
            if name.startswith(_PREFIX)
        }
        return cls(**own) if own else None


@dataclass(frozen=True)
class EffectWatch:
    """Texts to measure the effect on, half of them untold.

    Attributes:
        sequences: Their token ids, the told ones first.
        effects: What the wording of each did, shape `(texts,)`, in standard deviations.
    """

    sequences: Sequence[Sequence[int]]
    effects: npt.NDArray[np.float32]

    @torch.no_grad()
    def errors(self, loss: T5VAELoss, device: torch.device) -> EffectErrors:
        """Measure a model in training, at its texts' own codes.

        Raises:
            ValueError: The training tells no effect.
        """
        if loss.effect is None:
            raise ValueError("effect: expected a weight above 0, got 0; nothing is told")
        guesses = []
        for start in range(0, len(self.sequences), _BATCH):
            ids = pad(self.sequences[start : start + _BATCH]).to(device)
            guess: Tensor = loss.effect(loss.model.encode(ids, ids.ne(0).long()))
            guesses.append(guess[:, 0].float().cpu())
        squares = np.square(torch.cat(guesses).numpy() - self.effects)
        told, untold = np.split(squares, 2)
        return EffectErrors(
            told=float(told.mean()),
            untold=float(untold.mean()),
            standard_error=float(((told.var() + untold.var()) / len(told)) ** 0.5),
        )


def keep_some_untold(
    sequences: Sequence[Sequence[int]], effects: npt.NDArray[np.float32], *, seed: int
) -> tuple[npt.NDArray[np.float32], EffectWatch | None]:
    """Choose texts whose effect the training isn't told.

    Args:
        sequences: Token ids of the training texts.
        effects: What the wording of each did, shape `(texts,)`, NaN where unknown.
        seed: Of the choice.

    Returns:
        The effects with NaN for those, and what to measure; None where too few are known.
    """
    known = np.flatnonzero(np.isfinite(effects))
    count = min(_WATCHED, len(known) // _SHARE)
    if count < _FEWEST:
        return effects, None
    watched = np.random.default_rng(seed).choice(known, size=2 * count, replace=False)
    told = effects.copy()
    told[watched[count:]] = np.nan
    return told, EffectWatch([sequences[n] for n in watched.tolist()], effects[watched])
