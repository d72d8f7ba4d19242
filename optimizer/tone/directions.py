"""A tone as a direction in the space of codes before their Tanh.

Two groups of texts, or pairs of texts, say what a tone is. Learned from their codes are how far the
groups lie apart on average and the plane that best tells them apart (a logistic regression); from
their words, which of them mark the tone. All are linear, so tones add, subtract and scale.
"""

import json
import math
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any

import torch
from safetensors import SafetensorError
from safetensors.torch import load_file, save_file
from torch import Tensor

from tweetopt.datasets import find_kind, split_of
from tweetopt.optimizer.tone.words import WORD_FILES, ToneWords, learn_words
from tweetopt.vae import TextAutoencoder
from tweetopt.vae.folders import find_folder
from tweetopt.vae.geometry import to_pre_tanh

_WEIGHTS = "tone.safetensors"
_CARD = "tone.json"
_PENALTY = 0.1  # sklearn's C: the held-out accuracy hardly moves between 0.03 and 1
_LEAST_HELD_OUT = 20  # texts of a group: with fewer, one of them is five points of accuracy


@dataclass(frozen=True)
class ToneCard:
    """What a tone is, beside its numbers.

    Attributes:
        name: What it leads to, for people ("positive").
        fingerprint: Of the latent space.
        texts: How many texts it was learned from.
        accuracy: Share of held-out texts on the right side of the plane, the mean over the two
            groups; NaN where too few were held out.
        accuracy_words: The same by the words.
    """

    name: str
    fingerprint: str
    texts: int = 0
    accuracy: float = math.nan
    accuracy_words: float = math.nan


@dataclass(frozen=True)
class ToneDirection:
    """A direction from one tone to another. Adds, subtracts and scales.

    Attributes:
        shift: From the mean code of one group to that of the other, shape `(latent_dim,)`.
        weight: Across the plane between the groups, shape `(latent_dim,)`.
        bias: Of the plane, shape `()`.
        words: What marks the tone in the texts themselves.
        card: What it is.
    """

    shift: Tensor
    weight: Tensor
    bias: Tensor
    words: ToneWords
    card: ToneCard = field(compare=False)

    def score(self, pre_tanh: Tensor) -> Tensor:
        """Log odds of the tone for codes `(..., latent_dim)`; 0 on the plane."""
        return pre_tanh @ self.weight + self.bias

    def read(self, texts: Sequence[str], *, autoencoder: TextAutoencoder) -> Tensor:
        """Log odds of the tone for masked texts, `(n,)`: the mean of what code and words say."""
        plane = self.score(to_pre_tanh(autoencoder.encode(texts)))
        return (plane + torch.tensor([self.words.score(text) for text in texts])) / 2

    @property
    def level(self) -> float:
        """How far beyond the plane the tone's own texts lie on average, in log odds."""
        return max(0.0, float(self.shift @ self.weight) / 2)

    def __add__(self, other: "ToneDirection") -> "ToneDirection":
        if self.card.fingerprint != other.card.fingerprint:
            raise ValueError(
                f"tones: expected two of one model, got {self.card.fingerprint} and "
                f"{other.card.fingerprint}; learn both on one model"
            )
        return ToneDirection(
            self.shift + other.shift,
            self.weight + other.weight,
            self.bias + other.bias,
            self.words + other.words,
            ToneCard(f"{self.card.name} + {other.card.name}", self.card.fingerprint),
        )

    def __mul__(self, factor: float) -> "ToneDirection":
        card = self.card if factor == 1 else ToneCard(f"{factor:g} {self.card.name}", self.space)
        return ToneDirection(
            factor * self.shift,
            factor * self.weight,
            factor * self.bias,
            self.words * factor,
            card,
        )

    __rmul__ = __mul__

    def __neg__(self) -> "ToneDirection":
        return self * -1

    def __sub__(self, other: "ToneDirection") -> "ToneDirection":
        return self + -other

    @property
    def space(self) -> str:
        """The fingerprint of the latent space."""
        return self.card.fingerprint

    def save(self, folder: Path) -> None:
        """Write it as safetensors and JSON."""
        folder.mkdir(parents=True, exist_ok=True)
        tensors = {name: getattr(self, name).contiguous() for name in ("shift", "weight", "bias")}
        save_file(tensors, folder / _WEIGHTS)
        self.words.save(folder)
        # JSON has no NaN: what wasn't measured is left out.
        card = {name: value for name, value in asdict(self.card).items() if value == value}
        text = json.dumps(card, indent=1, ensure_ascii=False)
        (folder / _CARD).write_text(text + "\n", encoding="utf-8")

    @classmethod
    def load(cls, folder: str | Path, *, fingerprint: str) -> "ToneDirection":
        """Read what `save` wrote, for the latent space of a model.

        Args:
            folder: Where it was saved.
            fingerprint: The model's `TextAutoencoder.fingerprint`.

        Raises:
            FileNotFoundError: There is no such folder, or a file is missing.
            ValueError: A file is damaged, or the tone belongs to another latent space.
        """
        folder = find_folder(
            folder, package="tweetopt.optimizer", kind="tone", files=(_WEIGHTS, _CARD, *WORD_FILES)
        )
        try:
            fields: dict[str, Any] = json.loads((folder / _CARD).read_text(encoding="utf-8"))
            card = ToneCard(**fields)
            tensors = load_file(folder / _WEIGHTS)
            shift, weight, bias = (tensors[name].float() for name in ("shift", "weight", "bias"))
            words = ToneWords.load(folder)
        except (SafetensorError, ValueError, KeyError, TypeError, OSError) as error:
            raise ValueError(_damaged(folder, " ".join(str(error).split())[:200])) from error
        if shift.dim() != 1 or shift.shape != weight.shape or bias.dim():
            raise ValueError(_damaged(folder, "shapes that do not fit each other"))
        if not all(bool(each.isfinite().all()) for each in (shift, weight, bias)):
            raise ValueError(_damaged(folder, "numbers that are not finite"))
        if card.fingerprint != fingerprint:
            raise ValueError(
                f"tone {folder}: expected one for the model {fingerprint}, got one for "
                f"{card.fingerprint}; learn it on this model"
            )
        return cls(shift, weight, bias, words, card)


