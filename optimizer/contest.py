"""All methods on the same texts toward one goal, judged by others."""

import math
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from sacrebleu.metrics.bleu import BLEU

from tweetopt.datasets import TextKind
from tweetopt.optimizer.candidates import similarity_to
from tweetopt.optimizer.engine import Engine
from tweetopt.optimizer.judges import Floats, Judge
from tweetopt.optimizer.ranking import Ranking
from tweetopt.optimizer.request import Request
from tweetopt.optimizer.result import OptimizationResult, Status
from tweetopt.optimizer.settings import Settings
from tweetopt.predictors import Prediction

FLOOR = 0.6
"""chrF to the original below which no rewrite is taken, of any method."""
FLOORS = (FLOOR, 0.8, 0.9, 0.95)
"""Least similarities at which methods are compared."""
_RESAMPLES = 2_000

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
        method: The name of a search, "copy" or the name of a baseline.
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
class Uplift:
    """How far a method moves all texts toward one goal, keeping so much of them.

    Attributes:
        method: As in `MethodScores`.
        factor: The goal.
        floor: Least chrF of a rewrite to its original.
        similarity: Mean chrF of what was chosen.
        moves: Mean judged move toward the goal by judge, on the property's scale.
    """

    method: str
    factor: float
    floor: float
    similarity: float
    moves: dict[str, float]


@dataclass(frozen=True)
class Lead:
    """How far ahead of a baseline a search is, by a judge: paired over the texts.

    Attributes:
        method: The search.
        factor: The goal.
        floor: Least chrF of both methods' rewrites to their originals.
        baseline: Against whom.
        judge: Who judges.
        mean: Mean lead in the judged move toward the goal, on the property's scale.
        low: Lower end of its 95% interval (bootstrap).
        high: Upper end.
    """

    method: str
    factor: float
    floor: float
    baseline: str
    judge: str
    mean: float
    low: float
    high: float


class Contest:
    """All methods on the same requests toward one goal.

    Of what each method writes, the rewrite is taken that the guiding predictor puts nearest to the
    goal at a least chrF: uplifts are compared at the same similarity.

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
        self.moves: dict[tuple[str, float], dict[str, Floats]] = {}
        self.uplifts: list[Uplift] = []

    def enter(self, name: str, rewrite: Method) -> MethodScores:
        """Let a method rewrite, and score what is chosen of it."""
        started = time.monotonic()
        offered = rewrite(self.requests)
        seconds = (time.monotonic() - started) / len(self.requests)
        rows = [self._chosen(row, texts) for row, texts in enumerate(offered)]
        for floor, chosen in zip(FLOORS, zip(*rows, strict=True), strict=True):
            self.moves[name, floor] = moves = self._moves(chosen)
            self.uplifts.append(
                Uplift(
                    name,
                    self.factor,
                    floor,
                    similarity=self._similarity(chosen),
                    moves={judge: float(each.mean()) for judge, each in moves.items()},
                )
            )
        return self._scores(name, [first for first, *_ in rows], seconds)

    def leads(self, search: str, baselines: Sequence[str]) -> list[Lead]:
        """A search against each baseline, by each judge: a paired bootstrap over the texts."""
        random = np.random.default_rng(0)
        draws = random.integers(len(self.texts), size=(_RESAMPLES, len(self.texts)))
        found = []
        for floor in FLOORS:
            for baseline in baselines:
                for judge in self.judges:
                    ahead = self.moves[search, floor][judge] - self.moves[baseline, floor][judge]
                    low, high = np.quantile(ahead[draws].mean(1), (0.025, 0.975)).tolist()
                    mean = float(ahead.mean())
                    found.append(Lead(search, self.factor, floor, baseline, judge, mean, low, high))
        return found

    def unreachable_right(self, search: str, results: Sequence[OptimizationResult]) -> float:
        """Of the goals called out of reach, the share that the first judge sees missed, too."""
        said = np.array([result.status is Status.UNREACHABLE for result in results])
        moves = self.moves[search, FLOOR][next(iter(self.judges))]
        missed = moves < abs(math.log(self.factor)) - math.log(1.1)
        return float(missed[said].mean()) if said.any() else math.nan

    def _chosen(self, row: int, offered: Sequence[str]) -> list[str]:
        """The rewrite that the guide puts nearest to the goal, for each least similarity.

        The original where none is nearer than that.
        """
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
            return [original for _ in FLOORS]
        predictions = self.engine.predict(
            list(near),
            account_medians=[self.medians[row]] * len(near),
            rewrites_of=[original] * len(near),
        )
        gaps = dict(zip(near, map(ranking.gap, predictions), strict=True))
        start = ranking.gap(self.before[row])
        better = [text for text in near if gaps[text] < start]
        return [
            min((t for t in better if near[t] >= floor), key=gaps.__getitem__, default=original)
            for floor in FLOORS
        ]

    def _moves(self, chosen: Sequence[str]) -> dict[str, Floats]:
        """How far each text went toward the goal, by judge."""
        direction = 1.0 if self.factor > 1 else -1.0
        changed = np.array([a != b for a, b in zip(self.texts, chosen, strict=True)])
        masked = [self.engine.kind.mask(text).text for text in chosen]
        return {
            each: np.where(changed, direction * (judge(masked) - self.judged[each]), 0.0)
            for each, judge in self.judges.items()
        }

    def _similarity(self, chosen: Sequence[str]) -> float:
        pairs = zip(self.texts, chosen, strict=True)
        return float(np.mean([similarity_to(old)(new) for old, new in pairs]))

    def _scores(self, name: str, chosen: Sequence[str], seconds: float) -> MethodScores:
        changed = np.array([a != b for a, b in zip(self.texts, chosen, strict=True)])
        masked = [self.engine.kind.mask(text).text for text in chosen]
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
            similarity=self._similarity(chosen),
            self_bleu=float(np.mean([bleu.sentence_score(new, [old]).score for old, new in pairs])),
            fluency=self._fluency(np.array(masked)[changed], np.array(self.texts)[changed]),
            kept=float(np.mean([_kept(old, new, self.engine.kind) for old, new in pairs])),
            seconds=seconds,
        )

    def _judged(self, method: str, judge: str, changed: npt.NDArray[np.bool_]) -> Judged:
        moves = self.moves[method, FLOOR][judge]
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
