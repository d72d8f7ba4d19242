"""A predictor adapted to one account, and its intervals stretched, by what its past posts got.

How it is fitted: `personal_fitting`.
"""

import json
import math
from collections.abc import Sequence
from dataclasses import KW_ONLY, asdict, dataclass, replace
from functools import cached_property
from pathlib import Path

import torch
from jaxtyping import Float
from safetensors import SafetensorError
from safetensors.torch import load_file, save_file
from torch import Tensor

from tweetopt.predictors.base import (
    Prediction,
    PredictorInfo,
    PropertyPredictor,
    around,
    centre_and_half_width,
    for_texts,
)
from tweetopt.predictors.rewrite_share import rewrite_share
from tweetopt.predictors.shapes import Latents, Members, PerText
from tweetopt.predictors.words import WordEffects

_WEIGHTS = "personal.safetensors"
_CARD = "personal.json"
PERSONAL_FILES = (_WEIGHTS, _CARD)
_SAME = 1e-3
"""On the scale: a base that answers so much otherwise isn't the one that was adapted."""


@dataclass(frozen=True)
class PersonalCard:
    """What a head of one's own is, beside its weights.

    Attributes:
        base: Folder or name of the predictor that is adapted.
        says: What that answers to the code of zeros, on its scale, so that another is noticed.
        fingerprint: Of the latent space.
        posts: How many past posts say so.
        offset: Added to its answers, on the scale.
        slope: What is added of the base's effect of the text alone.
        strength: Of what is learned of the account's wording; 0 leaves the base's as it is.
        width: What the interval's half widths are multiplied by, on the scale.
        moved: The mean of all that is added, over the account's posts.
    """

    base: str
    says: float
    fingerprint: str
    posts: int
    offset: float = 0.0
    slope: float = 0.0
    strength: float = 0.0
    width: float = 1.0
    moved: float = 0.0

    def __post_init__(self) -> None:
        numbers = (self.says, self.offset, self.slope, self.strength, self.width, self.moved)
        if not all(map(math.isfinite, numbers)) or self.width <= 0:
            raise ValueError(f"expected finite numbers and a width above 0, got {numbers}")


def adapted_from(folder: Path) -> str | None:
    """The folder or name of the predictor that a personal one adapts; None if it is no such one."""
    path = folder / _CARD
    if not path.is_file():
        return None
    try:
        return PersonalCard(**json.loads(path.read_text(encoding="utf-8"))).base
    except (ValueError, TypeError):
        return None  # loading the predictor says what is wrong


@dataclass(frozen=True, eq=False)
class PersonalPredictor:
    """A predictor adapted to one account.

    Follows `PropertyPredictor` and `ReadsTexts`.

    Attributes:
        base: The predictor.
        card: How.
        code: What is added for each number of the code, the first ones; shape `(numbers,)`.
        words: What is added for each bucket of words.
        effects: What the words say of the texts that it is asked about, shape `(n,)`; without it,
            the texts have the words of an average post.
        unread: The predictor, asked about no texts.
    """

    base: PropertyPredictor
    card: PersonalCard
    code: Float[Tensor, " numbers"]
    words: WordEffects
    _: KW_ONLY
    effects: PerText | None = None
    unread: PropertyPredictor | None = None

    @cached_property
    def info(self) -> PredictorInfo:
        """See `PropertyPredictor.info`: that of the predictor."""
        return replace(self.base.info, rewrite_share=rewrite_share(self.base))

    def for_texts(self, texts: Sequence[str]) -> "PersonalPredictor":
        """See `ReadsTexts.for_texts`."""
        return replace(
            self,
            base=for_texts(self.base, texts),
            effects=self.words(texts),
            unread=self.unread or self.base,
        )

    def members(self, latents: Latents, medians: PerText) -> Members:
        """See `PropertyPredictor.members`."""
        answers = self.base.members(latents, medians)
        own = latents[:, : len(self.code)] @ self.code.to(latents) + self.card.offset
        if self.effects is not None:
            own = own + self.effects.to(latents)
        if self.card.slope:
            own = own + self.card.slope * (answers - self._level(latents, medians))
        return answers + own

    def _level(self, latents: Latents, medians: PerText) -> PerText:
        """What the predictor says of no text in particular, shape `(n,)`."""
        return (self.unread or self.base).members(torch.zeros_like(latents), medians).mean(0)

    @torch.no_grad()
    def predict(self, latents: Latents, medians: PerText) -> list[Prediction]:
        """See `PropertyPredictor.predict`."""
        _, half = centre_and_half_width(self.base, latents, medians)
        middle = self.members(latents, medians).mean(0)
        return around(self.info.scale, middle, half * self.card.width)

    def save(self, folder: Path) -> None:
        """Write what is added as safetensors and JSON; the base is named, not copied."""
        folder.mkdir(parents=True, exist_ok=True)
        usual = torch.tensor([self.words.usual], dtype=torch.float64)
        tensors = {"code": self.code, "words": self.words.weights.half(), "usual_words": usual}
        save_file(tensors, folder / _WEIGHTS)
        text = json.dumps(asdict(self.card), indent=1, ensure_ascii=False)
        (folder / _CARD).write_text(text + "\n", encoding="utf-8")

    @classmethod
    def load(cls, folder: Path) -> "PersonalPredictor":
        """Read what `save` wrote, with its base.

        Raises:
            FileNotFoundError: The base isn't there any more.
            ValueError: A file is damaged, or the base is another one.
        """
        from tweetopt.predictors.registry import load_predictor

        try:
            card = PersonalCard(**json.loads((folder / _CARD).read_text(encoding="utf-8")))
            tensors = load_file(folder / _WEIGHTS)
            code, weights = tensors["code"].float(), tensors["words"].float()
            words = WordEffects(weights, tensors["usual_words"].item())
            if code.dim() != 1 or weights.dim() != 1 or not len(weights):
                raise ValueError(f"weights of shapes {tuple(code.shape)}, {tuple(weights.shape)}")
            if not all(each.isfinite().all() for each in tensors.values()):
                raise ValueError("weights that are not finite")
        except (SafetensorError, ValueError, KeyError, TypeError, OSError) as error:
            reason = " ".join(str(error).split())
            raise ValueError(
                f"predictor {folder}: expected a saved head of one's own, got a damaged file "
                f"({reason}); add the account again"
            ) from error
        base = load_predictor(card.base, fingerprint=card.fingerprint)
        if len(code) > base.info.latent_dim or abs(answer_to_zeros(base) - card.says) > _SAME:
            raise ValueError(
                f"predictor {folder}: expected {card.base} as it was adapted, got another one of "
                "that name; add the account again"
            )
        return cls(base, card, code, words)


@torch.no_grad()
def answer_to_zeros(predictor: PropertyPredictor) -> float:
    """What a predictor says of the code of zeros, on its scale: by it two are told apart."""
    one = torch.ones(1)
    return float(predictor.members(torch.zeros(1, predictor.info.latent_dim), one).mean())
