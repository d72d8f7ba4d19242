"""All methods on the same texts toward one goal, judged by others."""

import itertools
import math
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import compress

import numpy as np
import numpy.typing as npt
from sacrebleu.metrics.bleu import BLEU

from tweetopt.datasets import TextKind
from tweetopt.optimizer.engine import Engine
from tweetopt.optimizer.judging.judges import Floats, Judge
from tweetopt.optimizer.judging.scores import Judged, Lead, MethodScores, Uplift
from tweetopt.optimizer.request import Request
from tweetopt.optimizer.result import OptimizationResult, Status
from tweetopt.optimizer.rewriting.ranking import Ranking
from tweetopt.optimizer.settings import Settings
from tweetopt.optimizer.words.similarity import similarity_to
from tweetopt.predictors import Prediction

FLOOR = 0.6
"""chrF to the original below which no rewrite is taken, of any method."""
FLOORS = (FLOOR, 0.8, 0.9, 0.95)
"""Least similarities at which searches are compared with baselines."""
_STEPS = 41
"""Least similarities tried to make a baseline keep as much as a search, from `FLOOR` to 1: a
hundredth apart."""
_RESAMPLES = 2_000
"""Of the bootstrap."""

Rewriter = Callable[[Sequence[Request]], list[list[str]]]
"""A method that is compared: gives each request some rewrites."""


