"""How well the search does, judged by others, beside simple ways to do the same."""

import math
import time
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial

import numpy as np
import numpy.typing as npt
import pandas as pd
from sacrebleu.metrics.bleu import BLEU

from tweetopt.datasets import TextKind
from tweetopt.optimizer.baselines import (
    nearest_neighbour,
    plain_ascent,
    promising_edits,
    random_codes,
    random_edits,
)
from tweetopt.optimizer.candidates import similarity_to
from tweetopt.optimizer.engine import Engine
from tweetopt.optimizer.goals import Goal, Relation
from tweetopt.optimizer.judges import Floats, Judge
from tweetopt.optimizer.pipeline import optimize_texts
from tweetopt.optimizer.ranking import Ranking
from tweetopt.optimizer.request import Request
from tweetopt.optimizer.result import OptimizationResult, Status
from tweetopt.optimizer.settings import Settings
from tweetopt.predictors import Prediction

FACTORS = (0.5, 1.5, 2.0, 3.0, 5.0, 20.0)
"""Goals, as multiples of a text's own prediction."""
FLOOR = 0.6
"""chrF to the original below which no rewrite is taken, of any method."""
SEARCH = "search"
METHODS = 7
"""The search, copying, and four baselines."""
_RESAMPLES = 2_000
_OFFERED = 32

Method = Callable[[Sequence[Request]], list[list[str]]]


@dataclass(frozen=True)
class Judged:
    """What one judge says of a method's texts.

    Attributes:
        right: Share of the rewritten texts that moved toward the goal; NaN for none.
        ratio: Median ratio of all texts' judged property to their originals'.
        error: Mean distance to the goal, on the property's scale.
    """

    right: float
    ratio: float
    error: float


@dataclass(frozen=True)
class MethodScores:
    """All texts with one goal, by one method.

    Attributes:
        method: "search", "copy" or the name of a baseline.
        factor: The goal as a multiple of the text's prediction.
        texts: How many.
        rewritten: Share for which there is a rewrite of chrF 0.6 or more that the predictor
            puts nearer to the goal.
        predicted_ratio: Median ratio that the guiding predictor sees, which flatters.
        judged: By judge.
        similarity: Mean chrF to the original, 0 to 1.
        self_bleu: Mean sentence BLEU to the original, 0 to 100.
        fluency: Mean change in nats a token of the decoder's likelihood without a code,
            over the rewritten texts; NaN for none.
        kept: Share with links, mentions and length kept.
        seconds: Mean time a text.
    """

    method: str
    factor: float
    texts: int
    rewritten: float
    predicted_ratio: float
    judged: dict[str, Judged]
    similarity: float
    self_bleu: float
    fluency: float
    kept: float
    seconds: float


@dataclass(frozen=True)
class Lead:
    """How far ahead of a baseline the search is, by a judge: paired over the texts.

    Attributes:
        factor: The goal.
        baseline: Against whom.
        judge: Who judges.
        mean: Mean lead in the judged move toward the goal, on the property's scale.
        low: Lower end of its 95% interval (bootstrap).
        high: Upper end.
    """

    factor: float
    baseline: str
    judge: str
    mean: float
    low: float
    high: float


@dataclass(frozen=True)
class OptimizerReport:
    """What `evaluate_optimizer` measured.

    Attributes:
        scores: A line for each goal and method.
        leads: The search against each baseline.
        statuses: How the search ended, by goal.
        unreachable_right: By goal, share of the goals called out of reach whose best rewrite
            the first judge, too, sees short of it; NaN where none was.
    """

    scores: list[MethodScores]
    leads: list[Lead]
    statuses: dict[float, dict[str, int]]
    unreachable_right: dict[float, float]


