"""Texts in another tone: word by word, along a learned direction, or by the search toward it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import torch
from torch import Tensor

from tweetopt.datasets import Masked, restore
from tweetopt.optimizer.engine import Engine
from tweetopt.optimizer.goals import Goal, Relation
from tweetopt.optimizer.permissions import Permission
from tweetopt.optimizer.predictions import encodable
from tweetopt.optimizer.request import Request
from tweetopt.optimizer.rewriting.pipeline import optimize_texts
from tweetopt.optimizer.settings import Settings
from tweetopt.optimizer.tone.directions import ToneDirection
from tweetopt.optimizer.tone.moves import ToneMethod, move
from tweetopt.optimizer.tone.words import ToneWords, reword
from tweetopt.optimizer.words.constraints import Constraints
from tweetopt.optimizer.words.similarity import similarity_to
from tweetopt.predictors import Prediction, PredictorInfo
from tweetopt.predictors.scales import Scale
from tweetopt.vae import TextAutoencoder
from tweetopt.vae.geometry import to_pre_tanh

_LADDER = (0.25, 0.5, 0.75, 1.0, 1.25, 1.5)
"""Shares of a move that are tried: texts of one tone lie at different distances from the other."""


@dataclass(frozen=True)
class TonePredictor:
    """A tone's log odds as a property to search for. Follows `PropertyPredictor`.

    Attributes:
        direction: The tone.
    """

    direction: ToneDirection

    @cached_property
    def info(self) -> PredictorInfo:
        """See `PropertyPredictor.info`."""
        return PredictorInfo(
            name="tone",
            unit="log odds",
            scale=Scale.PLAIN,
            fingerprint=self.direction.space,
            latent_dim=len(self.direction.weight),
            # How far a tone's own texts lie from the plane: all of it is wording.
            wording_spread=self.direction.level,
            by_account=False,
        )

    def members(self, latents: Tensor, medians: Tensor) -> Tensor:  # noqa: ARG002
        """See `PropertyPredictor.members`."""
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


def change_tone(
    texts: Sequence[str],
    direction: ToneDirection,
    *,
    autoencoder: TextAutoencoder,
    method: ToneMethod = ToneMethod.WORDS,
    strength: float = 1.0,
    settings: Settings = Settings(),  # noqa: B008  # frozen
) -> list[ToneChange]:
    """Rewrite texts in another tone.

    Links, mentions and numbers stay, and words that the model never met, alone or side by side,
    are not let in, as in `optimize_texts`; the tones reported are those of the rewrites as they
    are written. Words are the default: on review sentences no move of the code, nor the search,
    came near them (docs/latent-tools.md).

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
    masked = [engine.kind.mask(text) for text in texts]
    good = encodable([each.text for each in masked], engine=engine)
    wanted = [each for each, can in zip(masked, good, strict=True) if can]
    written = _rewritten(
        wanted, direction, method=method, strength=strength, engine=engine, settings=settings
    )
    rewritten = iter(written)
    reader = _Reader(engine, direction, sign=1 if strength > 0 else -1)
    return [
        reader.change(text, each, next(rewritten) if can else None)
        for text, each, can in zip(texts, masked, good, strict=True)
    ]


def _rewritten(
    texts: Sequence[Masked],
    direction: ToneDirection,
    *,
    method: ToneMethod,
    strength: float,
    engine: Engine,
    settings: Settings,
) -> list[list[str]]:
    """Rewrites of each text, links in place, the best first."""
    if not texts:
        return []
    if method is ToneMethod.SEARCH:
        return _searched(texts, engine=engine, settings=settings)
    scaled = strength * direction
    if method is ToneMethod.WORDS:
        # Of the direction's sign, not its scale: the strength says how far the words should go.
        words = scaled.words * (1 / abs(strength))
        written = [_reworded(each, words, strength=abs(strength), engine=engine) for each in texts]
    else:
        written = _walked(texts, scaled, method=method, engine=engine, settings=settings)
    return [
        [restore(each, original) or "" for each in rewrites[: settings.candidates]]
        for original, rewrites in zip(texts, written, strict=True)
    ]


def _reworded(original: Masked, words: ToneWords, *, strength: float, engine: Engine) -> list[str]:
    """A masked text in words of a tone, the best first."""

    def allowed(rewrite: str) -> bool:
        return _keeps(original, rewrite, engine) and engine.autoencoder.fits([rewrite])[0]

    return reword(original.text, words, strength=strength, allowed=allowed)


def _keeps(original: Masked, rewrite: str, engine: Engine) -> bool:
    """Whether a rewrite keeps the promises, in words that exist; another tone takes new ones."""
    wording = engine.autoencoder.wording
    made_of_words = not (wording and wording.unknown_words(rewrite, beside=original.text))
    return made_of_words and Constraints(original, engine.kind).broken_by(rewrite) is None


def _walked(
    texts: Sequence[Masked],
    direction: ToneDirection,
    *,
    method: ToneMethod,
    engine: Engine,
    settings: Settings,
) -> list[list[str]]:
    """What is decoded at several shares of a move and keeps every promise, the best first."""
    autoencoder, rungs = engine.autoencoder, len(_LADDER)
    sources = [each.text for each in texts]
    codes = to_pre_tanh(autoencoder.refine(sources, steps=settings.plan.refining_steps))
    step = move(codes, direction, method=method)
    ladder = torch.stack([codes + share * step for share in _LADDER], 1).flatten(0, 1)
    lines = autoencoder.decode(ladder.tanh())
    written = []
    for number, original in enumerate(texts):
        rewrites = dict.fromkeys(lines[number * rungs : (number + 1) * rungs])
        kept = [each for each in rewrites if _keeps(original, each, engine)]
        written.append(_best_first(original.text, kept, engine))
    return written


def _searched(texts: Sequence[Masked], *, engine: Engine, settings: Settings) -> list[list[str]]:
    """Rewrites of each text by `optimize_texts`, bold."""
    predictor = engine.predictors["tone"]
    goal = Goal("tone", Relation.AT_LEAST, predictor.info.wording_spread)
    requests = [Request(restore(each.text, each) or "", [goal]) for each in texts]
    results = optimize_texts(
        requests, engine=engine, settings=replace(settings, may=[Permission.NEW_WORDS])
    )
    return [[candidate.text for candidate in result.candidates] for result in results]


def _best_first(text: str, rewrites: Sequence[str], engine: Engine) -> list[str]:
    """Masked rewrites by the geometric mean of tone and similarity, those without gain left out."""
    good = [each for each, can in zip(rewrites, encodable(rewrites, engine=engine), strict=True)
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
    """Predicts the tones of texts as they are written, and says how it went."""

    engine: Engine
    direction: ToneDirection
    sign: int

    def change(self, text: str, original: Masked, rewrites: list[str] | None) -> ToneChange:
        if rewrites is None:
            return ToneChange(text, float("nan"), [], "Empty or too long: the text stays as it is.")
        masked = [original.text, *(self.engine.kind.mask(each).text for each in rewrites)]
        scores = self.direction.read(masked, autoencoder=self.engine.autoencoder)
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
