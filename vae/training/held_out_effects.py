"""Whether the code generalises to what wording does, or memorises the training texts' labels.

A text's label is the effect of its wording on the property. Labels of some training texts are held
out; an error that is larger on those than on the others shows that codes memorise.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor

from tweetopt.vae.metrics import pad
from tweetopt.vae.training.losses import T5VAELoss

MEMORISED = 0.25
"""Gap of the mean squared errors on held-out and on trained labels, in label variances: with a
larger one, heads on such codes predict worse."""
_WATCHED = 1_000  # texts with held-out labels that are measured, and as many with trained ones
_SHARE = 20  # at most one label in so many is held out: 5%
_FEWEST = 20  # held-out labels; the error of fewer is too uncertain to warn of
_BATCH = 128  # texts that are encoded at once
# Fields by their names in a training's history.
_FIGURES = {
    "effect_told": "trained",
    "effect_untold": "held_out",
    "effect_standard_error": "standard_error",
}


@dataclass(frozen=True)
class EffectErrors:
    """Mean squared errors of labels predicted from codes, in label variances: 1 is a constant's.

    Attributes:
        trained: On texts whose label is trained on.
        held_out: On training texts whose label is held out.
        standard_error: Of the difference of the two.
    """

    trained: float
    held_out: float
    standard_error: float

    @property
    def memorised(self) -> bool:
        """Whether codes know the trained labels rather than what wording does."""
        return self.held_out - self.trained > max(MEMORISED, 2 * self.standard_error)

    def figures(self) -> dict[str, float]:
        """As a training's history holds them."""
        return {figure: round(getattr(self, name), 4) for figure, name in _FIGURES.items()}

    @classmethod
    def from_figures(cls, figures: Mapping[str, float]) -> "EffectErrors | None":
        """From an entry of a training's history; None where it has none."""
        if not _FIGURES.keys() <= figures.keys():
            return None
        return cls(**{name: figures[figure] for figure, name in _FIGURES.items()})


@dataclass(frozen=True)
class EffectWatch:
    """Texts to measure label errors on; the labels of the second half are held out.

    Attributes:
        sequences: Their token ids.
        effects: Their labels, shape `(texts,)`, in standard deviations.
    """

    sequences: Sequence[Sequence[int]]
    effects: npt.NDArray[np.float32]

    @torch.no_grad()
    def errors(self, loss: T5VAELoss, device: torch.device) -> EffectErrors:
        """Measure a model in training, at its texts' own codes.

        Raises:
            ValueError: The loss has no term for labels.
        """
        if loss.effect is None:
            raise ValueError("effect: expected a weight above 0, got 0; set LossConfig.effect")
        guesses = []
        for start in range(0, len(self.sequences), _BATCH):
            ids = pad(self.sequences[start : start + _BATCH]).to(device)
            guess: Tensor = loss.effect(loss.model.encode(ids, ids.ne(0).long()))
            guesses.append(guess[:, 0].float().cpu())
        squares = np.square(torch.cat(guesses).numpy() - self.effects)
        trained, held_out = np.split(squares, 2)
        return EffectErrors(
            trained=float(trained.mean()),
            held_out=float(held_out.mean()),
            standard_error=float(((trained.var() + held_out.var()) / len(trained)) ** 0.5),
        )


def hold_out_effects(
    sequences: Sequence[Sequence[int]], effects: npt.NDArray[np.float32], *, seed: int
) -> tuple[npt.NDArray[np.float32], EffectWatch | None]:
    """Hold out the labels of some training texts.

    Args:
        sequences: Token ids of the training texts.
        effects: Their labels, shape `(texts,)`, NaN where unknown.
        seed: Of the choice.

    Returns:
        The labels to train on, NaN where held out, and what to measure; None where too few labels
        are known.
    """
    known = np.flatnonzero(np.isfinite(effects))
    count = min(_WATCHED, len(known) // _SHARE)
    if count < _FEWEST:
        return effects, None
    watched = np.random.default_rng(seed).choice(known, size=2 * count, replace=False)
    trained = effects.copy()
    trained[watched[count:]] = np.nan
    return trained, EffectWatch([sequences[n] for n in watched.tolist()], effects[watched])
