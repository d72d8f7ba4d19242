"""The values that steps of the pipeline hand on: tasks, and the proposals that are left of each."""

from collections import Counter
from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from tweetopt.optimizer.engine import Engine
from tweetopt.optimizer.request import Request
from tweetopt.optimizer.rewriting.ranking import Ranking
from tweetopt.optimizer.settings import Settings
from tweetopt.optimizer.words.constraints import Constraints
from tweetopt.optimizer.writers.base import Brief, Proposal, make_briefs


@dataclass(frozen=True, eq=False)
class Task:
    """A text to rewrite, and what decides on its rewrites.

    Attributes:
        brief: The text, what is known of it and what is wanted.
        constraints: What rewrites must keep that are made of the text's words.
        fluent_constraints: What rewrites by fluent writers must keep.
        ranking: Compares predictions with the request.
    """

    brief: Brief
    constraints: Constraints
    fluent_constraints: Constraints
    ranking: Ranking

    @property
    def met(self) -> bool:
        """Whether the text is at its goals as it is."""
        return self.ranking.met(self.brief.original)


@dataclass(frozen=True)
class Kept:
    """What is left of the rewrites proposed for one text.

    Attributes:
        rewrites: Those that keep every promise, by their texts, in the order proposed.
        dropped: How many of the others there were, by reason.
    """

    rewrites: Mapping[str, Proposal]
    dropped: Counter[str]


def make_tasks(requests: Sequence[Request], *, engine: Engine, settings: Settings) -> list[Task]:
    """Mask, encode and predict the texts of requests."""
    return [
        Task(
            brief,
            _constraints(brief, engine, settings, fluent=False),
            _constraints(brief, engine, settings, fluent=True),
            Ranking(brief.request, engine.predictors, settings),
        )
        for brief in make_briefs(requests, engine=engine)
    ]


def _constraints(brief: Brief, engine: Engine, settings: Settings, *, fluent: bool) -> Constraints:
    return Constraints(
        brief.masked,
        engine.kind,
        tuple(brief.request.keep),
        engine.autoencoder.wording,
        may=settings.may,
        fluent=fluent,
    )


def check_constraints(
    task: Task, proposed: Iterable[Proposal], *, known: Container[str] = frozenset()
) -> Kept:
    """Drop the rewrites that break a promise.

    A text that is proposed again keeps the prediction and the writer of the first time; the last
    time says what kind of rewrite it is.

    Args:
        task: The text.
        proposed: Its rewrites.
        known: Texts of rewrites that were kept before, and are passed over.
    """
    kept: dict[str, Proposal] = {}
    dropped: Counter[str] = Counter()
    for each in proposed:
        constraints = task.fluent_constraints if each.fluent else task.constraints
        if each.text in known:
            continue
        if before := kept.get(each.text):
            edit = each.edit or before.edit
            kept[each.text] = replace(before, edit=edit, phrased=each.phrased)
        elif fault := each.fault or constraints.broken_by(each.text, posted=each.posted):
            dropped[fault] += 1
        else:
            kept[each.text] = each
    return Kept(kept, dropped)