def learn_tone(
    away: Sequence[str],
    toward: Sequence[str],
    *,
    autoencoder: TextAutoencoder,
    name: str = "tone",
    paired: bool = False,
    most_encoded: int = 10_000,
) -> ToneDirection:
    """Learn a direction from two groups of texts.

    Where there are enough, the validation split (a twentieth, by a hash) is held out to measure
    with.

    Args:
        away: Texts of the tone to leave; links and mentions as they are.
        toward: Texts of the tone wanted.
        autoencoder: The model.
        name: What the tone wanted is called.
        paired: Whether the n-th texts say the same in one tone and the other; then the plane is
            learned from their differences, which tell the tone apart from the topic.
        most_encoded: Texts of each group whose codes are used; the words of all are.

    Raises:
        ValueError: A group has fewer than two texts that the model can hold, or pairs are
            uneven.
    """
    groups = _groups(away, toward, autoencoder, paired=paired)
    kept, held_out = _split(groups, paired=paired)
    low, high = (_codes(group, autoencoder, most=most_encoded) for group in kept)
    weight, bias = _paired_plane(low, high) if paired else _plane(low, high)
    words = learn_words(*kept)
    card = ToneCard(name, autoencoder.fingerprint, sum(map(len, groups)))
    tone = ToneDirection(high.mean(0) - low.mean(0), weight, bias, words, card)
    if not held_out[0]:
        return tone
    scores = [tone.score(_codes(group, autoencoder, most=most_encoded)) for group in held_out]
    by_words = [torch.tensor([words.score(text) for text in group]) for group in held_out]
    card = replace(card, accuracy=_accuracy(*scores), accuracy_words=_accuracy(*by_words))
    return replace(tone, card=card)