def evaluate_optimizer(
    rows: pd.DataFrame,
    *,
    engine: Engine,
    judges: Mapping[str, Judge],
    corpus: Sequence[str],
    settings: Settings,
    factors: Sequence[float] = FACTORS,
    on_step: Callable[[], None] = lambda: None,
) -> OptimizerReport:
    """Rewrite texts toward multiples of their own predictions, in all ways, and have it judged.

    Of what each method writes, the rewrite is taken that the guiding predictor puts nearest to
    the goal at a chrF of 0.6 or more: uplifts are compared at the same similarity.

    Args:
        rows: Columns text (masked) and median, as in `tables.Records`.
        engine: Model and predictors; the first predictor's property is the goal.
        judges: As from `fit_judges`.
        corpus: Masked texts that baselines take words and neighbours from.
        settings: How to search.
        factors: The goals.
        on_step: Called after every method and goal.
    """
    report = OptimizerReport([], [], {}, {})
    for factor in factors:
        requests = _requests(rows, factor, engine)
        contest = _Contest(factor, requests, engine, judges, settings)
        results: list[OptimizationResult] = []

        def search(requests: Sequence[Request]) -> list[list[str]]:
            many = replace(settings, candidates=_OFFERED)
            results.extend(optimize_texts(requests, engine=engine, settings=many))  # noqa: B023
            return [[each.text for each in result.candidates] for result in results]  # noqa: B023

        for name, rewrite in {SEARCH: search, **_baselines(engine, settings, corpus)}.items():
            report.scores.append(contest.enter(name, rewrite))
            on_step()
        report.leads.extend(contest.leads())
        report.statuses[factor] = dict(Counter(each.status.label for each in results))
        report.unreachable_right[factor] = contest.unreachable_right(results)
    return report


def _requests(rows: pd.DataFrame, factor: float, engine: Engine) -> list[Request]:
    name = next(iter(engine.predictors))
    texts = rows["text"].tolist()
    medians = [None if pd.isna(known) else float(known) for known in rows["median"]]
    before = engine.predict(texts, account_medians=medians)
    return [
        Request(
            text, [Goal(name, Relation.EQUAL, factor * each[name].value)], account_median=median
        )
        for text, median, each in zip(texts, medians, before, strict=True)
    ]


def _baselines(engine: Engine, settings: Settings, corpus: Sequence[str]) -> dict[str, Method]:
    return {
        "copy": lambda requests: [[] for _ in requests],
        "random edits": partial(random_edits, settings=settings, corpus=corpus, engine=engine),
        "promising edits": partial(
            promising_edits, settings=settings, corpus=corpus, engine=engine
        ),
        "random codes": partial(random_codes, settings=settings, engine=engine),
        "nearest texts": partial(nearest_neighbour, engine=engine, corpus=corpus),
        "plain ascent": partial(plain_ascent, settings=settings, engine=engine),
    }


