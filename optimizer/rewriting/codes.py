"""The search step: from tasks to codes of texts that are predicted to be nearer to the goals."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

import torch
from torch import Tensor

from tweetopt.optimizer.engine import Engine
from tweetopt.optimizer.rewriting.task import Task, originals_of
from tweetopt.optimizer.search.base import Ball, Objective, Observer, StartingPoints
from tweetopt.optimizer.search.choice import choose_search
from tweetopt.optimizer.search.objectives import RowBlocks, Wanted, toward_goals
from tweetopt.optimizer.settings import Settings
from tweetopt.predictors.rewrite_share import about_rewrites
from tweetopt.vae.autoencoder import to_pre_tanh

_CHUNK = 8  # texts searched for together


@dataclass(frozen=True)
class FoundCodes:
    """What a search found.

    Attributes:
        start: The texts' own codes, refined to rebuild them, shape `(tasks, latent_dim)`.
        codes: The best ones of each try, shape `(tasks, tries, latent_dim)`.
    """

    start: Tensor
    codes: Tensor


def in_chunks(tasks: Sequence[Task], engine: Engine) -> Iterator[list[Task]]:
    """Tasks to be searched together: all along gradients, or all without."""
    kinds: dict[bool, list[Task]] = {}
    for task in tasks:
        kinds.setdefault(engine.differentiable(task.request.goals), []).append(task)
    for kind in kinds.values():
        yield from (kind[start : start + _CHUNK] for start in range(0, len(kind), _CHUNK))


def find_codes(
    tasks: Sequence[Task],
    *,
    engine: Engine,
    settings: Settings,
    observer: Observer | None = None,
) -> FoundCodes:
    """Search around all texts, in all regions and from all starts, as one batch.

    Args:
        tasks: Texts, as from `in_chunks`.
        engine: Model and predictors.
        settings: Whose plan and seed are used.
        observer: As in `BestSoFar.minimise`, with codes `(tasks * tries, latent_dim)`.
    """
    plan = settings.plan
    start = engine.autoencoder.refine(
        [task.masked.text for task in tasks],
        latents=originals_of(tasks).latents,
        steps=plan.refining_steps,
        until_rebuilt=True,
    )
    points = plan.starting_points(engine.autoencoder.latent_dim, seed=settings.seed)
    centre = to_pre_tanh(start).repeat_interleave(plan.tries, 0)
    blocks = [
        _objective(task, own, points, engine=engine, stay_near=plan.stay_near)
        for task, own in zip(tasks, torch.split(centre, plan.tries), strict=True)
    ]
    search = choose_search(
        plan,
        differentiable=engine.differentiable(tasks[0].request.goals),
        seed=settings.seed,
        rows=plan.tries,
    )
    codes = search.minimise(
        RowBlocks(blocks, plan.tries),
        centre + points.offsets.repeat(len(tasks), 1),
        region=Ball(centre, points.radii.repeat(len(tasks))),
        observer=observer,
    )
    return FoundCodes(start, codes.tanh().view(len(tasks), plan.tries, -1))


def _objective(
    task: Task, centre: Tensor, points: StartingPoints, *, engine: Engine, stay_near: float
) -> Objective:
    """What to minimise around one text's code, repeated for each try: `(tries, latent_dim)`."""
    same = originals_of([task] * len(centre))
    wanted = [
        Wanted(
            goal,
            about_rewrites(engine.predictors[goal.property], same.texts, originals=same),
            engine.medians(goal.property, [task.request.account_median] * len(centre)),
        )
        for goal in task.request.goals
    ]
    return toward_goals(wanted, centre, discount=points.discounts, stay_near=stay_near)


def predict_codes(tasks: Sequence[Task], codes: Tensor, *, engine: Engine) -> list[list[float]]:
    """What is predicted at codes `(tasks, n, latent_dim)`, of the first goal's property."""
    owners = [task for task in tasks for _ in range(codes.shape[1])]
    originals = originals_of(owners)
    predictions = engine.predict_latents(
        codes.flatten(0, 1),
        texts=originals.texts,
        account_medians=[task.request.account_median for task in owners],
        originals=originals,
    )
    values = iter(
        each[task.request.property].value for task, each in zip(owners, predictions, strict=True)
    )
    return [list(islice(values, codes.shape[1])) for _ in tasks]