def _groups(
    away: Sequence[str], toward: Sequence[str], autoencoder: TextAutoencoder, *, paired: bool
) -> list[list[str]]:
    """Both groups, masked, without what the model can't hold."""
    groups = [_encodable(away, autoencoder), _encodable(toward, autoencoder)]
    if paired:
        groups = _pairs(away, toward, autoencoder)
    for group, side in zip(groups, ("from", "to"), strict=True):
        if len(group) < 2:
            raise ValueError(
                f"tone: expected at least 2 texts to learn {side!r} from, got {len(group)} that "
                "the model can hold; give more texts"
            )
    return groups


def _split(groups: list[list[str]], *, paired: bool) -> tuple[list[list[str]], list[list[str]]]:
    """Of both groups, what to learn from and what is held out; nothing where that would be few.

    Of a pair, the first text decides.
    """
    held = [list(map(_held_out, group)) for group in (groups[:1] * 2 if paired else groups)]
    if min(map(sum, held)) < _LEAST_HELD_OUT:
        held = [[False] * len(group) for group in groups]
    kept, out = (
        [[text for text, away in zip(*each, strict=True) if away is side]
         for each in zip(groups, held, strict=True)]
        for side in (False, True)
    )  # fmt: skip
    return kept, out


def _codes(texts: Sequence[str], autoencoder: TextAutoencoder, *, most: int) -> Tensor:
    """Codes before their Tanh of at most so many texts, drawn with a fixed seed."""
    drawn = torch.randperm(len(texts), generator=torch.Generator().manual_seed(0))[:most].tolist()
    return to_pre_tanh(autoencoder.encode([texts[row] for row in sorted(drawn)], fast=True))


def _accuracy(low: Tensor, high: Tensor) -> float:
    """The mean share, over the two groups, of scores on the right side of 0."""
    return float(((low < 0).float().mean() + (high > 0).float().mean()) / 2)


def _plane(low: Tensor, high: Tensor) -> tuple[Tensor, Tensor]:
    from sklearn.linear_model import LogisticRegression  # takes seconds to import

    inputs = torch.cat([low, high]).numpy()
    labels = [0] * len(low) + [1] * len(high)
    fitted = LogisticRegression(C=_PENALTY, class_weight="balanced", max_iter=1000)
    fitted.fit(inputs, labels)
    return torch.tensor(fitted.coef_[0]).float(), torch.tensor(fitted.intercept_[0]).float()


def _paired_plane(low: Tensor, high: Tensor) -> tuple[Tensor, Tensor]:
    """A plane across the pairs' differences, half-way between the groups."""
    from sklearn.linear_model import LogisticRegression  # takes seconds to import

    differences = high - low
    inputs = torch.cat([differences, -differences]).numpy()
    labels = [1] * len(low) + [0] * len(low)
    fitted = LogisticRegression(C=_PENALTY, fit_intercept=False, max_iter=1000)
    fitted.fit(inputs, labels)
    weight = torch.tensor(fitted.coef_[0]).float()
    return weight, -(low.mean(0) + high.mean(0)) @ weight / 2


def _encodable(texts: Sequence[str], autoencoder: TextAutoencoder) -> list[str]:
    """The texts, masked, that the model can hold."""
    kind = find_kind(autoencoder.kind)
    masked = [kind.mask(text).text for text in texts]
    fits = autoencoder.fits(masked) if masked else []
    return [text for text, fit in zip(masked, fits, strict=True) if fit and text.strip()]


def _pairs(
    away: Sequence[str], toward: Sequence[str], autoencoder: TextAutoencoder
) -> list[list[str]]:
    """Both groups, masked, without the pairs of which the model can't hold both."""
    if len(away) != len(toward):
        raise ValueError(
            f"tone: expected as many texts to pair, got {len(away)} and {len(toward)}; "
            "leave --paired out for unpaired texts"
        )
    held = [(_encodable([a], autoencoder), _encodable([b], autoencoder)) for a, b in
            zip(away, toward, strict=True)]  # fmt: skip
    good = [(a[0], b[0]) for a, b in held if a and b]
    return [[a for a, _ in good], [b for _, b in good]]


def _held_out(text: str) -> bool:
    return split_of(text) == "validation"


def _damaged(folder: Path, reason: str) -> str:
    return f"tone {folder}: expected a saved tone, got a damaged file ({reason}); learn it again"