class _Contest:
    """All methods on the same requests toward one goal."""

    def __init__(
        self,
        factor: float,
        requests: Sequence[Request],
        engine: Engine,
        judges: Mapping[str, Judge],
        settings: Settings,
    ) -> None:
        self.factor, self.requests, self.engine, self.judges = factor, requests, engine, judges
        self.rankings = [Ranking(each, engine.predictors, settings) for each in requests]
        self.medians = [each.account_median for each in requests]
        self.texts = [each.text for each in requests]
        self.before = engine.predict(self.texts, account_medians=self.medians)
        self.judged = {name: judge(self.texts) for name, judge in judges.items()}
        self.moves: dict[str, dict[str, Floats]] = {}

    def enter(self, name: str, rewrite: Method) -> MethodScores:
        """Let a method rewrite, and score what is chosen of it."""
        started = time.monotonic()
        offered = rewrite(self.requests)
        seconds = (time.monotonic() - started) / len(self.requests)
        chosen = [self._chosen(row, texts) for row, texts in enumerate(offered)]
        changed = np.array([a != b for a, b in zip(self.texts, chosen, strict=True)])
        masked = [self.engine.kind.mask(text).text for text in chosen]
        self.moves[name] = {
            each: np.where(changed, judge(masked) - self.judged[each], 0.0)
            for each, judge in self.judges.items()
        }
        after = self.engine.predict(chosen, account_medians=self.medians, rewrites_of=self.texts)
        pairs = list(zip(self.texts, chosen, strict=True))
        bleu = BLEU(effective_order=True)
        return MethodScores(
            method=name,
            factor=self.factor,
            texts=len(chosen),
            rewritten=float(changed.mean()),
            predicted_ratio=float(
                np.median([self._ratio(a, b) for a, b in zip(after, self.before, strict=True)])
            ),
            judged={each: self._judged(name, each, changed) for each in self.judges},
            similarity=float(np.mean([similarity_to(old)(new) for old, new in pairs])),
            self_bleu=float(np.mean([bleu.sentence_score(new, [old]).score for old, new in pairs])),
            fluency=self._fluency(np.array(masked)[changed], np.array(self.texts)[changed]),
            kept=float(np.mean([_kept(old, new, self.engine.kind) for old, new in pairs])),
            seconds=seconds,
        )

    def leads(self) -> list[Lead]:
        """The search against each baseline, by each judge: a paired bootstrap over the texts."""
        random = np.random.default_rng(0)
        draws = random.integers(len(self.texts), size=(_RESAMPLES, len(self.texts)))
        found = []
        for baseline, moves in self.moves.items():
            for judge in self.judges if baseline != SEARCH else ():
                ahead = self._direction * (self.moves[SEARCH][judge] - moves[judge])
                low, high = np.quantile(ahead[draws].mean(1), (0.025, 0.975)).tolist()
                found.append(Lead(self.factor, baseline, judge, float(ahead.mean()), low, high))
        return found

    def unreachable_right(self, results: Sequence[OptimizationResult]) -> float:
        """Of the goals called out of reach, the share that the first judge sees missed, too."""
        said = np.array([result.status is Status.UNREACHABLE for result in results])
        moves = self.moves[SEARCH][next(iter(self.judges))]
        missed = self._direction * moves < abs(math.log(self.factor)) - math.log(1.1)
        return float(missed[said].mean()) if said.any() else math.nan

    @property
    def _direction(self) -> float:
        return 1.0 if self.factor > 1 else -1.0

    def _chosen(self, row: int, offered: Sequence[str]) -> str:
        """The rewrite that the guide puts nearest to the goal at the same least similarity."""
        original, ranking = self.texts[row], self.rankings[row]
        similar = similarity_to(original)
        near = [text for text in dict.fromkeys(offered) if similar(text) >= FLOOR]
        near = [
            text
            for text in near
            if self.engine.autoencoder.fits([self.engine.kind.mask(text).text])[0]
        ]
        if not near:
            return original
        predictions = self.engine.predict(
            near,
            account_medians=[self.medians[row]] * len(near),
            rewrites_of=[original] * len(near),
        )
        gaps = [ranking.gap(each) for each in predictions]
        best = int(np.argmin(gaps))
        return near[best] if gaps[best] < ranking.gap(self.before[row]) else original

    def _judged(self, method: str, judge: str, changed: npt.NDArray[np.bool_]) -> Judged:
        moves = self.moves[method][judge]
        right = self._direction * moves > 0
        return Judged(
            right=float(right[changed].mean()) if changed.any() else math.nan,
            ratio=float(np.exp(np.median(moves))),
            error=float(np.abs(moves - math.log(self.factor)).mean()),
        )

    def _ratio(self, after: Mapping[str, Prediction], before: Mapping[str, Prediction]) -> float:
        name = self.requests[0].property
        return after[name].value / max(before[name].value, 1e-9)

    def _fluency(self, rewrites: Sequence[str], originals: Sequence[str]) -> float:
        if not len(rewrites):
            return math.nan
        autoencoder = self.engine.autoencoder
        new, old = (
            autoencoder.fluency(list(texts)).numpy()
            / [len(ids) for ids in autoencoder.tokenize(list(texts))]
            for texts in (rewrites, originals)
        )
        return float(np.mean(new - old))


def _kept(original: str, rewrite: str, kind: TextKind) -> bool:
    """Whether a rewrite has the original's entities, and can be posted."""
    old, new = (sorted(kind.mask(text).entities) for text in (original, rewrite))
    return old == new and not kind.too_long(rewrite, original=original)
