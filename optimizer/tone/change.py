"""Texts in another tone: word by word, or by the search toward it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from torch import Tensor

from tweetopt.datasets import Masked, restore
from tweetopt.optimizer.engine import Engine
from tweetopt.optimizer.goals import Goal, Relation
from tweetopt.optimizer.messages import Toned
from tweetopt.optimizer.permissions import Permission
from tweetopt.optimizer.predictions import encodable
from tweetopt.optimizer.request import Request
from tweetopt.optimizer.rewriting.pipeline import optimize_texts
from tweetopt.optimizer.settings import Settings
from tweetopt.optimizer.tone.directions import ToneDirection
from tweetopt.optimizer.tone.moves import ToneMethod
from tweetopt.optimizer.tone.words import ToneWords, reword
from tweetopt.optimizer.words.constraints import Constraints
from tweetopt.optimizer.words.similarity import similarity_to
from tweetopt.optimizer.words.writing_errors import has_writing_errors
from tweetopt.predictors import Prediction, PredictorInfo
from tweetopt.predictors.scales import Scale
from tweetopt.vae import TextAutoencoder
from tweetopt.vae.geometry import to_pre_tanh


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
    are not let in. In prose, a rewrite reads as well as its text (`Settings.worst_wording`), or
    isn't shown; nor is one that, read again as it is written, isn't nearer to the tone. Words
    are the default: on review sentences the search didn't come near them (docs/latent-tools.md).

    Args:
        texts: Texts, links and mentions as they are.
        direction: The tone.
        autoencoder: The model that it was learned on.
        method: How to rewrite.
        strength: How far to go: 1 is where the tone's own texts lie, -1 is the other tone.
        settings: How many candidates to give, and how the search goes about it.

    Returns:
        One change a text, in order. A text that is empty or too long stays as it is.

    Raises:
        ValueError: The direction belongs to another latent space, or the strength is 0.
    """
    if direction.space != autoencoder.fingerprint:
        raise ValueError(
            f"tone: expected one for the model {autoencoder.fingerprint}, got one for "
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
    sign = 1 if strength > 0 else -1
    reader = _Reader(engine, direction, sign=sign, most=settings.candidates)
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
    # Of the direction's sign, not its scale: the strength says how far the words should go.
    words = (strength * direction).words * (1 / abs(strength))
    written = [
        _reworded(each, words, strength=abs(strength), engine=engine, settings=settings)
        for each in texts
    ]
    return [
        [restore(each, original) or "" for each in rewrites]
        for original, rewrites in zip(texts, written, strict=True)
    ]


def _reworded(
    original: Masked, words: ToneWords, *, strength: float, engine: Engine, settings: Settings
) -> list[str]:
    """A masked text in words of a tone, the best first."""

    def allowed(rewrite: str) -> bool:
        return _keeps(original, rewrite, engine, settings) and engine.autoencoder.fits([rewrite])[0]

    return reword(original.text, words, strength=strength, allowed=allowed)


def _keeps(original: Masked, rewrite: str, engine: Engine, settings: Settings) -> bool:
    """Whether a rewrite keeps the promises and reads well; another tone takes new words."""
    if Constraints(original, engine.kind).broken_by(rewrite) is not None:
        return False
    return _reads_well(original.text, rewrite, engine, settings)


def _reads_well(text: str, rewrite: str, engine: Engine, settings: Settings) -> bool:
    """Whether a rewrite is made of words that exist and, in prose, is written as people write."""
    wording = engine.autoencoder.wording
    if wording is None:
        return True
    if wording.unknown_words(rewrite, beside=text):
        return False
    return not engine.kind.prose or not (
        has_writing_errors(rewrite, than=text)
        or wording.unseen_pairs(rewrite, beside=text)
        or wording.cost([rewrite], beside=text)[0] > settings.worst_wording
    )


def _searched(texts: Sequence[Masked], *, engine: Engine, settings: Settings) -> list[list[str]]:
    """Rewrites of each text by `optimize_texts`, bold."""
    predictor = engine.predictors["tone"]
    goal = Goal("tone", Relation.AT_LEAST, predictor.info.wording_spread)
    requests = [Request(restore(each.text, each) or "", [goal]) for each in texts]
    results = optimize_texts(
        requests, engine=engine, settings=replace(settings, may=[Permission.NEW_WORDS])
    )
    return [[candidate.text for candidate in result.candidates] for result in results]


@dataclass(frozen=True)
class _Reader:
    """Predicts the tones of texts as they are written, and says how it went."""

    engine: Engine
    direction: ToneDirection
    sign: int
    most: int

    def change(self, text: str, original: Masked, rewrites: list[str] | None) -> ToneChange:
        if rewrites is None:
            return ToneChange(text, float("nan"), [], str(Toned.UNREADABLE))
        masked = [original.text, *(self.engine.kind.mask(each).text for each in rewrites)]
        scores = self.direction.read(masked, autoencoder=self.engine.autoencoder)
        before, *after = scores.sigmoid().tolist()
        similar = similarity_to(text)
        candidates = [
            ToneRewrite(each, tone, similar(each))
            for each, tone in zip(rewrites, after, strict=True)
            if self.sign * (tone - before) > 0  # as it is written, not as its words promise
        ][: self.most]
        return ToneChange(text, before, candidates, self._message(before, candidates))

    def _message(self, before: float, candidates: Sequence[ToneRewrite]) -> str:
        name = self.direction.card.name
        wanted, there = (
            (f"{name!r}", before > 0.5) if self.sign > 0 else (f"not {name!r}", before < 0.5)
        )
        if not candidates:
            if there:
                return Toned.THERE.format(tone=wanted)
            return Toned.NONE.format(tone=wanted)
        after = candidates[0].tone
        arrived = after > 0.5 if self.sign > 0 else after < 0.5
        return (Toned.REACHED if arrived else Toned.CLOSER).format(tone=wanted)
