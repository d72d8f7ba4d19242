"""How much of what a search promises at its codes is left once they are written and read again."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch

from tweetopt.optimizer.engine import Engine
from tweetopt.optimizer.reading import readable
from tweetopt.optimizer.request import Request
from tweetopt.optimizer.rewriting.pipeline import find_codes, in_chunks, make_tasks
from tweetopt.optimizer.rewriting.task import Task, originals_of
from tweetopt.optimizer.rewriting.writing import promised_at
from tweetopt.optimizer.settings import Settings


@dataclass(frozen=True)
class Transfer:
    """What is left of the gains promised inside one region.

    Attributes:
        radius: Of the region, before the Tanh, as a share of a typical code's norm.
        promised: Mean gain toward the goal that was promised, on the property's scale.
        ratio: The gain that is left after writing and reading, over the promised one; NaN if none
            was promised.
    """

    radius: float
    promised: float
    ratio: float


def measure_transfer(
    requests: Sequence[Request], *, engine: Engine, settings: Settings
) -> list[Transfer]:
    """Search, write the likeliest text of every code found, and predict it as any text.

    No promise is asked for, and nothing is filtered. What can't be read again gains nothing.

    Args:
        requests: Texts with what is wanted of them, with the same predictor's goal first.
        engine: Model and predictors.
        settings: How to search.

    Returns:
        A line for each region, the smallest first; none if no text has a way to go.
    """
    tasks = make_tasks(requests, engine=engine, settings=settings)
    unmet = [task for task in tasks if not task.ranking.met(task.original)]
    gains = [_gains(chunk, engine=engine, settings=settings) for chunk in in_chunks(unmet, engine)]
    if not gains:
        return []
    budget = settings.budget
    by_region = torch.cat(gains, 1).view(2, len(unmet), budget.radii, budget.restarts)
    promised, left = by_region.sum((1, 3)).tolist()
    tries = len(unmet) * budget.restarts
    radii = np.geomspace(settings.smallest_radius, settings.largest_radius, budget.radii).tolist()
    return [
        Transfer(radius, gain / tries, kept / gain if gain else math.nan)
        for radius, gain, kept in zip(radii, promised, left, strict=True)
    ]


def _gains(tasks: Sequence[Task], *, engine: Engine, settings: Settings) -> torch.Tensor:
    """Gains that are promised and that are left, shape `(2, tasks, tries)`."""
    codes = find_codes(tasks, engine=engine, settings=settings, on_trail=None)
    tries = codes.shape[1]
    texts = [task.masked.text for task in tasks]
    longest = [2 * len(ids) for ids in engine.autoencoder.tokenize(texts)]
    written = [
        rewrite
        for rewrites in engine.autoencoder.decode_near(codes, texts, max_tokens=longest)
        for rewrite in rewrites
    ]
    owners = [task for task in tasks for _ in range(tries)]
    rewrites = [
        rewrite if good else owner.masked.text
        for owner, rewrite, good in zip(
            owners, written, readable(written, engine=engine), strict=True
        )
    ]
    predictions = engine.predict_latents(
        engine.autoencoder.encode(rewrites),
        texts=rewrites,
        account_medians=[owner.request.account_median for owner in owners],
        originals=originals_of(owners),
    )
    name = tasks[0].request.property
    scale = engine.predictors[name].info.scale
    start = torch.tensor([[task.original[name].value] for task in tasks])
    goal = torch.tensor([[task.request.goals[0].value] for task in tasks])
    after = torch.tensor([each[name].value for each in predictions]).view(-1, tries)
    promised = torch.tensor(promised_at(tasks, codes, engine=engine))
    toward = (scale.forward(goal) - scale.forward(start)).sign()
    return torch.stack(
        [toward * (scale.forward(value) - scale.forward(start)) for value in (promised, after)]
    )
