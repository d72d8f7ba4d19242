"""From texts and goals to results: writers propose, what keeps its promises is read and ranked."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from tweetopt.optimizer.engine import Engine
from tweetopt.optimizer.explaining.explanation import explain_texts
from tweetopt.optimizer.request import Request
from tweetopt.optimizer.result import OptimizationResult
from tweetopt.optimizer.rewriting.combining import combine
from tweetopt.optimizer.rewriting.rereading import Reread, read_again
from tweetopt.optimizer.rewriting.task import Kept, Task, check_constraints, make_tasks
from tweetopt.optimizer.settings import Settings
from tweetopt.optimizer.words.constraints import Constraints
from tweetopt.optimizer.writers.base import Draft, Proposal, Writer, refine
from tweetopt.optimizer.writers.codes import in_chunks
from tweetopt.optimizer.writers.latent import LatentWriter
from tweetopt.optimizer.writers.moves import MOVES
from tweetopt.optimizer.writers.registry import find_writer
from tweetopt.optimizer.writers.trail import OnTrail

_DRAFTS = 4
"""Rewrites of earlier rounds that a writer sees: more make small models repeat them."""


def optimize_texts(
    requests: Sequence[Request],
    *,
    engine: Engine,
    settings: Settings = Settings(),  # noqa: B008  # frozen
    writers: Sequence[Writer] | None = None,
    on_trail: OnTrail | None = None,
    keep_on_interrupt: bool = False,
) -> list[OptimizationResult]:
    """Rewrite texts toward goals.

    Only what a rewrite is predicted once it is written and encoded counts; what was predicted
    at its code does not. A text's result doesn't depend on the other texts.

    Args:
        requests: Texts with what is wanted of them.
        engine: Model and predictors.
        settings: How to rewrite.
        writers: Who proposes rewrites, instead of those that the settings name.
        on_trail: Called with where the latent search went, for each text that isn't at its goals
            already.
        keep_on_interrupt: Whether Ctrl-C ends the writing, and what is there is ranked.

    Returns:
        One result a request, in order.

    Raises:
        ValueError: A text is empty or too long, a goal has no predictor, or a word to keep
            isn't in its text.
        ConnectionError: A writer can't be reached.
    """
    engine.check_goals([goal for request in requests for goal in request.goals])
    asked = list(map(find_writer, settings.writers)) if writers is None else list(writers)
    if settings.may and MOVES not in asked:
        asked.append(MOVES)
    if on_trail:
        asked = [
            LatentWriter(on_trail) if isinstance(each, LatentWriter) else each for each in asked
        ]
    tasks = make_tasks(requests, engine=engine, settings=settings)
    run = _Run(engine, settings, asked, keep_on_interrupt)
    owners = {task.brief: task for task in tasks if not task.met}
    found: dict[Task, Reread] = {}
    for chunk in in_chunks(list(owners), engine):
        own = [owners[brief] for brief in chunk]
        found.update(zip(own, run.rewrite(own), strict=True))
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


@dataclass
class _Run:
    """Tasks through all steps of the pipeline.

    Attributes:
        engine: Model and predictors.
        settings: How to rewrite.
        writers: Who proposes.
        keep_on_interrupt: As for `optimize_texts`.
        interrupted: Whether the user wants no more.
    """

    engine: Engine
    settings: Settings
    writers: Sequence[Writer]
    keep_on_interrupt: bool
    interrupted: bool = False

    def rewrite(self, tasks: Sequence[Task]) -> list[Reread]:
        """The candidates of each task, and what was dropped on the way to them."""
        if not all(writer.fluent for writer in self.writers):  # others need the refined code
            briefs = [task.brief for task in tasks]
            briefs = refine(briefs, engine=self.engine, settings=self.settings)
            tasks = [replace(task, brief=brief) for task, brief in zip(tasks, briefs, strict=True)]
        if any(writer.fluent for writer in self.writers):
            tasks = self._with_effects(tasks)
        proposals = self._propose(tasks, self.writers)
        kept = [check_constraints(task, own) for task, own in zip(tasks, proposals, strict=True)]
        first = self._read(tasks, kept)
        # What helps on its own may help more together, which has to be read, too.
        combined = [
            check_constraints(
                task, combine(task, own.rewrites, read.candidates), known=own.rewrites
            )
            for task, own, read in zip(tasks, kept, first, strict=True)
        ]
        second = self._read(tasks, combined)
        found = [_together(*each) for each in zip(first, second, strict=True)]
        return self._better(tasks, found)

    def _with_effects(self, tasks: Sequence[Task]) -> list[Task]:
        """The tasks with what their words add to the prediction, for writers that can use it.

        It is known of the first predictor's property; of goals of another one, nothing is said.
        """
        requests = [task.brief.request for task in tasks]
        explanations = explain_texts(
            [request.text for request in requests],
            engine=self.engine,
            account_medians=[request.account_median for request in requests],
        )
        effects = [
            [(each.text, each.effect.difference) for each in explanation.strongest]
            if request.property == explanation.predicted
            else []
            for request, explanation in zip(requests, explanations, strict=True)
        ]
        return [
            replace(task, brief=replace(task.brief, effects=own))
            for task, own in zip(tasks, effects, strict=True)
        ]

    def _better(self, tasks: Sequence[Task], found: Sequence[Reread]) -> list[Reread]:
        """Ask fluent writers to do better than what was found, until a round gains nothing."""
        fluent = [writer for writer in self.writers if writer.fluent]
        found, open_tasks = list(found), list(range(len(tasks)))
        for number in range(1, self.settings.rounds if fluent else 1):
            open_tasks = [row for row in open_tasks if _gap(tasks[row], found[row]) > 0]
            if not open_tasks or self.interrupted:
                break
            again = [_with_drafts(tasks[row], found[row], number) for row in open_tasks]
            proposals = self._propose(again, fluent)
            kept = [
                check_constraints(task, own, known={**found[row].candidates, **found[row].others})
                for task, own, row in zip(again, proposals, open_tasks, strict=True)
            ]
            gained = []
            for row, read in zip(open_tasks, self._read(again, kept), strict=True):
                more = _together(found[row], read)
                if _gap(tasks[row], more) < _gap(tasks[row], found[row]):
                    gained.append(row)
                found[row] = more
            open_tasks = gained
        return found

    def _propose(self, tasks: Sequence[Task], writers: Sequence[Writer]) -> list[list[Proposal]]:
        briefs = [task.brief for task in tasks]
        proposed: list[list[Proposal]] = [[] for _ in tasks]
        try:
            for writer in writers:
                found = writer.propose(briefs, engine=self.engine, settings=self.settings)
                for place, each in found:
                    # Who says something else than it shows, no promise holds: only moves may.
                    posted = each.posted if writer is MOVES else None
                    proposed[place].append(
                        replace(each, posted=posted, writer=writer.name, fluent=writer.fluent)
                    )
        except KeyboardInterrupt:
            if not self.keep_on_interrupt:
                raise
            self.interrupted = True
        return proposed

    def _read(self, tasks: Sequence[Task], kept: Sequence[Kept]) -> list[Reread]:
        rewrites = [list(each.rewrites.values()) for each in kept]
        read = read_again(tasks, rewrites, engine=self.engine, settings=self.settings)
        return [
            replace(each, dropped=own.dropped + each.dropped)
            for each, own in zip(read, kept, strict=True)
        ]


def _together(first: Reread, second: Reread) -> Reread:
    return Reread(
        {**first.candidates, **second.candidates},
        {**first.others, **second.others},
        first.dropped + second.dropped,
    )


def _gap(task: Task, found: Reread) -> float:
    """How far the best candidate, or the text, is from the goals."""
    predictions = [each.predictions for each in found.candidates.values()]
    return min(map(task.ranking.gap, [*predictions, task.brief.original]))


def _with_drafts(task: Task, found: Reread, number: int) -> Task:
    name = task.brief.request.property
    versions = [*found.candidates.values(), *found.others.values()]
    best = sorted(versions, key=lambda each: task.ranking.gap(each.predictions))
    drafts = [Draft(each.text, each.predictions[name].value) for each in best[:_DRAFTS]]
    return replace(task, brief=replace(task.brief, round=number, drafts=drafts))


def _result(task: Task, found: Reread) -> OptimizationResult:
    return task.ranking.result(
        task.brief.original,
        list(found.candidates.values()),
        others=list(found.others.values()),
        dropped=found.dropped,
    )
