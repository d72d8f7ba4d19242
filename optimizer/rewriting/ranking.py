"""Which rewrites to show, which to recommend, and what to say about it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import torch

from tweetopt.optimizer.goals import Goal
from tweetopt.optimizer.request import Request
from tweetopt.optimizer.result import (
    A_GUESS,
    Candidate,
    OptimizationResult,
    Status,
    amount,
    audience,
)
from tweetopt.optimizer.settings import Settings
from tweetopt.optimizer.words.similarity import similarity_to
from tweetopt.predictors import Prediction, PropertyPredictor

_BELIEVABLE = 2.0
"""Standard deviations of the wording effect beyond which a goal counts as out of reach."""
_PROGRESS = 0.02
"""Share of the gap, or of 1 where that is less, that a rewrite must close to be worth showing."""
_ALIKE = 0.8
"""chrF between two rewrites above which they are one idea."""
_ENOUGH = 0.8
"""Share of the best progress at which a smaller edit is preferred."""


@dataclass(frozen=True)
class Ranking:
    """Compares predictions with what was requested.

    Attributes:
        request: What is wanted.
        predictors: By property.
        settings: Of the search.
    """

    request: Request
    predictors: Mapping[str, PropertyPredictor]
    settings: Settings

    def met(self, predictions: Mapping[str, Prediction]) -> bool:
        """Whether predictions meet every goal."""
        return self.gap(predictions) == 0

    def gap(self, predictions: Mapping[str, Prediction]) -> float:
        """How far predictions are from the goals: gaps on the scales, added up; 0 if all met."""
        total = 0.0
        for goal in self.request.goals:
            gap = self._gap(goal, predictions)
            total += gap if gap > goal.tolerance(self.predictors[goal.property].info.scale) else 0.0
        return total

    def loses_too_much(
        self, predicted_at_latent: float | None, predictions: Mapping[str, Prediction]
    ) -> bool:
        """Whether more was predicted at a code than its text, encoded again, is predicted.

        Of the first goal, and by more than wording usually moves. A text that meets the goal loses
        nothing that was asked for; nor does one without a code, of which nothing was predicted.
        """
        if predicted_at_latent is None:
            return False
        goal = self.request.goals[0]
        predictor = self.predictors[goal.property]
        values = torch.tensor([predicted_at_latent, predictions[goal.property].value])
        at_code, read = predictor.info.scale.forward(values)
        missing = goal.gap(read, predictor.info.scale)
        lost = (at_code - read) * -missing.sign()
        return float(lost) > predictor.info.wording_spread

    def result(
        self,
        original: Mapping[str, Prediction],
        candidates: Sequence[Candidate],
        *,
        others: Sequence[Candidate] = (),
        dropped: Mapping[str, int],
    ) -> OptimizationResult:
        """What came of one text."""
        shown = self.order(original, candidates)
        status = self._status(original, shown)
        return OptimizationResult(
            text=self.request.text,
            status=status,
            message=self._message(status, original, shown),
            original=original,
            candidates=shown,
            alternatives=self._alternatives(shown, [*candidates, *others]),
            dropped=dropped,
        )

    def _alternatives(
        self, shown: Sequence[Candidate], candidates: Sequence[Candidate]
    ) -> list[Candidate]:
        """More versions by fluent writers, the best first, for the places that are left."""
        found: list[Candidate] = []
        for candidate in sorted(candidates, key=lambda c: (self.gap(c.predictions), c.text)):
            room = len(shown) + len(found) < self.settings.candidates
            if room and candidate.fluent and _is_new(candidate, [*shown, *found]):
                found.append(candidate)
        return found

    def order(
        self, original: Mapping[str, Prediction], candidates: Sequence[Candidate]
    ) -> list[Candidate]:
        """The recommended candidate, then the others from the smallest edit to the boldest.

        Recommended is the smallest edit that meets the goals or, where none does, the smallest
        that gets most of the way that any gets. The others are those that no candidate beats in
        both similarity and progress; where there are fewer than wanted, other ideas by fluent
        writers, the best first.
        """
        start = self.gap(original)
        progress = {
            candidate.text: 1 - self.gap(candidate.predictions) / start if start else 0.0
            for candidate in candidates
        }
        least = _PROGRESS * min(1.0, 1 / start) if start else _PROGRESS
        better = [c for c in candidates if progress[c.text] >= least]
        better.sort(key=lambda c: (-c.similarity, -progress[c.text], c.text))
        front: list[Candidate] = []
        for candidate in better:
            if not front or progress[candidate.text] > progress[front[-1].text]:
                front.append(candidate)
        if not front:
            return []
        best = progress[front[-1].text]
        enough = 1.0 if best == 1.0 else _ENOUGH * best
        recommended = next(c for c in front if progress[c.text] >= enough)
        others = [c for c in front if c is not recommended and _is_new(c, [recommended])]
        shown = [recommended, *_spread(others, self.settings.candidates - 1)]
        better.sort(key=lambda c: (-progress[c.text], c.text))
        for candidate in better:
            if len(shown) < self.settings.candidates and candidate.fluent:
                shown += [candidate] if _is_new(candidate, shown) else []
        return shown

    def _gap(self, goal: Goal, predictions: Mapping[str, Prediction]) -> float:
        scale = self.predictors[goal.property].info.scale
        value = torch.tensor(predictions[goal.property].value)
        return abs(float(goal.gap(scale.forward(value), scale)))

    def _status(self, original: Mapping[str, Prediction], shown: Sequence[Candidate]) -> Status:
        if self.met(original):
            return Status.UNCHANGED
        if shown and self.met(shown[0].predictions):
            return Status.REACHED
        if any(
            self._gap(goal, original)
            > _BELIEVABLE * self.predictors[goal.property].info.wording_spread
            for goal in self.request.goals
        ):
            return Status.UNREACHABLE
        return Status.IMPROVED if shown else Status.UNCHANGED

    def _message(
        self, status: Status, original: Mapping[str, Prediction], shown: Sequence[Candidate]
    ) -> str:
        goal = " and ".join(map(str, self.request.goals))
        name = self.request.property
        before = original[name].value
        already = f"{goal} is already met by the prediction, {amount(before)}"
        none = f"No rewrite that keeps its promises is predicted closer to {goal}"
        best = min((c.predictions for c in shown), key=self.gap)[name].value if shown else before
        sentence = status.value.format(
            goal=goal,
            best=f"{amount(best)} {self.predictors[name].info.unit}{self._times(best, before)}",
            reason=already if self.met(original) else none,
        )
        guess = f" {A_GUESS}" if original[name].guess else ""
        return f"{sentence}{guess}{self._audience()}"

    def _times(self, best: float, before: float) -> str:
        """A value as a multiple of what's usual or, for an unknown account, of the original's."""
        if median := self.request.account_median:
            return f", {best / median:.1f}x your usual"
        return f", {best / before:.1f}x as it is" if before else ""

    def _audience(self) -> str:
        median = self.request.account_median
        whom = audience(self.predictors[self.request.property], median)
        if whom is None:
            return ""
        hint = "; name yours with --account-median" if median is None else ""
        return f" Predictions are for {whom}{hint}."


def _is_new(candidate: Candidate, shown: Sequence[Candidate]) -> bool:
    """Whether a rewrite is no near copy of one that is shown; asked of fluent writers' alone."""
    similar = similarity_to(candidate.text)
    return not candidate.fluent or all(similar(each.text) < _ALIKE for each in shown)


def _spread(candidates: Sequence[Candidate], count: int) -> list[Candidate]:
    """At most `count` of them, evenly over their order."""
    if len(candidates) <= count:
        return list(candidates)
    if count < 2:
        return list(candidates[-1:])[:count]
    last = len(candidates) - 1
    return [candidates[round(i * last / (count - 1))] for i in range(count)]
