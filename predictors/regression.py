"""The regression head: an ensemble of linear maps from code, words and account to a property.

Linear on purpose. Small MLPs on the same codes overfitted, and a search fooled them three times
as badly: what they promised at a code shrank to an eighth once the code was decoded.
"""

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import KW_ONLY, asdict, dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import Any

import torch
from jaxtyping import Float
from safetensors import SafetensorError
from safetensors.torch import load_file, save_file
from torch import Tensor

from tweetopt.predictors.base import Prediction, PredictorInfo, around
from tweetopt.predictors.scales import Scale
from tweetopt.predictors.shapes import Inputs, Latents, Members, PerText
from tweetopt.predictors.words import WordEffects

_WEIGHTS = "head.safetensors"
_CARD = "head.json"
HEAD_FILES = (_WEIGHTS, _CARD)


@dataclass(frozen=True)
class HeadCard:
    """What a head is, beside its weights.

    Attributes:
        name: The property.
        unit: Its unit.
        scale: The scale that the head predicts on.
        latent_dim: Width of the codes.
        n_members: Size of the ensemble.
        fingerprint: Of the latent space.
        wording_spread: Standard deviation, on the scale, of what wording alone moves.
        radius_known: Half the width of the 90% interval, on the scale, with an account median.
        radius_unknown: The same without one.
        edges: Medians, on the scale, between accounts of different sizes, rising; maybe none.
        radii: `radius_known` by size, one more than edges; empty where the size doesn't matter.
        rewrite_share: Of a predicted difference between two versions of a text, the share that
            comes true; see `rewrites`.
        reads_words: Whether it weighs the words of a text beside its code.
        training: How it was made.
        figures: What it reached on held-out accounts.
    """

    name: str
    unit: str
    scale: Scale
    latent_dim: int
    n_members: int
    fingerprint: str
    wording_spread: float = math.nan
    radius_known: float = math.nan
    radius_unknown: float = math.nan
    edges: tuple[float, ...] = ()
    radii: tuple[float, ...] = ()
    rewrite_share: float = 1.0
    reads_words: bool = False
    training: dict[str, Any] = field(default_factory=dict)
    figures: dict[str, float] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if len(self.radii) != (len(self.edges) + 1 if self.edges else 0):
            raise ValueError(f"radii: expected one more than edges, got {len(self.radii)}")
        if not all(map(math.isfinite, self.edges + self.radii)) or min(self.radii, default=0) < 0:
            raise ValueError(f"edges and radii: expected finite widths, got {self.radii}")
        if not 0 <= self.rewrite_share <= 1:
            raise ValueError(f"rewrite_share: expected 0 to 1, got {self.rewrite_share}")


