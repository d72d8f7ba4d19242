"""What came of one text: its predictions, its rewrites and theirs, and a sentence about them."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum, auto
from typing import Any

from tweetopt.predictors import Prediction, PropertyPredictor

ABOUT_THE_SAME = 0.55
"""The chance of doing better below which nobody should choose by it."""


class Status(StrEnum):
    """How it ended."""

    REACHED = auto()
    """The recommended rewrite is predicted what was wanted."""
    CLOSER = auto()
    """It comes nearer to that than the text."""
    ABOUT_THE_SAME = auto()
    """It does so by too little to choose by."""
    NO_REWRITE = auto()
    ALREADY_THERE = auto()
    """The text is predicted what was wanted as it is."""

    @property
    def said(self) -> str:
        """The status for people."""
        return "better" if self is Status.CLOSER else self.replace("_", " ")


@dataclass(frozen=True)
class Candidate:
    """A rewrite that kept every promise.

    Attributes:
        text: The rewrite, links and mentions in place.
        predictions: By property, of this text as it is written (decoded and encoded again).
        predicted_at_latent: What was predicted at the code, before decoding, of the first goal's
            property; None where the text's own words were changed instead. Never to be shown as
            the prediction.
        similarity: chrF against the original, 0 to 1.
        meaning: Cosine of its meaning to the original's; None where the model can't say.
        weighted_length: Characters, as they are counted where the text is posted.
        writer: Who wrote it.
        gain: Its prediction as a multiple of the original's; None where the original's is 0.
        better: The chance, 0 to 1, that it does better than the original when both are posted by
            one account, as `compare_texts` tells it; None where it isn't known how much is luck.
        tweak: Whether only punctuation, capitals, short forms or the order of sentences differ.
        fluent: Whether that writer is, see `Writer`.
    """

    text: str
    predictions: Mapping[str, Prediction]
    predicted_at_latent: float | None
    similarity: float
    weighted_length: int
    writer: str
    gain: float | None = None
    better: float | None = None
    tweak: bool = False
    meaning: float | None = None
    fluent: bool = False

    @property
    def about_the_same(self) -> bool:
        """Whether its lead is too small to choose by."""
        return self.better is not None and self.better < ABOUT_THE_SAME

    @property
    def alike(self) -> float:
        """How near it is to the original: in meaning, where that is known; else in its letters."""
        return self.similarity if self.meaning is None else self.meaning

    def as_dict(self) -> dict[str, Any]:
        """The rewrite as plain data, for JSON."""
        return {
            "text": self.text,
            **_flat(self.predictions),
            "gain": _rounded(self.gain, 3),
            "better": _rounded(self.better, 3),
            "predicted_at_latent": _rounded(self.predicted_at_latent),
            "similarity": round(self.similarity, 3),
            "meaning": _rounded(self.meaning),
            "weighted_length": self.weighted_length,
            "writer": self.writer,
        }


@dataclass(frozen=True)
class OptimizationResult:
    """What came of one text.

    Attributes:
        text: The original.
        status: How it ended.
        message: One sentence about it.
        original: The original's predictions by property; the first is the first goal's.
        candidates: Rewrites, the recommended one first, of which the message speaks; then from the
            smallest change to the boldest.
        alternatives: More versions by fluent writers, not predicted to be nearer to the goals.
        notes: More sentences: what to try, that it's a guess, whom the predictions are for.
        tweaks: The text with small tweaks that help, all together: punctuation, capitals, short
            forms, the order of sentences. No rewrite, and never among `candidates`.
        dropped: How many attempts were dropped, by reason: "53" "changed a number".
    """

    text: str
    status: Status
    message: str
    original: Mapping[str, Prediction]
    candidates: Sequence[Candidate]
    alternatives: Sequence[Candidate]
    dropped: Mapping[str, int]
    notes: Sequence[str] = ()
    tweaks: Candidate | None = None

    @property
    def story(self) -> str:
        """The message with its notes."""
        return " ".join([self.message, *self.notes])

    def as_dict(self) -> dict[str, Any]:
        """The result as plain data, for JSON."""
        return {
            "status": self.status.value,
            "message": self.story,
            "text": self.text,
            "original": _flat(self.original),
            "candidates": [each.as_dict() for each in self.candidates],
            "alternatives": [each.as_dict() for each in self.alternatives],
            "tweaks": self.tweaks and self.tweaks.as_dict(),
            "dropped": dict(self.dropped),
        }


def _flat(predictions: Mapping[str, Prediction]) -> dict[str, Any]:
    """The first property's prediction, and the others under their names."""
    plain = {
        name: {
            "predicted": round(prediction.value, 2),
            "low": round(prediction.low, 2),
            "high": round(prediction.high, 2),
            **({"guess": True} if prediction.guess else {}),
        }
        for name, prediction in predictions.items()
    }
    first, *others = plain
    return {**plain[first], **({"others": {n: plain[n] for n in others}} if others else {})}


def _rounded(value: float | None, digits: int = 2) -> float | None:
    return None if value is None else round(value, digits)


def most_frequent(dropped: Mapping[str, int]) -> list[str]:
    """Why attempts were dropped, the most frequent reason first: "53 changed a number"."""
    counted = sorted(dropped.items(), key=lambda each: (-each[1], each[0]))
    return [f"{count:,} {reason}" for reason, count in counted if count]


def amount(value: float) -> str:
    """A number as people read it: whole from 10 on, two digits below; "-" for none."""
    if math.isnan(value):
        return "-"
    return f"{value:,.0f}" if abs(value) >= 10 else f"{value:.2g}"


def rounding(value: float) -> float:
    """How far a number may be from this one, at least 0, and be shown as the same `amount`."""
    return 0.5 * 10.0 ** (min(1, math.floor(math.log10(value))) - 1) if value > 0 else 0.0


def audience(predictor: PropertyPredictor, account_median: float | None) -> str | None:
    """Whom predictions are for, "an unknown account"; None where it doesn't matter."""
    if not predictor.info.by_account:
        return None
    if account_median is None:
        return "an unknown account"
    return f"an account that usually gets {amount(account_median)} {predictor.info.unit}"


def interval(prediction: Prediction) -> str:
    """A prediction with its interval, "42 (3 to 560)"; of a label, which has none, "0.82".

    Of a text unlike those learned from: "42 (0 to 5,600; a guess)".
    """
    ends = f"{amount(prediction.low)} to {amount(prediction.high)}"
    parts = [ends] * (not math.isnan(prediction.low)) + ["a guess"] * prediction.guess
    return f"{amount(prediction.value)} ({'; '.join(parts)})" if parts else amount(prediction.value)
