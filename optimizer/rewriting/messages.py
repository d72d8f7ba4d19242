"""What is said of a result: one or two sentences for people."""

from collections.abc import Mapping
from dataclasses import dataclass

from tweetopt.optimizer.goals import UPWARD, Relation
from tweetopt.optimizer.request import Request
from tweetopt.optimizer.result import A_GUESS, Candidate, Status, amount, audience, most_frequent
from tweetopt.optimizer.settings import Effort, Settings
from tweetopt.optimizer.words.constraints import CHANGED_NOTHING
from tweetopt.predictors import Prediction, PropertyPredictor

_REASONS = 3
"""Why there is no rewrite: so many reasons are told."""


@dataclass(frozen=True)
class Message:
    """The sentences about one text.

    Attributes:
        request: What was wanted.
        predictors: By property.
        settings: How rewrites were looked for.
        original: The text's predictions, by property.
        is_far: Whether what was wanted is farther away than wording usually moves.
    """

    request: Request
    predictors: Mapping[str, PropertyPredictor]
    settings: Settings
    original: Mapping[str, Prediction]
    is_far: bool

    def __call__(self, status: Status, best: Candidate | None, dropped: Mapping[str, int]) -> str:
        """The sentences.

        Args:
            status: How it ended.
            best: The recommended rewrite, if there is one.
            dropped: How many attempts were dropped, by reason.
        """
        sentence = self._sentence(status, best, dropped)
        guess = f" {A_GUESS}" if self.original[self.request.property].guess else ""
        return f"{sentence}{guess}{self._audience}"

    def _sentence(self, status: Status, best: Candidate | None, dropped: Mapping[str, int]) -> str:
        if status is Status.ALREADY_THERE:
            there = self._amount(self.original)
            return f"Already there: the text is predicted {there} as it is; wanted: {self._wanted}."
        if best is None:
            return self._why_none(dropped)
        match status:
            case Status.REACHED:
                return f"Reached {self._wanted}: {self._best(best)}."
            case Status.ABOUT_THE_SAME:
                same = f"{self._best(best)}{self._but}"
                return f"About the same: {same}. Choose by what you want to say."
            case _:
                upward = all(goal.relation in UPWARD for goal in self.request.goals)
                return f"{'Better' if upward else 'Closer'}: {self._best(best)}{self._but}."

    @property
    def _wanted(self) -> str:
        return " and ".join(
            goal.phrase(self.predictors[goal.property].info.unit) for goal in self.request.goals
        )

    def _amount(self, predictions: Mapping[str, Prediction]) -> str:
        """A text's prediction of the first goal's property, with its unit."""
        name = self.request.property
        return f"{amount(predictions[name].value)} {self.predictors[name].info.unit}"

    def _best(self, best: Candidate) -> str:
        """What the recommended rewrite is predicted, against the original.

        The number of an unknown account says little: only the gain is told.
        """
        number = self._amount(best.predictions)
        if best.gain is None:
            return f"★ is predicted {number}"
        gain = f"{best.gain:.2f}x as it is"
        by_account = self.predictors[self.request.property].info.by_account
        unknown = by_account and self.request.account_median is None
        return f"★ is predicted {gain if unknown else f'{number}, {gain}'}"

    @property
    def _but(self) -> str:
        """That the goal isn't reached, and whether wording can; nothing where no number is one."""
        if all(goal.relation is Relation.MAX for goal in self.request.goals):
            return ""
        return f"; {self._wanted} is {'more than wording does' if self.is_far else 'not reached'}"

    def _why_none(self, dropped: Mapping[str, int]) -> str:
        told = {reason: count for reason, count in dropped.items() if reason != CHANGED_NOTHING}
        reasons = "; ".join(most_frequent(told)[:_REASONS])
        attempts = sum(told.values())
        counted = f"of {attempts:,} attempt{'' if attempts == 1 else 's'}, {reasons}"
        far = f" Besides, {self._wanted} is more than wording does." if self.is_far else ""
        why = counted if attempts else "there was nothing to try"
        return f"No rewrite found: {why}.{far} {self._what_to_try}"

    @property
    def _what_to_try(self) -> str:
        """What may find one all the same; the last thing that is left."""
        if self.settings.effort is not Effort.HIGH:
            return "Try --effort high, or another writer with --writer."
        if not self.settings.bold:
            return "Try --bold, or another writer with --writer."
        return "Try another writer with --writer."

    @property
    def _audience(self) -> str:
        median = self.request.account_median
        whom = audience(self.predictors[self.request.property], median)
        if whom is None:
            return ""
        hint = "; say what your posts usually get with --usual-likes" if median is None else ""
        return f" Predictions are for {whom}{hint}."
