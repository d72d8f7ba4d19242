"""How much of what is predicted at codes is left once they are decoded and encoded again."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain

import torch
from torch import Tensor

from tweetopt.optimizer.engine import Engine
from tweetopt.optimizer.predictions import encodable
from tweetopt.optimizer.request import Request
from tweetopt.optimizer.rewriting.task import make_tasks
from tweetopt.optimizer.settings import Settings
from tweetopt.optimizer.writers.base import Brief, originals_of, refine
from tweetopt.optimizer.writers.codes import find_codes, in_chunks, predict_codes


@dataclass(frozen=True)
class Transfer:
    """What is left of the gains that are predicted at codes of one region.

    Attributes:
        radius: Of the region, as in `SearchPlan`.
        promised: Mean gain toward the goal that is predicted at codes, on the property's scale.
        ratio: The gain that is left after decoding and encoding, over the promised one; NaN if
            none was promised.
    """

    radius: float
    promised: float
    ratio: float


def measure_transfer(
    requests: Sequence[Request], *, engine: Engine, settings: Settings
) -> list[Transfer]:
    """Search, decode every code found to its likeliest text, and predict that as any text.

    Nothing is filtered. A text that can't be encoded again gains nothing.

    Args:
        requests: Texts with what is wanted of them, with the same predictor's goal first.
        engine: Model and predictors.
        settings: How to search.

    Returns:
        A line for each region, the smallest first; none if no text has a way to go.
    """
    tasks = make_tasks(requests, engine=engine, settings=settings)
    unmet = [task.brief for task in tasks if not task.met]
    gains = [_gains(chunk, engine=engine, settings=settings) for chunk in in_chunks(unmet, engine)]
    if not gains:
        return []
    plan = settings.plan
    by_region = torch.cat(gains, 1).view(2, len(unmet), plan.regions, plan.starts)
    promised, left = by_region.sum((1, 3)).tolist()
    tries = len(unmet) * plan.starts
    return [
        Transfer(radius, gain / tries, kept / gain if gain else math.nan)
        for radius, gain, kept in zip(plan.radii.tolist(), promised, left, strict=True)
    ]


def _gains(briefs: Sequence[Brief], *, engine: Engine, settings: Settings) -> Tensor:
    """Gains predicted at codes and of their texts, shape `(2, briefs, tries)`."""
    briefs = refine(briefs, engine=engine, settings=settings)
    codes = find_codes(briefs, engine=engine, settings=settings)
    after = _predict_decoded(briefs, codes, engine=engine)
    at_codes = torch.tensor(predict_codes(briefs, codes, engine=engine))
    name = briefs[0].request.property
    scale = engine.predictors[name].info.scale
    start = torch.tensor([[brief.original[name].value] for brief in briefs])
    goal = torch.tensor([[brief.request.goals[0].value] for brief in briefs])
    toward = (scale.forward(goal) - scale.forward(start)).sign()
    return torch.stack(
        [toward * (scale.forward(value) - scale.forward(start)) for value in (at_codes, after)]
    )


def _predict_decoded(briefs: Sequence[Brief], codes: Tensor, *, engine: Engine) -> Tensor:
    """What the likeliest texts of codes are predicted, shape `(briefs, tries)`.

    Where such a text can't be encoded again, its original stands in for it.
    """
    texts = [brief.masked.text for brief in briefs]
    longest = [2 * len(ids) for ids in engine.autoencoder.tokenize(texts)]
    decoded = engine.autoencoder.decode_near(codes, texts, max_tokens=longest)
    owners = [brief for brief in briefs for _ in range(codes.shape[1])]
    rewrites = list(chain.from_iterable(decoded))
    fine = encodable(rewrites, engine=engine)
    rewrites = [
        rewrite if good else owner.masked.text
        for owner, rewrite, good in zip(owners, rewrites, fine, strict=True)
    ]
    predictions = engine.predict_latents(
        engine.autoencoder.encode(rewrites),
        texts=rewrites,
        account_medians=[owner.request.account_median for owner in owners],
        originals=originals_of(owners),
    )
    values = [each[briefs[0].request.property].value for each in predictions]
    return torch.tensor(values).view(codes.shape[:2])
