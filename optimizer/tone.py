"""Texts in another tone: moves along a learned direction, and the search toward it."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

import torch
from torch import Tensor

from tweetopt.datasets import Masked, mask, restore
from tweetopt.optimizer.candidates import Promises, similarity_to
from tweetopt.optimizer.directions import ToneDirection
from tweetopt.optimizer.engine import Engine
from tweetopt.optimizer.goals import Goal, Relation
from tweetopt.optimizer.pipeline import optimize_texts
from tweetopt.optimizer.reading import readable
from tweetopt.optimizer.request import Request
from tweetopt.optimizer.settings import Settings
from tweetopt.optimizer.wording import reword
from tweetopt.predictors import Prediction
from tweetopt.predictors.scales import Scale
from tweetopt.vae import TextAutoencoder
from tweetopt.vae.autoencoder import to_pre_tanh

_LADDER = (0.25, 0.5, 0.75, 1.0, 1.25, 1.5)  # shares of a move that are tried


class Method(StrEnum):
    """How a code is moved."""

    MEAN = "mean"
    """By the difference of the heaps' means: the same step for every text."""
    LOGISTIC = "logistic"
    """As far as the heaps lie apart, but straight across the plane between them."""
    BOUNDARY = "boundary"
    """Across the plane, to where the texts of the tone lie: farther, the farther away."""
    SEARCH = "search"
    """Along the gradient of the tone, by the engine that rewrites toward likes."""
    WORDS = "words"
    """Word by word: markers of one tone give way to those of the other; needs no code."""


@dataclass(frozen=True)
class TonePredictor:
    """A tone's log odds as a property to search for. Follows `PropertyPredictor`.

    Attributes:
        direction: The tone.
        name: The property.
        unit: Its unit.
        scale: The log odds themselves.
    """

    direction: ToneDirection
    name: str = "tone"
    unit: str = "log odds"
    scale: Scale = Scale.PLAIN

    @property
    def fingerprint(self) -> str:
        """Of the latent space."""
        return self.direction.space

    @property
    def wording_spread(self) -> float:
        """How far a tone's own texts lie from the plane: all of it is wording."""
        return self.direction.level

    @property
    def latent_dim(self) -> int:
        """Width of the codes."""
        return len(self.direction.weight)

    @property
    def differentiable(self) -> bool:
        """Yes: it is linear before the Tanh."""
        return True

    def members(self, latents: Tensor, medians: Tensor) -> Tensor:  # noqa: ARG002
        """See `PropertyPredictor.members`; the account doesn't matter."""
        return self.direction.score(to_pre_tanh(latents))[None]

    def predict(self, latents: Tensor, medians: Tensor) -> list[Prediction]:
        """See `PropertyPredictor.predict`; the interval is not calibrated and has no width."""
        return [Prediction(*[value] * 3) for value in self.members(latents, medians)[0].tolist()]


@dataclass(frozen=True)
class ToneRewrite:
    """A text in another tone.

    Attributes:
        text: The rewrite, links and mentions in place.
        tone: Probability of the tone, read again, 0 to 1.
        similarity: chrF against the original, 0 to 1.
    """

    text: str
    tone: float
    similarity: float


@dataclass(frozen=True)
class ToneChange:
    """What came of one text.

    Attributes:
        text: The original.
        tone: Its probability of the tone, 0 to 1; NaN where the model can't read it.
        candidates: Rewrites, the recommended one first.
        message: One sentence about how it went.
    """

    text: str
    tone: float
    candidates: Sequence[ToneRewrite]
    message: str

    @property
    def best(self) -> str:
        """The recommended rewrite, or the text itself where there is none."""
        return self.candidates[0].text if self.candidates else self.text


def move(pre_tanh: Tensor, direction: ToneDirection, *, method: Method) -> Tensor:
    """The step that a method takes from codes.

    Args:
        pre_tanh: Codes before their Tanh, shape `(n, latent_dim)`.
        direction: The tone, scaled by the strength wanted.
        method: "mean", "logistic" or "boundary".

    Returns:
        Shape `(n, latent_dim)`; zero, under "boundary", where the tone is there already.

    Raises:
        ValueError: The method is no step.
    """
    if method in (Method.SEARCH, Method.WORDS):
        raise ValueError(f"move: expected a step, got {method.value!r}; use change_tone")
    if method is Method.MEAN:
        return direction.shift.expand_as(pre_tanh)
    normal = direction.weight / direction.weight.square().sum().clamp_min(1e-12)
    if method is Method.LOGISTIC:
        return (2 * direction.level * normal).expand_as(pre_tanh)
    missing = (direction.level - direction.score(pre_tanh)).clamp_min(0)
    return missing[:, None] * normal


