"""What is said of a result: a sentence, and what else has to be known."""

from collections.abc import Mapping
from dataclasses import dataclass

from tweetopt.optimizer.goals import UPWARD, Relation
from tweetopt.optimizer.messages import Dropped, Said
from tweetopt.optimizer.request import Request
from tweetopt.optimizer.result import Candidate, Status, amount, audience, most_frequent
from tweetopt.optimizer.settings import OWN_WRITERS, Effort, Settings
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

    def sentence(self, status: Status, best: Candidate | None, dropped: Mapping[str, int]) -> str:
        """How it ended.

        Args:
            status: In a word.
            best: The recommended rewrite, if there is one.
            dropped: How many attempts were dropped, by reason.
        """
        if status is Status.ALREADY_THERE:
            return Said.ALREADY_THERE.format(there=self._amount(self.original), wanted=self._wanted)
        if best is None:
            return _why_none(dropped)
        said = self._reached(status)
        return said.format(best=self._best(best), wanted=self._wanted)

    def notes(self, best: Candidate | None, *, met: bool) -> tuple[str, ...]:
        """What else has to be known: what to try, that it's a guess, and whom it is for.

        Args:
            best: The recommended rewrite, if there is one.
            met: Whether the text needs none.
        """
        lacking = best is None and not met
        far = [Said.TOO_FAR.format(wanted=self._wanted)] if lacking and self.is_far else []
        tries = [self._what_to_try] if lacking else []
        guess = [Said.GUESS] if self.original[self.request.property].guess else []
        return tuple(map(str, [*far, *tries, *guess, *self._audience]))

    def _reached(self, status: Status) -> Said:
        """The sentence where there is a rewrite."""
        if status is Status.REACHED:
            return Said.REACHED
        same = status is Status.ABOUT_THE_SAME
        if all(goal.relation is Relation.MAX for goal in self.request.goals):
            return Said.SAME if same else Said.BETTER
        if same:
            return Said.SAME_TOO_FAR if self.is_far else Said.SAME_NOT_REACHED
        if all(goal.relation in UPWARD for goal in self.request.goals):
            return Said.BETTER_TOO_FAR if self.is_far else Said.BETTER_NOT_REACHED
        return Said.CLOSER_TOO_FAR if self.is_far else Said.CLOSER_NOT_REACHED

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
            return number
        gain = f"{best.gain:.2f}x as it is"
        by_account = self.predictors[self.request.property].info.by_account
        unknown = by_account and self.request.account_median is None
        return gain if unknown else f"{number}, {gain}"

    @property
    def _what_to_try(self) -> Said:
        """What may find one all the same: own words and codes find no more with more effort."""
        if set(self.settings.writers) <= set(OWN_WRITERS):
            return Said.TRY_MODEL if self.settings.bold else Said.TRY_BOLD
        return Said.TRY_WRITER if self.settings.effort is Effort.HIGH else Said.TRY_HIGH

    @property
    def _audience(self) -> list[str]:
        median = self.request.account_median
        whom = audience(self.predictors[self.request.property], median)
        if whom is None:
            return []
        return [Said.FOR_UNKNOWN if median is None else Said.FOR_ACCOUNT.format(whom=whom)]


def _why_none(dropped: Mapping[str, int]) -> str:
    told = {reason: count for reason, count in dropped.items() if reason != Dropped.NOTHING}
    attempts = sum(told.values())
    if not attempts:
        return str(Said.NOTHING_TO_TRY)
    return Said.NONE_FOUND.format(
        attempts=f"{attempts:,} attempt{'' if attempts == 1 else 's'}",
        reasons="; ".join(most_frequent(told)[:_REASONS]),
    )
