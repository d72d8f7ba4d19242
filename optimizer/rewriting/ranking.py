"""Which rewrites to show, which to recommend, and what to say about it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import torch

from tweetopt.optimizer.goals import Goal, Relation
from tweetopt.optimizer.request import Request
from tweetopt.optimizer.result import (
    A_GUESS,
    Candidate,
    OptimizationResult,
    Status,
    amount,
    audience,
    most_frequent,
)
from tweetopt.optimizer.settings import Effort, Settings
from tweetopt.optimizer.words.constraints import CHANGED_NOTHING
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
_NO_WORSE = 0.45
"""Chance of doing better from which a version that isn't predicted to is as good a choice."""
_REASONS = 3
"""Why there is no rewrite: so many reasons are told."""


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
        rewrites = [each for each in candidates if not each.tweak]
        shown = self.order(original, rewrites)
        tweaks = self.order(original, [each for each in candidates if each.tweak])
        status = self._status(original, shown)
        return OptimizationResult(
            text=self.request.text,
            status=status,
            message=self._message(status, original, shown, dropped=dropped),
            original=original,
            candidates=shown,
            alternatives=self._alternatives(shown, rewrites, others),
            dropped=dropped,
            tweaks=min(tweaks, key=lambda each: self.gap(each.predictions), default=None),
        )

    def _alternatives(
        self,
        shown: Sequence[Candidate],
        rewrites: Sequence[Candidate],
        others: Sequence[Candidate],
    ) -> list[Candidate]:
        """More versions for the places that are left, the best first.

        By fluent writers; and in the text's own words those that are predicted about as much.
        """
        versions = [each for each in rewrites if each.fluent]
        versions += [each for each in others if each.fluent or _is_as_good(each)]
        found: list[Candidate] = []
        for candidate in sorted(versions, key=lambda c: (self.gap(c.predictions), c.text)):
            room = len(shown) + len(found) < self.settings.candidates
            if room and _is_new(candidate, [*shown, *found]):
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
            return Status.ALREADY_THERE
        if not shown:
            return Status.NO_REWRITE
        if self.met(shown[0].predictions):
            return Status.REACHED
        return Status.ABOUT_THE_SAME if shown[0].about_the_same else Status.CLOSER

    def _message(
        self,
        status: Status,
        original: Mapping[str, Prediction],
        shown: Sequence[Candidate],
        *,
        dropped: Mapping[str, int],
    ) -> str:
        match status:
            case Status.ALREADY_THERE:
                sentence = (
                    f"Already there: the text as it is is predicted {self._amount(original)}, and "
                    f"{self._wanted} was wanted."
                )
            case Status.NO_REWRITE:
                sentence = self._why_none(original, dropped)
            case Status.REACHED:
                sentence = f"Reached {self._wanted}: {self._best(shown[0])}."
            case Status.CLOSER:
                sentence = f"Better: {self._best(shown[0])}{self._but(original)}."
            case Status.ABOUT_THE_SAME:
                sentence = (
                    f"About the same: {self._best(shown[0])}{self._but(original)}. Choose by what "
                    "you want to say."
                )
        guess = f" {A_GUESS}" if original[self.request.property].guess else ""
        return f"{sentence}{guess}{self._audience()}"

    @property
    def _wanted(self) -> str:
        return " and ".join(
            goal.phrase(self.predictors[goal.property].info.unit) for goal in self.request.goals
        )

    def _amount(self, predictions: Mapping[str, Prediction]) -> str:
        name = self.request.property
        return f"{amount(predictions[name].value)} {self.predictors[name].info.unit}"

    def _best(self, best: Candidate) -> str:
        """What the recommended rewrite is predicted, against the original.

        The number of an unknown account says little: only the gain is told.
        """
        gain = "" if best.gain is None else f"{best.gain:.2f}x as it is"
        by_account = self.predictors[self.request.property].info.by_account
        if gain and by_account and self.request.account_median is None:
            return f"★ is predicted {gain}"
        return f"★ is predicted {self._amount(best.predictions)}{gain and f', {gain}'}"

    def _but(self, original: Mapping[str, Prediction]) -> str:
        """That the goal isn't reached, and whether wording can; nothing where no number is one."""
        if all(goal.relation is Relation.MAX for goal in self.request.goals):
            return ""
        return f"; {self._wanted} {self._not_reached(original)}"

    def _not_reached(self, original: Mapping[str, Prediction]) -> str:
        return "is more than wording does" if self.is_far(original) else "is not reached"

    def is_far(self, original: Mapping[str, Prediction]) -> bool:
        """Whether a goal is farther than wording usually moves."""
        return any(
            goal.relation is not Relation.MAX
            and self._gap(goal, original)
            > _BELIEVABLE * self.predictors[goal.property].info.wording_spread
            for goal in self.request.goals
        )

    def _why_none(self, original: Mapping[str, Prediction], dropped: Mapping[str, int]) -> str:
        told = {reason: count for reason, count in dropped.items() if reason != CHANGED_NOTHING}
        reasons = "; ".join(most_frequent(told)[:_REASONS])
        attempts = sum(told.values())
        why = f" of {attempts:,} attempts, {reasons}" if attempts else " there was nothing to try"
        far = (
            f" Besides, {self._wanted} {self._not_reached(original)}."
            if self.is_far(original)
            else ""
        )
        return f"No rewrite found:{why}.{far} {self._what_to_try}"

    @property
    def _what_to_try(self) -> str:
        """What may find one all the same; the last thing that is left."""
        if self.settings.effort is not Effort.HIGH:
            return "Try --effort high, or another writer with --writer."
        if not self.settings.bold:
            return "Try --bold, or another writer with --writer."
        return "Try another writer with --writer."

    def _audience(self) -> str:
        median = self.request.account_median
        whom = audience(self.predictors[self.request.property], median)
        if whom is None:
            return ""
        hint = "; say what your posts usually get with --usual-likes" if median is None else ""
        return f" Predictions are for {whom}{hint}."


def _is_new(candidate: Candidate, shown: Sequence[Candidate]) -> bool:
    """Whether a rewrite is no near copy of one that is shown; asked of fluent writers' alone."""
    similar = similarity_to(candidate.text)
    return not candidate.fluent or all(similar(each.text) < _ALIKE for each in shown)


def _is_as_good(candidate: Candidate) -> bool:
    """Whether a version is no tweak, and predicted about as much as the text."""
    known = candidate.better is not None
    return not candidate.tweak and known and (candidate.better or 0.0) >= _NO_WORSE


def _spread(candidates: Sequence[Candidate], count: int) -> list[Candidate]:
    """At most `count` of them, evenly over their order."""
    if len(candidates) <= count:
        return list(candidates)
    if count < 2:
        return list(candidates[-1:])[:count]
    last = len(candidates) - 1
    return [candidates[round(i * last / (count - 1))] for i in range(count)]