def change_tone(
    texts: Sequence[str],
    direction: ToneDirection,
    *,
    autoencoder: TextAutoencoder,
    method: Method = Method.SEARCH,
    strength: float = 1.0,
    settings: Settings = Settings(),  # noqa: B008  # frozen
) -> list[ToneChange]:
    """Rewrite texts in another tone.

    Links and mentions, numbers and known words are kept to as in `optimize_texts`, and what
    counts is the tone of a rewrite as it is written.

    Args:
        texts: Texts, links and mentions as they are.
        direction: The tone.
        autoencoder: The model that it was learned on.
        method: How to move the codes.
        strength: How far to go: 1 is where the tone's own texts lie, -1 is the other tone.
        settings: How many candidates to give, and how the search goes about it.

    Returns:
        One change a text, in order. A text that is empty or too long stays as it is.

    Raises:
        ValueError: The direction belongs to another latent space, or the strength is 0.
    """
    if direction.space != autoencoder.fingerprint:
        raise ValueError(
            f"tone: expected one for latent space {autoencoder.fingerprint}, got one for "
            f"{direction.space}; learn it on this model"
        )
    if not 0 < abs(strength) < float("inf"):
        raise ValueError(f"strength: expected a number other than 0, got {strength:g}")
    engine = Engine(autoencoder, {"tone": TonePredictor(strength * direction)})
    masked = [mask(text) for text in texts]
    good = readable([each.text for each in masked], engine=engine)
    wanted = [each for each, can in zip(masked, good, strict=True) if can]
    rewritten = iter(_rewritten(wanted, strength * direction, method, strength, engine, settings))
    reader = _Reader(autoencoder, direction, sign=1 if strength > 0 else -1)
    return [
        reader.change(text, each, next(rewritten) if can else None)
        for text, each, can in zip(texts, masked, good, strict=True)
    ]


def _rewritten(
    texts: Sequence[Masked],
    direction: ToneDirection,
    method: Method,
    strength: float,
    engine: Engine,
    settings: Settings,
) -> list[list[str]]:
    """Rewrites of each text, links in place, the best first."""
    if not texts:
        return []
    if method is Method.SEARCH:
        return _searched(texts, engine=engine, settings=settings)
    sources = [each.text for each in texts]
    if method is Method.WORDS:
        # Of the direction's sign, not its scale: the strength says how far the words should go.
        words = direction.words * (1 / abs(strength))
        written = [reword(source, words, strength=abs(strength)) for source in sources]
    else:
        autoencoder, rungs = engine.autoencoder, len(_LADDER)
        codes = to_pre_tanh(autoencoder.refine(sources, steps=settings.budget.refining_steps))
        step = move(codes, direction, method=method)
        ladder = torch.stack([codes + share * step for share in _LADDER], 1).flatten(0, 1)
        lines = autoencoder.decode(ladder.tanh())
        written = [lines[n * rungs : (n + 1) * rungs] for n in range(len(texts))]
    return [
        _kept(original, rewrites, engine, settings, ranked=method is not Method.WORDS)
        for original, rewrites in zip(texts, written, strict=True)
    ]


def _kept(
    original: Masked,
    rewrites: Sequence[str],
    engine: Engine,
    settings: Settings,
    *,
    ranked: bool,
) -> list[str]:
    """The rewrites that keep every promise, links in place."""
    promises = Promises(original, phrases=engine.autoencoder.phrases)
    kept = [each for each in dict.fromkeys(rewrites) if promises.broken_by(each) is None]
    kept = _best_first(original.text, kept, engine) if ranked else kept
    return [restore(each, original) or "" for each in kept[: settings.candidates]]


def _searched(texts: Sequence[Masked], *, engine: Engine, settings: Settings) -> list[list[str]]:
    """Rewrites of each text by the search engine."""
    predictor = engine.predictors["tone"]
    goal = Goal("tone", Relation.AT_LEAST, predictor.wording_spread)
    requests = [Request(restore(each.text, each) or "", [goal]) for each in texts]
    results = optimize_texts(requests, engine=engine, settings=settings)
    return [[candidate.text for candidate in result.candidates] for result in results]


def _best_first(text: str, rewrites: Sequence[str], engine: Engine) -> list[str]:
    """Masked rewrites by the geometric mean of tone and similarity, those without gain left out."""
    good = [each for each, can in zip(rewrites, readable(rewrites, engine=engine), strict=True)
            if can]  # fmt: skip
    latents = engine.autoencoder.encode([text, *good])
    before, *after = engine.predictors["tone"].members(latents, torch.empty(0))[0].tolist()
    similar = similarity_to(text)
    gained = {
        rewrite: float(torch.tensor(score).sigmoid()) * similar(rewrite)
        for rewrite, score in zip(good, after, strict=True)
        if score > before
    }
    return sorted(gained, key=lambda each: -gained[each])


@dataclass(frozen=True)
class _Reader:
    """Reads texts' tones again, and tells how it went."""

    autoencoder: TextAutoencoder
    direction: ToneDirection
    sign: int

    def change(self, text: str, original: Masked, rewrites: list[str] | None) -> ToneChange:
        if rewrites is None:
            return ToneChange(text, float("nan"), [], "Empty or too long: the text stays as it is.")
        masked = [original.text, *(mask(each).text for each in rewrites)]
        scores = self.direction.read(masked, autoencoder=self.autoencoder)
        before, *after = scores.sigmoid().tolist()
        similar = similarity_to(text)
        candidates = [
            ToneRewrite(each, tone, similar(each))
            for each, tone in zip(rewrites, after, strict=True)
        ]
        return ToneChange(text, before, candidates, self._message(before, candidates))

    def _message(self, before: float, candidates: Sequence[ToneRewrite]) -> str:
        name = self.direction.card.name
        wanted, there = (
            (f"{name!r}", before > 0.5) if self.sign > 0 else (f"not {name!r}", before < 0.5)
        )
        if not candidates:
            if there:
                return f"The text reads as {wanted} already; it stays as it is."
            return f"No rewrite toward {wanted} keeps its promises; the text stays as it is."
        after = candidates[0].tone
        arrived = after > 0.5 if self.sign > 0 else after < 0.5
        return f"{'Reads' if arrived else 'Closer, but does not yet read'} as {wanted}."
