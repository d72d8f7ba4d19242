"""Which of several drafts, by how much, how sure, and why: `compare_texts`."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor

from tweetopt.optimizer.engine import Engine
from tweetopt.optimizer.explaining.effects import first_predictor
from tweetopt.optimizer.explaining.explanation import Contribution, Explanation, explain_texts
from tweetopt.optimizer.messages import Compared
from tweetopt.optimizer.result import ABOUT_THE_SAME
from tweetopt.optimizer.words.differences import Change, differences
from tweetopt.predictors import Prediction, PropertyPredictor
from tweetopt.predictors.base import for_texts
from tweetopt.predictors.luck import Luck, nearness
from tweetopt.predictors.rewrite_share import ANY_MEDIAN, rewrite_share

_WIDTH = 1.645
"""Standard deviations on each side of a 90% interval."""
_REASONS = 3
"""Words of a draft that are named, at most."""


@dataclass(frozen=True)
class Lead:
    """How far the best draft is ahead of another one.

    Attributes:
        times: The best one's expected number as a multiple of the other's, by the wording alone;
            of properties that are no counts, how much more, in their unit.
        low: The lower end of its 90% interval, which says how well the effect of the wording is
            known, and nothing of luck.
        high: The upper end.
        chance: That the best one gets more when both are posted by one account, 0.5 to 1; None
            where it isn't known how much is luck.
        is_ratio: Whether `times` is a multiple.
    """

    times: float
    low: float
    high: float
    chance: float | None
    is_ratio: bool = True

    @property
    def about_the_same(self) -> bool:
        """Whether there is nothing to choose: by the chance or, without one, by the interval."""
        if self.chance is not None:
            return self.chance < ABOUT_THE_SAME
        return self.low <= float(self.is_ratio) <= self.high


@dataclass(frozen=True)
class Draft:
    """One of the drafts.

    Attributes:
        text: The draft.
        prediction: What it is predicted.
        lead: How far the best one is ahead of it; None for the best one itself.
        reasons: Words that the other hasn't and that contribute most: the best one's that count for
            it, another's that count against it.
    """

    text: str
    prediction: Prediction
    lead: Lead | None
    reasons: Sequence[Contribution]


@dataclass(frozen=True)
class Comparison:
    """Drafts, the best first.

    Attributes:
        predicted: The name of the property.
        drafts: The drafts in order of their predictions.
    """

    predicted: str
    drafts: Sequence[Draft]

    @property
    def verdict(self) -> str:
        """One sentence: what to make of it."""
        second = self.drafts[1].lead
        if second is None or second.about_the_same:
            return str(Compared.SAME)
        if second.chance is None:
            return str(Compared.LUCK_UNKNOWN)
        return Compared.FIRST.format(chance=f"{second.chance:.0%}")

    def as_dict(self) -> dict[str, Any]:
        """The comparison as plain data, for JSON."""
        return {
            "property": self.predicted,
            "verdict": self.verdict,
            "drafts": [
                {
                    "text": draft.text,
                    "predicted": round(draft.prediction.value, 2),
                    "low": round(draft.prediction.low, 2),
                    "high": round(draft.prediction.high, 2),
                    **({"guess": True} if draft.prediction.guess else {}),
                    "behind": draft.lead and _plain(draft.lead),
                    "reasons": [each.as_dict() for each in draft.reasons],
                }
                for draft in self.drafts
            ],
        }


def compare_texts(
    texts: Sequence[str], *, engine: Engine, account_median: float | None = None
) -> Comparison:
    """Say which of several drafts is predicted most, by how much, how sure, and why.

    Two figures, not to be mixed up: the expected effect of the wording, whose interval is narrow,
    and the chance that one gets more than the other, in which luck is wide (`predictors.luck`).

    Args:
        texts: At least two different drafts, links and mentions as they are.
        engine: A model with a predictor, the first of which is asked.
        account_median: What the account's posts usually get; None for an unknown one.

    Raises:
        ValueError: There are fewer than two different drafts, or one is empty or too long.
    """
    drafts = list(dict.fromkeys(texts))
    if len(drafts) < 2:
        raise ValueError(f"compare: expected two different drafts or more, got {len(drafts)}")
    explained = explain_texts(drafts, engine=engine, account_medians=[account_median] * len(drafts))
    members = _members(drafts, engine, account_median)
    order = sorted(range(len(drafts)), key=lambda row: -float(members[:, row].mean()))
    best = order[0]
    luck = _luck(engine)
    leads = {
        row: _lead(
            members[:, best] - members[:, row],
            explained[row].prediction,
            near=nearness(*(engine.kind.mask(drafts[each]).text for each in (best, row))),
            luck=luck,
            predictor=first_predictor(engine),
        )
        for row in order[1:]
    }
    return Comparison(
        explained[0].predicted,
        [
            Draft(
                drafts[row],
                explained[row].prediction,
                leads.get(row),
                reasons(explained[row], beside=drafts[order[1] if row == best else best],
                         against=row != best),
            )
            for row in order
        ],
    )  # fmt: skip


@torch.no_grad()
def _members(texts: Sequence[str], engine: Engine, account_median: float | None) -> Tensor:
    """Each member's prediction as by one account, on the scale, shape `(members, texts)`."""
    predictor = first_predictor(engine)
    if account_median is None and predictor.info.rewrite_share is not None:
        account_median = ANY_MEDIAN  # of whom that is known, any does
    masked = [engine.kind.mask(text).text for text in texts]
    medians = engine.medians(predictor.info.name, [account_median] * len(texts))
    return for_texts(predictor, masked).members(engine.autoencoder.encode(masked), medians)


