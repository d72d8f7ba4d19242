"""From texts and goals to results: encode, search, decode, read again, rank."""

from collections.abc import Iterator, Sequence

from torch import Tensor

from tweetopt.optimizer.engine import Engine
from tweetopt.optimizer.request import Request
from tweetopt.optimizer.result import OptimizationResult
from tweetopt.optimizer.rewriting.ranking import Ranking
from tweetopt.optimizer.rewriting.rereading import read_again
from tweetopt.optimizer.rewriting.task import Task, originals_of
from tweetopt.optimizer.rewriting.trail import OnTrail, TrailRecorder
from tweetopt.optimizer.rewriting.writing import combine, reword, write
from tweetopt.optimizer.search.base import Ball, Objective, StartingPoints
from tweetopt.optimizer.search.choice import choose_search
from tweetopt.optimizer.search.objectives import RowBlocks, Wanted, toward_goals
from tweetopt.optimizer.settings import Settings
from tweetopt.optimizer.words.promises import Promises
from tweetopt.predictors.rewrites import about_rewrites
from tweetopt.vae.autoencoder import to_pre_tanh

_CHUNK = 8  # texts searched for together


def optimize_texts(
    requests: Sequence[Request],
    *,
    engine: Engine,
    settings: Settings = Settings(),  # noqa: B008  # frozen
    on_trail: OnTrail | None = None,
) -> list[OptimizationResult]:
    """Rewrite texts toward goals.

    Only what a rewrite is predicted once it is decoded and read again counts; what the search
    promised at the code does not. A text's result doesn't depend on the other texts.

    Args:
        requests: Texts with what is wanted of them.
        engine: Model and predictors.
        settings: How to search.
        on_trail: Told where the search went, for each text that isn't at its goals already.

    Returns:
        One result a request, in order.

    Raises:
        ValueError: A text is empty or too long, a goal has no predictor, or a word to keep
            isn't in its text.
    """
    engine.check_goals([goal for request in requests for goal in request.goals])
    tasks = make_tasks(requests, engine=engine, settings=settings)
    unmet = [task for task in tasks if not task.ranking.met(task.original)]
    for chunk in in_chunks(unmet, engine):
        found = find_codes(chunk, engine=engine, settings=settings, on_trail=on_trail)
        write(chunk, found, engine=engine, settings=settings)
        for task in chunk:
            reword(task, engine=engine, settings=settings)
        read_again(chunk, engine=engine, settings=settings)
        for task in chunk:
            combine(task)
        read_again(chunk, engine=engine, settings=settings)
    return [task.result() for task in tasks]


def check_request(request: Request, *, engine: Engine) -> None:
    """Refuse what `optimize_texts` would refuse.

    Raises:
        ValueError: As there.
    """
    engine.check_goals(request.goals)
    masked = engine.kind.mask(request.text)
    engine.autoencoder.check_lengths([masked.text])
    Promises(masked, engine.kind, tuple(request.keep))


def make_tasks(requests: Sequence[Request], *, engine: Engine, settings: Settings) -> list[Task]:
    """The requests as tasks, each text masked, encoded and predicted."""
    masked = [engine.kind.mask(request.text) for request in requests]
    texts = [each.text for each in masked]
    codes = engine.autoencoder.encode(texts)
    medians = [request.account_median for request in requests]
    predictions = engine.predict_latents(codes, texts=texts, account_medians=medians)
    wording = None if settings.bold else engine.autoencoder.wording
    return [
        Task(
            request,
            text,
            code,
            Promises(text, engine.kind, tuple(request.keep), wording, swearing=settings.swearing),
            prediction,
            Ranking(request, engine.predictors, settings),
        )
        for request, text, code, prediction in zip(
            requests, masked, codes, predictions, strict=True
        )
    ]


def in_chunks(tasks: Sequence[Task], engine: Engine) -> Iterator[list[Task]]:
    """Tasks to be searched together: all along gradients, or all without."""
    kinds: dict[bool, list[Task]] = {}
    for task in tasks:
        kinds.setdefault(engine.differentiable(task.request.goals), []).append(task)
    for kind in kinds.values():
        yield from (kind[start : start + _CHUNK] for start in range(0, len(kind), _CHUNK))


def find_codes(
    tasks: Sequence[Task], *, engine: Engine, settings: Settings, on_trail: OnTrail | None
) -> Tensor:
    """Search from all texts, regions and restarts in one batch.

    Returns:
        The codes found, shape `(tasks, tries, latent_dim)`.
    """
    autoencoder, plan = engine.autoencoder, settings.plan
    texts = [task.masked.text for task in tasks]
    refined = autoencoder.refine(
        texts,
        latents=originals_of(tasks).latents,
        steps=plan.refining_steps,
        until_rebuilt=True,
    )
    for task, code in zip(tasks, refined, strict=True):
        task.refined = code
    homes = to_pre_tanh(refined)
    points = plan.starting_points(autoencoder.latent_dim, seed=settings.seed)
    centre = homes.repeat_interleave(plan.tries, 0)
    blocks = [
        _objective(
            task, home.expand(plan.tries, -1), points, engine=engine, stay_near=plan.stay_near
        )
        for task, home in zip(tasks, homes, strict=True)
    ]
    search = choose_search(
        plan,
        differentiable=engine.differentiable(tasks[0].request.goals),
        seed=settings.seed,
        rows=plan.tries,
    )
    recorder = TrailRecorder(on_trail, tasks, plan.starts) if on_trail else None
    codes = search.minimise(
        RowBlocks(blocks, plan.tries),
        centre + points.offsets.repeat(len(tasks), 1),
        region=Ball(centre, points.radii.repeat(len(tasks))),
        observer=recorder,
    )
    if recorder:
        recorder.report(engine=engine)
    return codes.tanh().view(len(tasks), plan.tries, -1)


def _objective(
    task: Task, centre: Tensor, points: StartingPoints, *, engine: Engine, stay_near: float
) -> Objective:
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
