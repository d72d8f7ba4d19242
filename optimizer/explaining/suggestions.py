"""What would change a prediction: moves made at texts, each beside what real posts say of it."""

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from torch import Tensor

from tweetopt.datasets import Masked
from tweetopt.optimizer.engine import Engine
from tweetopt.optimizer.explaining.effects import Effect, Versions, first_predictor
from tweetopt.optimizer.explaining.features import Feature, length_of
from tweetopt.optimizer.explaining.moves import Move, all_features
from tweetopt.optimizer.explaining.numbering import masked_again, numbered, posted
from tweetopt.optimizer.messages import Advice
from tweetopt.optimizer.predictions import encodable
from tweetopt.predictors.evidence import Evidence
from tweetopt.predictors.rewrite_share import Originals
from tweetopt.predictors.scales import Scale

_CLEAR = 2.0
"""Standard errors that an effect in real posts must exceed: about 95% of chance."""


@dataclass(frozen=True)
class RealEffect:
    """What a change goes along with, between real posts of one account.

    Attributes:
        gain: On the property's scale.
        error: Standard error, with the accounts as the sample.
        is_short: Whether the posts are short ones, as the text is.
    """

    gain: float
    error: float
    is_short: bool

    @property
    def clear(self) -> bool:
        """Whether it exceeds its error."""
        return abs(self.gain) > _CLEAR * self.error


@dataclass(frozen=True)
class Suggestion:
    """A move made at a text.

    Attributes:
        move: The move.
        text: What the text becomes; of several ways, the one that is predicted most.
        effect: From the text to that.
        real: What real posts say of it; None where they say nothing.
    """

    move: Move
    text: str
    effect: Effect
    real: RealEffect | None

    @property
    def advice(self) -> Advice:
        """What to make of it."""
        if not self.effect.clear:
            return Advice.NOTHING
        gains = self.effect.difference > 0
        if self.real is not None and self.real.clear and (self.real.gain > 0) is not gains:
            return Advice.DISAGREE
        if not gains:
            return Advice.LOWERS
        return Advice.TRY if self.real is not None and self.real.clear else Advice.PERHAPS

    @property
    def real_said(self) -> str:
        """What real posts say, for people: "1.08x ± 2%" of counts; "-" where nothing."""
        if self.real is None:
            return "-"
        return gain_said(self.real.gain, self.real.error, scale=self.effect.scale)

    def as_dict(self) -> dict[str, Any]:
        """The suggestion as plain data, for JSON."""
        real = self.real
        return {
            "move": self.move.name,
            "said": self.move.said,
            "permission": str(self.move.permission),
            "text": self.text,
            "predicted": round(self.effect.after, 2),
            "ratio": round(self.effect.times, 3),
            "difference": round(self.effect.difference, 4),
            "noise": round(self.effect.noise, 4),
            "real_difference": real and round(real.gain, 4),
            "real_error": real and round(real.error, 4),
            "advice": self.advice.label,
        }


def gain_said(gain: float, error: float, *, scale: Scale) -> str:
    """A gain on a scale with its error, for people."""
    if scale is not Scale.LOG1P:
        return f"{gain:+.2g} ± {error:.1g}"
    return f"{math.exp(gain):.2f}x ± {error:.0%}"


def suggest(
    texts: Sequence[Masked],
    latents: Tensor,
    *,
    engine: Engine,
    account_medians: Sequence[float | None],
    moves: Mapping[str, Move],
) -> list[list[Suggestion]]:
    """Make moves at texts and predict what comes of it, in one batch.

    Args:
        texts: n masked texts.
        latents: Their codes, shape `(n, latent_dim)`.
        engine: A model with a predictor, the first of which is asked.
        account_medians: n medians, None where unknown.
        moves: By name.

    Returns:
        For each text the moves that can be made, those that are predicted most first.

    Raises:
        ValueError: A move of another package fails.
    """
    rows = [
        (number, move, version)
        for number, text in enumerate(texts)
        for move, version in versions_of(text, moves, engine=engine)
    ]
    versions = [masked_again(version) for *_, version in rows]
    originals = [texts[number].text for number, *_ in rows]
    effects = Versions(
        Originals(latents[[number for number, *_ in rows]], originals),
        versions,
        engine.autoencoder.encode(versions),
        [account_medians[number] for number, *_ in rows],
    ).changes(engine)
    found: list[dict[str, Suggestion]] = [{} for _ in texts]
    evidence = engine.evidence.get(first_predictor(engine).info.name)
    features = all_features(moves)
    for (number, move, version), effect in zip(rows, effects, strict=True):
        known = found[number].get(move.name)
        if known is None or effect.difference > known.effect.difference:
            old, new = texts[number].text, masked_again(version)
            real = real_effect(old, new, evidence=evidence, features=features)
            found[number][move.name] = Suggestion(
                move, posted(version, texts[number]), effect, real
            )
    return [sorted(own.values(), key=lambda each: -each.effect.difference) for own in found]


def versions_of(
    text: Masked, moves: Mapping[str, Move], *, engine: Engine
) -> Iterator[tuple[Move, str]]:
    """What moves make of a text, numbered, that can be posted and read by the model.

    Raises:
        ValueError: A move of another package fails.
    """
    start = numbered(text)
    if start is None or not engine.kind.prose:
        return
    first = {start: ""}  # what several moves make, is the first one's
    for move in moves.values():
        for version in _made(move, start):
            first.setdefault(version, move.name)
    different = [
        (moves[name], version)
        for version, name in first.items()
        if name and version.split() != start.split()
    ]
    good = encodable([masked_again(version) for _, version in different], engine=engine)
    original = posted(start, text)
    for (move, version), fine in zip(different, good, strict=True):
        if fine and not engine.kind.too_long(posted(version, text), original=original):
            yield move, version


def _made(move: Move, text: str) -> list[str]:
    try:
        versions = list(dict.fromkeys(move.versions(text)))
    except Exception as error:  # whatever another package does
        raise ValueError(
            f"move {move.name!r}: expected versions of the text, got {error!r}; remove its package"
        ) from error
    announced = _announced(text)
    return [version for version in versions if _announced(version) <= announced]


def _announced(text: str) -> set[tuple[str, str]]:
    """What ends in a colon ("Slides here:"), each with what follows; "" where nothing does."""
    pairs = pairwise([*text.casefold().split(), ""])
    return {(lead, thing) for lead, thing in pairs if lead.endswith(":")}


def real_effect(
    text: str, version: str, *, evidence: Evidence | None, features: Mapping[str, Feature]
) -> RealEffect | None:
    """What going from a masked text to a version of it goes along with in real posts.

    None where there is no evidence, nothing that is counted changes, or too few posts had it.
    """
    if evidence is None:
        return None
    length = length_of(text)
    counted = features.items()
    change = evidence.effects(length=length).change(
        {name: each.count(version) - each.count(text) for name, each in counted}
    )
    return change and RealEffect(*change, is_short=length < evidence.short_below)