def _luck(engine: Engine) -> Luck | None:
    evidence = engine.evidence.get(first_predictor(engine).info.name)
    return evidence.luck if evidence else None


def _lead(
    difference: Tensor,
    other: Prediction,
    *,
    near: float,
    luck: Luck | None,
    predictor: PropertyPredictor,
) -> Lead:
    """From what each member predicts the best draft more, on the scale, shape `(members,)`."""
    mean = float(difference.mean())
    spread = float(difference.std()) if len(difference) > 1 else 0.0
    slope = luck.slope(near) if luck else rewrite_share(predictor)
    error = luck.slope_error(near) if luck else 0.0
    half = _WIDTH * math.hypot(slope * spread, mean * error)
    scale = predictor.info.scale
    start = scale.forward(torch.tensor(other.value))
    steps = torch.tensor([0.0, slope * mean, slope * mean - half, slope * mean + half])
    before, *after = scale.inverse(start + steps).tolist()
    is_count = scale == "log1p" and before > 0
    middle, low, high = (each / before if is_count else each - before for each in after)
    chance = luck.chance(mean, nearness=near) if luck else None
    return Lead(middle, low, high, chance, is_ratio=is_count)


def reasons(explanation: Explanation, *, beside: str, against: bool = False) -> list[Contribution]:
    """The words of a draft that another hasn't, and that count most for it, or against it."""
    place, own = 0, []
    for change, stretch in differences(beside, explanation.text):
        if change is Change.ADDED:
            own.append((place, place + len(stretch)))
        if change is not Change.DROPPED:
            place += len(stretch)
    sign = -1 if against else 1
    differing = [
        word
        for word in explanation.words
        if word.effect.clear
        and sign * word.effect.difference > 0
        and any(start <= word.start and word.end <= end for start, end in own)
    ]
    return sorted(differing, key=lambda word: -abs(word.effect.difference))[:_REASONS]


def _plain(lead: Lead) -> dict[str, Any]:
    kind = "ratio" if lead.is_ratio else "difference"
    return {
        kind: round(lead.times, 3),
        "low": round(lead.low, 3),
        "high": round(lead.high, 3),
        "chance": None if lead.chance is None else round(lead.chance, 3),
        "about_the_same": lead.about_the_same,
    }
