"""Whether a head is better than a baseline: by every figure, with intervals over accounts."""

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass

import numpy as np
import numpy.typing as npt

from tweetopt.predictors.scores import Pairs, Scores

Ints = npt.NDArray[np.int64]
Score = Callable[[Ints, Pairs], Scores]
"""Scores of one way to predict on some rows, repeated or not, and pairs of places among them."""

_RESAMPLES = 100
"""Of the bootstrap; more of them move the ends of an interval by less than is shown."""
_LESS_IS_BETTER = frozenset(("mean_error", "log_loss", "calibration_error"))
_NOT_COMPARED = frozenset(("accuracy", "calibration_error"))
"""A constant is calibrated, and right about most labels: no head has to beat that."""
_NAMES = {
    "spearman": "Spearman",
    "wording_spearman": "wording Spearman",
    "wording_r2": "wording R2",
    "pairs": "pairs of one account right",
    "pairs_2x": "2x pairs right",
    "mean_error": "mean error",
    "auc": "AUC",
    "log_loss": "log loss",
}


@dataclass(frozen=True)
class Lead:
    """How far a head is ahead of a baseline in one figure.

    Attributes:
        baseline: Its name.
        figure: The figure, as the scores call it.
        own: The head's.
        other: The baseline's; 0 for a correlation that a constant has none of.
        low: Lower end of the 95% interval of the lead, with the accounts drawn anew; above 0 the
            head is better. NaN where there are fewer than two accounts.
        high: Upper end.
    """

    baseline: str
    figure: str
    own: float
    other: float
    low: float
    high: float

    @property
    def ahead(self) -> bool:
        """Whether the head is better by more than chance."""
        return self.low > 0

    @property
    def behind(self) -> bool:
        """Whether its figure is the worse one."""
        return _lead(self.figure, self.own, self.other) < 0

    def __str__(self) -> str:
        return f"{_NAMES[self.figure]} {self.own:.3f} against {self.other:.3f}"


def leads(
    head: Score, baselines: Mapping[str, Score], *, accounts: Ints, pairs: Pairs
) -> tuple[Lead, ...]:
    """The head's lead over each baseline in each figure, with a bootstrap over accounts.

    Args:
        head: Scores it.
        baselines: Score the others.
        accounts: Who posted each row, shape `(n,)`.
        pairs: Of rows, as from `close_pairs`.
    """
    whole = np.arange(len(accounts))
    draws = list(_draws(accounts, pairs)) if len(np.unique(accounts)) > 1 else []
    own, own_drawn = asdict(head(whole, pairs)), [asdict(head(*draw)) for draw in draws]
    found = []
    for name, baseline in baselines.items():
        other = asdict(baseline(whole, pairs))
        drawn = [asdict(baseline(*draw)) for draw in draws]
        for figure in own:
            if figure in _NOT_COMPARED or (math.isnan(own[figure]) and math.isnan(other[figure])):
                continue
            ahead = [
                _lead(figure, one[figure], two[figure])
                for one, two in zip(own_drawn, drawn, strict=True)
            ]
            low, high = np.quantile(ahead, (0.025, 0.975)).tolist() if ahead else (math.nan,) * 2
            values = (_number(own[figure]), _number(other[figure]))
            found.append(Lead(name, figure, *values, low, high))
    return tuple(found)


def verdict(found: Sequence[Lead]) -> str:
    """One sentence: whether the head beats the baselines, and where it doesn't."""
    if not found:
        return "There is no figure to compare the head by."
    worse = [lead for lead in found if lead.behind]
    lost = {lead.baseline for lead in worse}
    unsure = [lead for lead in found if not (lead.ahead or lead.baseline in lost)]
    if worse:
        more = f", nor for sure than {_where(unsure)}" if unsure else ""
        return f"The head is not better than {_where(worse)}{more}."
    if unsure:
        return f"The head is not better for sure than {_where(unsure)}; it may be chance."
    names = ", and than ".join(dict.fromkeys(lead.baseline for lead in found))
    return f"The head is better than {names} in every figure: {_figures(found)}."


def _where(found: Sequence[Lead]) -> str:
    baselines = dict.fromkeys(lead.baseline for lead in found)
    return ", or than ".join(
        f"{name} ({_figures([lead for lead in found if lead.baseline == name])})"
        for name in baselines
    )


def _figures(found: Sequence[Lead]) -> str:
    return ", ".join(map(str, found))


def _lead(figure: str, own: float, other: float) -> float:
    ahead = _number(own) - _number(other)
    return -ahead if figure in _LESS_IS_BETTER else ahead


def _number(value: float) -> float:
    """A constant ranks nothing: it has no rank correlation."""
    return 0.0 if math.isnan(value) else value


def _draws(accounts: Ints, pairs: Pairs) -> Iterator[tuple[Ints, Pairs]]:
    """Rows of accounts that are drawn anew, as many as there are, and the pairs among them."""
    random = np.random.default_rng(0)
    _, owner = np.unique(accounts, return_inverse=True)
    count = int(owner.max()) + 1
    rows = _grouped(owner, count)
    place = np.empty(len(owner), dtype=np.int64)  # of a row, among those of its account
    for own in rows:
        place[own] = np.arange(len(own))
    own_pairs = [place[pairs[:, chosen]] for chosen in _grouped(owner[pairs[0]], count)]
    for _ in range(_RESAMPLES):
        drawn = random.integers(count, size=count).tolist()
        starts = np.cumsum([0, *(len(rows[account]) for account in drawn)])
        yield (
            np.concatenate([rows[account] for account in drawn]),
            np.concatenate(
                [own_pairs[each] + start for each, start in zip(drawn, starts, strict=False)],
                axis=1,
            ),
        )


def _grouped(owner: Ints, count: int) -> list[Ints]:
    """The numbers of what belongs to each account."""
    order = np.argsort(owner, kind="stable")
    return np.split(order, np.cumsum(np.bincount(owner, minlength=count))[:-1])
