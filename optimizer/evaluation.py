"""How well the search does: what it promised, and what the written texts are predicted."""

import math
import statistics
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import pandas as pd

from tweetopt.optimizer.engine import Engine
from tweetopt.optimizer.goals import Goal, Relation
from tweetopt.optimizer.pipeline import optimize_texts
from tweetopt.optimizer.request import Request
from tweetopt.optimizer.result import OptimizationResult
from tweetopt.optimizer.settings import Settings

FACTORS = (1.5, 2.0)
"""Goals, as multiples of a text's own prediction."""


@dataclass(frozen=True)
class GoalScores:
    """All texts with one goal.

    Attributes:
        factor: The goal as a multiple of the text's prediction.
        texts: How many.
        rewritten: Share for which a rewrite was recommended.
        rose: Share whose recommended text is predicted above the original, read again.
        met: Share whose recommended text is predicted within a tenth of the goal.
        ratio: Median predicted ratio of the recommended text to the original (1 where none).
        promised_ratio: The same at the code, before decoding.
        transfer: What decoding left of the promised gains: median log ratio over median log
            promised ratio; NaN where nothing was promised.
        similarity: Mean chrF of the recommended text to the original (1 where none).
        status: How many ended how.
        seconds: Median time a text.
    """

    factor: float
    texts: int
    rewritten: float
    rose: float
    met: float
    ratio: float
    promised_ratio: float
    transfer: float
    similarity: float
    status: dict[str, int]
    seconds: float


def evaluate_optimizer(
    rows: pd.DataFrame,
    *,
    engine: Engine,
    settings: Settings,
    on_text: Callable[[], None] = lambda: None,
) -> list[GoalScores]:
    """Optimize texts toward multiples of their own predictions.

    Args:
        rows: Columns text (masked) and median, as in `tables.Records`.
        engine: Model and predictors; the first predictor's property is the goal.
        settings: How to search.
        on_text: Called after every text.
    """
    return [_evaluate(rows, factor, engine, settings, on_text) for factor in FACTORS]


def _evaluate(
    rows: pd.DataFrame,
    factor: float,
    engine: Engine,
    settings: Settings,
    on_text: Callable[[], None],
) -> GoalScores:
    name = next(iter(engine.predictors))
    results, seconds = [], []
    for text, known in zip(rows["text"], rows["median"], strict=True):
        median = None if pd.isna(known) else float(known)
        (before,) = engine.predict([text], account_medians=[median])
        goal = Goal(name, Relation.EQUAL, factor * before[name].value)
        started = time.monotonic()
        results += optimize_texts(
            [Request(text, [goal], account_median=median)], engine=engine, settings=settings
        )
        seconds.append(time.monotonic() - started)
        on_text()
    return _scores(name, factor, results, seconds)


def _scores(
    name: str, factor: float, results: Sequence[OptimizationResult], seconds: Sequence[float]
) -> GoalScores:
    ratios, promised, similarities = [], [], []
    for result in results:
        before = max(result.original[name].value, 1e-9)
        best = result.candidates[0] if result.candidates else None
        ratios.append(best.predictions[name].value / before if best else 1.0)
        promised.append(best.predicted_at_latent / before if best else 1.0)
        similarities.append(best.similarity if best else 1.0)
    ratio, promised_ratio = statistics.median(ratios), statistics.median(promised)
    return GoalScores(
        factor=factor,
        texts=len(results),
        rewritten=statistics.fmean(bool(result.candidates) for result in results),
        rose=statistics.fmean(ratio > 1 for ratio in ratios),
        met=statistics.fmean(result.status.label == "reached" for result in results),
        ratio=ratio,
        promised_ratio=promised_ratio,
        transfer=math.log(ratio) / math.log(promised_ratio) if promised_ratio > 1 else math.nan,
        similarity=statistics.fmean(similarities),
        status=dict(Counter(result.status.label for result in results)),
        seconds=statistics.median(seconds),
    )
