"""How well the search does, judged by others, beside simple ways to do the same."""

import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from itertools import count

import pandas as pd

from tweetopt.datasets import TextKind
from tweetopt.datasets.placeholders import LINK, MENTION
from tweetopt.optimizer.engine import Engine
from tweetopt.optimizer.goals import Goal, Relation
from tweetopt.optimizer.judging.baselines import (
    first_answers,
    nearest_neighbour,
    plain_ascent,
    promising_edits,
    random_codes,
    random_edits,
)
from tweetopt.optimizer.judging.contest import Contest, Rewriter
from tweetopt.optimizer.judging.judges import Judge
from tweetopt.optimizer.judging.scores import OptimizerReport
from tweetopt.optimizer.judging.transfer import measure_transfer
from tweetopt.optimizer.permissions import Permission
from tweetopt.optimizer.request import Request
from tweetopt.optimizer.result import OptimizationResult
from tweetopt.optimizer.rewriting.pipeline import optimize_texts
from tweetopt.optimizer.settings import Settings

FACTORS = (0.5, 1.5, 2.0, 3.0, 5.0, 20.0)
"""Goals, as multiples of a text's own prediction."""
SEARCH, BOLD = "search", "bold search"
COPY = "copy"
METHODS = 8
"""The two searches, copying, and five baselines."""
_OFFERED = 32
"""Candidates asked of a search: the contest chooses among them."""


def evaluate_optimizer(
    rows: pd.DataFrame,
    *,
    engine: Engine,
    judges: Mapping[str, Judge],
    corpus: Sequence[str],
    settings: Settings,
    factors: Sequence[float] = FACTORS,
    writers: Sequence[str] = (),
    on_step: Callable[[], None] = lambda: None,
) -> OptimizerReport:
    """Rewrite texts toward multiples of their own predictions, in all ways, and have it judged.

    Args:
        rows: Columns text (masked) and median, as in a `PropertyTable`.
        engine: Model and predictors; the first predictor's property is the goal.
        judges: As from `fit_judges`.
        corpus: Masked texts that baselines take words and neighbours from.
        settings: How to search; once as it is, once boldly.
        factors: The goals.
        writers: More writers, by name, each as a method of its own: guided by the predictor, and
            its first answer alone.
        on_step: Called after every method and goal.
    """
    report = OptimizerReport()
    baselines = _baselines(engine, settings, corpus)
    for factor in factors:
        requests = _requests(rows, factor, engine)
        contest = Contest(factor, requests, engine=engine, judges=judges, settings=settings)
        searches = {
            name: _Search(engine, replace(settings, candidates=_OFFERED, may=may))
            for name, may in ((SEARCH, ()), (BOLD, (Permission.NEW_WORDS,)))
        }
        written = {}
        for name in writers:
            guided = _Search(engine, replace(settings, candidates=_OFFERED, writers=(name,)))
            alone = partial(first_answers, name, engine=engine, settings=settings)
            written[name] = partial(as_posted, guided, kind=engine.kind)
            written[one_answer(name)] = partial(as_posted, alone, kind=engine.kind)
        methods: dict[str, Rewriter] = {**searches, **written, **baselines}
        for name, rewrite in methods.items():
            report.scores.append(contest.enter(name, rewrite))
            on_step()
        report.uplifts.extend(contest.uplifts())
        for name in searches:
            report.leads.extend(contest.leads(name, list(baselines)))
        for name in writers:
            report.leads.extend(contest.leads(name, [*baselines, one_answer(name)]))
        results = searches[SEARCH].results
        report.statuses[factor] = dict(Counter(each.status.value for each in results))
        report.transfer[factor] = measure_transfer(requests, engine=engine, settings=settings)
        report.unreachable_right[factor] = contest.unreachable_right(SEARCH, results)
    return report


def one_answer(writer: str) -> str:
    """The method that takes a writer's first answer as it comes."""
    return f"{writer}, one answer"


@dataclass
class _Search:
    """The search as a method that is compared; keeps its results."""

    engine: Engine
    settings: Settings
    results: list[OptimizationResult] = field(default_factory=list)

    def __call__(self, requests: Sequence[Request]) -> list[list[str]]:
        self.results = optimize_texts(requests, engine=self.engine, settings=self.settings)
        return [[each.text for each in result.candidates] for result in self.results]


def as_posted(rewrite: Rewriter, requests: Sequence[Request], *, kind: TextKind) -> list[list[str]]:
    """What a method makes of texts with links and mentions that can be read, masked again.

    Tables of likes hold them masked; a language model is to see a post.
    """
    own = [replace(each, text=_with_entities(each.text, kind)) for each in requests]
    return [[kind.mask(text).text for text in texts] for texts in rewrite(own)]


def _with_entities(text: str, kind: TextKind) -> str:
    """A masked text with made-up links and mentions, if its kind has such."""
    numbers = count(1)
    posted = re.sub(LINK, lambda _: f"https://example.org/{next(numbers)}", text)
    posted = re.sub(MENTION, lambda _: f"@user{next(numbers)}", posted)
    return posted if kind.mask(posted).text == text else text


def _requests(rows: pd.DataFrame, factor: float, engine: Engine) -> list[Request]:
    name = next(iter(engine.predictors))
    texts = rows["text"].tolist()
    medians = [None if pd.isna(known) else float(known) for known in rows["median"]]
    before = engine.predict(texts, account_medians=medians)
    relation = Relation.AT_MOST if factor < 1 else Relation.AT_LEAST
    return [
        Request(text, [Goal(name, relation, factor * each[name].value)], account_median=median)
        for text, median, each in zip(texts, medians, before, strict=True)
    ]


def _baselines(engine: Engine, settings: Settings, corpus: Sequence[str]) -> dict[str, Rewriter]:
    codes = engine.autoencoder.encode(corpus, fast=True)
    return {
        COPY: lambda requests: [[] for _ in requests],
        "random edits": partial(random_edits, settings=settings, corpus=corpus, engine=engine),
        "promising edits": partial(
            promising_edits, settings=settings, corpus=corpus, engine=engine
        ),
        "random codes": partial(random_codes, settings=settings, engine=engine),
        "nearest texts": partial(nearest_neighbour, engine=engine, corpus=corpus, codes=codes),
        "plain ascent": partial(plain_ascent, settings=settings, engine=engine),
    }