class Contest:
    """All methods on the same requests toward one goal.

    Of what each method writes, the rewrite is taken that the guiding predictor puts nearest to the
    goal at a least chrF.

    Args:
        factor: The goal as a multiple of each text's own prediction.
        requests: What is wanted.
        engine: Model and predictors.
        judges: As from `fit_judges`.
        settings: Of the search.
    """

    def __init__(
        self,
        factor: float,
        requests: Sequence[Request],
        *,
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
        self._better: dict[str, list[list[_Rewrite]]] = {}

    def enter(self, name: str, rewrite: Rewriter) -> MethodScores:
        """Let a method rewrite, and score what is chosen of it."""
        started = time.monotonic()
        offered = rewrite(self.requests)
        seconds = (time.monotonic() - started) / len(self.requests)
        self._better[name] = [self._nearer(row, texts) for row, texts in enumerate(offered)]
        return self._scores(name, seconds)

    def uplifts(self) -> list[Uplift]:
        """What all methods that entered move, at each least similarity."""
        found = []
        for name, floor in itertools.product(self._better, FLOORS):
            chosen = self._chosen(name, floor)
            moves = {judge: float(each.mean()) for judge, each in self._moves(chosen).items()}
            found.append(Uplift(name, self.factor, floor, _similarity(chosen), moves))
        return found

    def leads(self, search: str, baselines: Sequence[str]) -> list[Lead]:
        """A search against each baseline, by each judge: a paired bootstrap over the texts."""
        random = np.random.default_rng(0)
        draws = random.integers(len(self.texts), size=(_RESAMPLES, len(self.texts)))
        found = []
        for floor, baseline in itertools.product(FLOORS, baselines):
            own = self._chosen(search, floor)
            other = self._keeping(baseline, _similarity(own))
            theirs = self._moves(other)
            for judge, moves in self._moves(own).items():
                ahead = moves - theirs[judge]
                low, high = np.quantile(ahead[draws].mean(1), (0.025, 0.975)).tolist()
                found.append(
                    Lead(
                        method=search,
                        factor=self.factor,
                        floor=floor,
                        similarity=_similarity(own),
                        baseline=baseline,
                        baseline_similarity=_similarity(other),
                        judge=judge,
                        mean=float(ahead.mean()),
                        low=low,
                        high=high,
                    )
                )
        return found

    def unreachable_right(self, search: str, results: Sequence[OptimizationResult]) -> float:
        """Of the goals called out of reach, the share that the first judge sees missed, too."""
        given_up = np.array(
            [
                result.status is not Status.REACHED and ranking.is_far(result.original)
                for ranking, result in zip(self.rankings, results, strict=True)
            ]
        )
        moves = self._moves(self._chosen(search, FLOOR))[next(iter(self.judges))]
        missed = moves < abs(math.log(self.factor)) - math.log(1.1)
        return float(missed[given_up].mean()) if given_up.any() else math.nan

    def _nearer(self, row: int, offered: Sequence[str]) -> list["_Rewrite"]:
        """Those rewrites of a text that the guide puts nearer to the goal, similar enough."""
        original, ranking = self.texts[row], self.rankings[row]
        similar = similarity_to(original)
        texts = list(dict.fromkeys(offered))
        fits = self.engine.autoencoder.fits([self.engine.kind.mask(text).text for text in texts])
        near = {
            text: similarity
            for text, fit in zip(texts, fits, strict=True)
            if fit and (similarity := similar(text)) >= FLOOR
        }
        if not near:
            return []
        predictions = self.engine.predict(
            list(near),
            account_medians=[self.medians[row]] * len(near),
            rewrites_of=[original] * len(near),
        )
        start = ranking.gap(self.before[row])
        return [
            _Rewrite(text, similarity, gap)
            for (text, similarity), prediction in zip(near.items(), predictions, strict=True)
            if (gap := ranking.gap(prediction)) < start
        ]

    def _chosen(self, name: str, floor: float) -> list["_Rewrite"]:
        """Of each text, the rewrite nearest to the goal at a least similarity, or the original."""
        return [
            min(
                (each for each in rewrites if each.similarity >= floor),
                key=lambda each: each.gap,
                default=_Rewrite(original, 1.0, math.inf),
            )
            for original, rewrites in zip(self.texts, self._better[name], strict=True)
        ]

    def _keeping(self, name: str, similarity: float) -> list["_Rewrite"]:
        """What a method chooses at the lowest least similarity that keeps so much on average."""
        for floor in np.linspace(FLOOR, 1, _STEPS):
            chosen = self._chosen(name, float(floor))
            if _similarity(chosen) >= similarity:
                break
        return chosen

    def _moves(self, chosen: Sequence["_Rewrite"]) -> dict[str, Floats]:
        """How far each text went toward the goal, by judge."""
        direction = 1.0 if self.factor > 1 else -1.0
        masked = [self.engine.kind.mask(each.text).text for each in chosen]
        return {
            each: np.where(
                self._changed(chosen), direction * (judge(masked) - self.judged[each]), 0.0
            )
            for each, judge in self.judges.items()
        }

    def _changed(self, chosen: Sequence["_Rewrite"]) -> npt.NDArray[np.bool_]:
        return np.array([old != new.text for old, new in zip(self.texts, chosen, strict=True)])

    def _scores(self, name: str, seconds: float) -> MethodScores:
        chosen = self._chosen(name, FLOOR)
        changed, moves = self._changed(chosen), self._moves(chosen)
        texts = [each.text for each in chosen]
        after = self.engine.predict(texts, account_medians=self.medians, rewrites_of=self.texts)
        pairs = list(zip(self.texts, texts, strict=True))
        rewritten = [self.engine.kind.mask(text).text for text in compress(texts, changed)]
        bleu = BLEU(effective_order=True)
        return MethodScores(
            method=name,
            factor=self.factor,
            texts=len(texts),
            rewritten=float(changed.mean()),
            predicted_ratio=float(
                np.median([self._ratio(a, b) for a, b in zip(after, self.before, strict=True)])
            ),
            judged={each: self._judged(moves[each], changed) for each in self.judges},
            similarity=_similarity(chosen),
            self_bleu=float(np.mean([bleu.sentence_score(new, [old]).score for old, new in pairs])),
            fluency=self._fluency(rewritten, list(compress(self.texts, changed))),
            kept=float(np.mean([_kept(old, new, self.engine.kind) for old, new in pairs])),
            seconds=seconds,
        )

    def _judged(self, moves: Floats, changed: npt.NDArray[np.bool_]) -> Judged:
        upward = self.factor > 1
        return Judged(
            right=float((moves > 0)[changed].mean()) if changed.any() else math.nan,
            ratio=float(np.exp(np.median(moves if upward else -moves))),
            error=float(np.abs(moves - abs(math.log(self.factor))).mean()),
        )

    def _ratio(self, after: Mapping[str, Prediction], before: Mapping[str, Prediction]) -> float:
        name = self.requests[0].property
        return after[name].value / max(before[name].value, 1e-9)

    def _fluency(self, rewrites: Sequence[str], originals: Sequence[str]) -> float:
        if not rewrites:
            return math.nan
        autoencoder = self.engine.autoencoder
        new, old = (
            autoencoder.fluency(texts).numpy() / [len(ids) for ids in autoencoder.tokenize(texts)]
            for texts in (rewrites, originals)
        )
        return float(np.mean(new - old))


@dataclass(frozen=True)
class _Rewrite:
    """A rewrite that a method offered: its text, its chrF to the original, its gap to the goal."""

    text: str
    similarity: float
    gap: float


def _similarity(chosen: Sequence[_Rewrite]) -> float:
    """Mean chrF, 0 to 1."""
    return float(np.mean([each.similarity for each in chosen]))


def _kept(original: str, rewrite: str, kind: TextKind) -> bool:
    """Whether a rewrite has the original's entities, and can be posted."""
    old, new = (sorted(kind.mask(text).entities) for text in (original, rewrite))
    return old == new and not kind.too_long(rewrite, original=original)
