"""Which rewrites to show, and which to recommend."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import torch

from tweetopt.optimizer.goals import Goal, Relation
from tweetopt.optimizer.messages import Dropped
from tweetopt.optimizer.request import Request
from tweetopt.optimizer.result import Candidate, OptimizationResult, Status
from tweetopt.optimizer.rewriting.result_message import Message
from tweetopt.optimizer.settings import Settings
from tweetopt.optimizer.words.similarity import similarity_to
from tweetopt.optimizer.words.tweaks import is_tweak
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
        rewrites = self._one_of_twins([each for each in candidates if not each.tweak])
        shown = self.order(original, rewrites)
        tweaks = self.order(original, [each for each in candidates if each.tweak])
        alternatives = self._alternatives(shown, rewrites, others)
        unused = len(others) - sum(each in others for each in alternatives)
        dropped = Counter(dropped) + Counter({Dropped.NO_BETTER: unused})
        status, best = self._status(original, shown), next(iter(shown), None)
        far = self.is_far(original)
        say = Message(self.request, self.predictors, self.settings, original, far)
        return OptimizationResult(
            text=self.request.text,
            status=status,
            message=say.sentence(status, best, dropped),
            notes=say.notes(best, met=status is Status.ALREADY_THERE),
            original=original,
            candidates=shown,
            alternatives=alternatives,
            dropped=dropped,
            tweaks=min(tweaks, key=lambda each: self.gap(each.predictions), default=None),
        )

    def _one_of_twins(self, candidates: Sequence[Candidate]) -> list[Candidate]:
        """Of rewrites that differ by tweaks alone the nearest to the text, or that meets goals."""
        found: list[Candidate] = []
        for each in sorted(candidates, key=lambda c: (not self.met(c.predictions), -c.similarity)):
            if not any(is_tweak(each.text, of=other.text) for other in found):
                found.append(each)
        return found

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

    def is_far(self, original: Mapping[str, Prediction]) -> bool:
        """Whether a goal is farther than wording usually moves."""
        return any(
            goal.relation is not Relation.MAX
            and self._gap(goal, original)
            > _BELIEVABLE * self.predictors[goal.property].info.wording_spread
            for goal in self.request.goals
        )


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