@dataclass(frozen=True, eq=False)
class RegressionHead:
    """An ensemble of linear maps. Follows `PropertyPredictor` and `ReadsTexts`.

    Attributes:
        card: What the head is.
        weight: Shape `(n_members, 2 * width + 2)`, see `features`; the width is that of the code,
            and one more for a head that reads words.
        bias: Shape `(n_members,)`.
        words: What it reads of words, if its card says that it does.
        effects: What the words of the texts say that it is asked about, shape `(n,)`; without
            it, texts have the words of an average one.
    """

    card: HeadCard
    weight: Float[Tensor, "members features"]
    bias: Float[Tensor, " members"]
    _: KW_ONLY
    words: WordEffects | None = None
    effects: PerText | None = None

    @cached_property
    def info(self) -> PredictorInfo:
        """See `PropertyPredictor.info`."""
        return PredictorInfo(
            name=self.card.name,
            unit=self.card.unit,
            scale=self.card.scale,
            fingerprint=self.card.fingerprint,
            latent_dim=self.card.latent_dim,
            wording_spread=self.card.wording_spread,
            # Not where no account of the training rows was known.
            by_account=bool(self.weight[:, -2:].any()),
            rewrite_share=self.card.rewrite_share,
        )

    def for_texts(self, texts: Sequence[str]) -> "RegressionHead":
        """See `ReadsTexts.for_texts`."""
        return self if self.words is None else replace(self, effects=self.words(texts))

    def members(self, latents: Latents, medians: PerText) -> Members:
        """See `PropertyPredictor.members`."""
        codes = latents
        if self.card.reads_words:
            effects = torch.zeros(len(latents)) if self.effects is None else self.effects
            codes = torch.cat([latents, effects.to(latents)[:, None]], dim=1)
        inputs = features(codes, self.card.scale.forward(medians))
        return self.weight @ inputs.T + self.bias[:, None]

    def mean(self, latents: Latents, medians: PerText) -> PerText:
        """The ensemble's mean on the scale, shape `(n,)`; arguments as for `members`."""
        return self.members(latents, medians).mean(0)

    @torch.no_grad()
    def predict(self, latents: Latents, medians: PerText) -> list[Prediction]:
        """See `PropertyPredictor.predict`."""
        radius = self._radius(self.card.scale.forward(medians))
        return around(self.card.scale, self.mean(latents, medians), radius)

    def _radius(self, medians: PerText) -> PerText:
        """Half the interval's width, shape `(n,)`, for medians on the scale."""
        if self.card.scale is Scale.LABEL:  # a label is 0 or 1: there is nothing between to hold it
            return torch.full_like(medians, math.nan)
        known = torch.full_like(medians, self.card.radius_known)
        if self.card.edges:
            sizes = torch.bucketize(medians, torch.tensor(self.card.edges).to(medians))
            known = torch.tensor(self.card.radii).to(medians)[sizes]
        return torch.where(medians.isnan(), self.card.radius_unknown, known)

    def save(self, folder: Path) -> None:
        """Write the head as safetensors and JSON."""
        folder.mkdir(parents=True, exist_ok=True)
        tensors = {"weight": self.weight, "bias": self.bias}
        if self.words is not None:
            usual = torch.tensor([self.words.usual], dtype=torch.float64)
            tensors |= {"words": self.words.weights.half(), "usual_words": usual}
        save_file(tensors, folder / _WEIGHTS)
        text = json.dumps(asdict(self.card), indent=1, ensure_ascii=False)
        (folder / _CARD).write_text(text + "\n", encoding="utf-8")

    @classmethod
    def load(cls, folder: Path) -> "RegressionHead":
        """Read what `save` wrote.

        Raises:
            ValueError: A file is damaged, or the two do not fit each other.
        """
        try:
            fields = json.loads((folder / _CARD).read_text(encoding="utf-8"))
            bands = {name: tuple(fields.get(name, ())) for name in ("edges", "radii")}
            card = HeadCard(**{**fields, **bands, "scale": Scale(fields["scale"])})
            tensors = load_file(folder / _WEIGHTS)
            weight, bias = tensors["weight"].float(), tensors["bias"].float()
            expected = (int(card.n_members), 2 * (int(card.latent_dim) + card.reads_words) + 2)
            words = _words(tensors) if card.reads_words else None
        except (SafetensorError, ValueError, KeyError, TypeError, OSError) as error:
            reason = " ".join(str(error).split())
            raise ValueError(_damaged(folder, f"a damaged file ({reason})")) from error
        if tuple(weight.shape) != expected or tuple(bias.shape) != expected[:1] or expected[0] < 1:
            raise ValueError(
                _damaged(
                    folder, f"weights of shape {tuple(weight.shape)} and a card for {expected}"
                )
            )
        parts = [weight, bias, *([words.weights] if words else [])]
        if not all(part.isfinite().all() for part in parts):
            raise ValueError(_damaged(folder, "weights that are not finite"))
        return cls(card, weight, bias, words=words)


def _words(tensors: Mapping[str, Tensor]) -> WordEffects:
    weights, usual = tensors["words"].float(), tensors["usual_words"].item()
    if weights.dim() != 1 or not len(weights) or not math.isfinite(usual):
        raise ValueError(f"words of shape {tuple(weights.shape)}, usually {usual}")
    return WordEffects(weights, usual)


def features(latents: Float[Tensor, "batch width"], medians: PerText) -> Inputs:
    """What the linear maps see: the code in one place or another, as the account is known or not.

    Args:
        latents: Shape `(n, width)`: codes, and what their words say for a head that reads words.
        medians: Shape `(n,)`, on the scale; NaN where unknown.

    Returns:
        Shape `(n, 2 * width + 2)`: unknown * code, known * code, known * median, known.
    """
    known = medians.isfinite().to(latents.dtype)[:, None]
    median = medians.nan_to_num(0.0).to(latents.dtype)[:, None]
    return torch.cat([(1 - known) * latents, known * latents, known * median, known], dim=1)


def _damaged(folder: Path, found: str) -> str:
    return f"predictor {folder}: expected a saved head, got {found}; train or copy it again"
