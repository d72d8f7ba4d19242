"""From briefs to codes of texts that are predicted to be nearer to the goals."""

from collections.abc import Iterator, Sequence
from itertools import islice

import torch
from torch import Tensor

from tweetopt.optimizer.engine import Engine
from tweetopt.optimizer.search.base import Objective, Observer, StartingPoints
from tweetopt.optimizer.search.choice import choose_search
from tweetopt.optimizer.search.objectives import RowBlocks, Wanted, toward_goals
from tweetopt.optimizer.search.region import Ball
from tweetopt.optimizer.settings import Settings
from tweetopt.optimizer.writers.base import Brief, originals_of
from tweetopt.predictors.rewrite_share import about_rewrites
from tweetopt.vae.geometry import to_pre_tanh

_CHUNK = 8  # texts searched for together


def in_chunks(briefs: Sequence[Brief], engine: Engine) -> Iterator[list[Brief]]:
    """Briefs to be searched for together: all along gradients, or all without."""
    kinds: dict[bool, list[Brief]] = {}
    for brief in briefs:
        kinds.setdefault(engine.differentiable(brief.request.goals), []).append(brief)
    for kind in kinds.values():
        yield from (kind[start : start + _CHUNK] for start in range(0, len(kind), _CHUNK))


def find_codes(
    briefs: Sequence[Brief],
    *,
    engine: Engine,
    settings: Settings,
    observer: Observer | None = None,
) -> Tensor:
    """Search around all texts, in all regions and from all starts, as one batch.

    Args:
        briefs: Texts whose goals all have gradients, or none.
        engine: Model and predictors.
        settings: Whose plan and seed are used.
        observer: As in `BestSoFar.minimise`, with codes `(briefs * tries, latent_dim)`.

    Returns:
        The best codes of each try, shape `(briefs, tries, latent_dim)`.
    """
    plan = settings.plan
    start = torch.stack([brief.start for brief in briefs])
    points = plan.starting_points(engine.autoencoder.latent_dim, seed=settings.seed)
    centre = to_pre_tanh(start).repeat_interleave(plan.tries, 0)
    blocks = [
        _objective(brief, own, points, engine=engine, stay_near=plan.stay_near)
        for brief, own in zip(briefs, torch.split(centre, plan.tries), strict=True)
    ]
    search = choose_search(
        plan,
        differentiable=engine.differentiable(briefs[0].request.goals),
        seed=settings.seed,
        rows=plan.tries,
    )
    codes = search.minimise(
        RowBlocks(blocks, plan.tries),
        centre + points.offsets.repeat(len(briefs), 1),
        region=Ball(
            centre,
            points.radii.repeat(len(briefs)),
            gist_dim=engine.autoencoder.gist_dim,
            gist_share=plan.gist_share,
        ),
        observer=observer,
    )
    return codes.tanh().view(len(briefs), plan.tries, -1)


def _objective(
    brief: Brief, centre: Tensor, points: StartingPoints, *, engine: Engine, stay_near: float
) -> Objective:
    """What to minimise around one text's code, repeated for each try: `(tries, latent_dim)`."""
    same = originals_of([brief] * len(centre))
    wanted = [
        Wanted(
            goal,
            about_rewrites(engine.predictors[goal.property], same.texts, originals=same),
            engine.medians(goal.property, [brief.request.account_median] * len(centre)),
        )
        for goal in brief.request.goals
    ]
    return toward_goals(wanted, centre, discount=points.discounts, stay_near=stay_near)


def predict_codes(briefs: Sequence[Brief], codes: Tensor, *, engine: Engine) -> list[list[float]]:
    """What is predicted at codes `(briefs, n, latent_dim)`, of the first goal's property."""
    owners = [brief for brief in briefs for _ in range(codes.shape[1])]
    originals = originals_of(owners)
    predictions = engine.predict_latents(
        codes.flatten(0, 1),
        texts=originals.texts,
        account_medians=[brief.request.account_median for brief in owners],
        originals=originals,
    )
    values = iter(
        each[brief.request.property].value for brief, each in zip(owners, predictions, strict=True)
    )
    return [list(islice(values, codes.shape[1])) for _ in briefs]
