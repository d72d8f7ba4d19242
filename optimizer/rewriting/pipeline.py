"""From texts and goals to results: search, write, keep what must stay, encode again, rank."""

from collections.abc import Sequence

from tweetopt.optimizer.engine import Engine
from tweetopt.optimizer.request import Request
from tweetopt.optimizer.result import OptimizationResult
from tweetopt.optimizer.rewriting.codes import find_codes, in_chunks
from tweetopt.optimizer.rewriting.moving import permitted_moves
from tweetopt.optimizer.rewriting.rereading import Reread, read_again
from tweetopt.optimizer.rewriting.rewording import combine, reword
from tweetopt.optimizer.rewriting.task import Task, check_constraints, make_tasks
from tweetopt.optimizer.rewriting.trail import OnTrail, TrailRecorder
from tweetopt.optimizer.rewriting.writing import write
from tweetopt.optimizer.settings import Settings
from tweetopt.optimizer.words.constraints import Constraints


def optimize_texts(
    requests: Sequence[Request],
    *,
    engine: Engine,
    settings: Settings = Settings(),  # noqa: B008  # frozen
    on_trail: OnTrail | None = None,
) -> list[OptimizationResult]:
    """Rewrite texts toward goals.

    Only what a rewrite is predicted once it is decoded and encoded again counts; what was predicted
    at its code does not. A text's result doesn't depend on the other texts.

    Args:
        requests: Texts with what is wanted of them.
        engine: Model and predictors.
        settings: How to search.
        on_trail: Called with where the search went, for each text that isn't at its goals already.

    Returns:
        One result a request, in order.

    Raises:
        ValueError: A text is empty or too long, a goal has no predictor, or a word to keep
            isn't in its text.
    """
    engine.check_goals([goal for request in requests for goal in request.goals])
    tasks = make_tasks(requests, engine=engine, settings=settings)
    unmet = [task for task in tasks if not task.ranking.met(task.original)]
    found: dict[Task, Reread] = {}
    for chunk in in_chunks(unmet, engine):
        rewritten = _rewrite(chunk, engine=engine, settings=settings, on_trail=on_trail)
        found.update(zip(chunk, rewritten, strict=True))
    return [_result(task, found.get(task, Reread())) for task in tasks]


def check_request(request: Request, *, engine: Engine) -> None:
    """Refuse what `optimize_texts` would refuse.

    Raises:
        ValueError: As there.
    """
    engine.check_goals(request.goals)
    masked = engine.kind.mask(request.text)
    engine.autoencoder.check_lengths([masked.text])
    Constraints(masked, engine.kind, tuple(request.keep))


def _rewrite(
    tasks: Sequence[Task], *, engine: Engine, settings: Settings, on_trail: OnTrail | None
) -> list[Reread]:
    """The candidates of each task, and what was dropped on the way to them."""
    recorder = TrailRecorder(tasks, settings.plan.starts) if on_trail else None
    found = find_codes(tasks, engine=engine, settings=settings, observer=recorder)
    if on_trail and recorder:
        for task, trail in zip(tasks, recorder.trails(engine=engine), strict=True):
            on_trail(task.request, trail)
    decoded = write(tasks, found.codes, engine=engine, settings=settings)
    kept = [
        check_constraints(
            task,
            [
                *written,
                *reword(task, engine=engine, settings=settings),
                *permitted_moves(task, engine=engine, settings=settings),
            ],
        )
        for task, written in zip(tasks, decoded, strict=True)
    ]
    rewrites = [list(each.rewrites.values()) for each in kept]
    first = read_again(tasks, rewrites, start=found.start, engine=engine, settings=settings)
    # What helps on its own may help more together, which has to be read, too.
    combined = [
        check_constraints(task, combine(task, own.rewrites, read.candidates), known=own.rewrites)
        for task, own, read in zip(tasks, kept, first, strict=True)
    ]
    rewrites = [list(each.rewrites.values()) for each in combined]
    second = read_again(tasks, rewrites, start=found.start, engine=engine, settings=settings)
    return [
        Reread(
            {**single.candidates, **several.candidates},
            own.dropped + single.dropped + more.dropped + several.dropped,
        )
        for own, single, more, several in zip(kept, first, combined, second, strict=True)
    ]


def _result(task: Task, found: Reread) -> OptimizationResult:
    return task.ranking.result(
        task.original, list(found.candidates.values()), dropped=found.dropped
    )
