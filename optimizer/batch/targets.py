"""What is wanted of each row of a table, and for whom: options and cells."""

from collections.abc import Sequence
from dataclasses import dataclass

from tweetopt.datasets.blocks import Row
from tweetopt.datasets.cells import missing, nested
from tweetopt.optimizer.engine import Engine
from tweetopt.optimizer.goals import Goal, Relation, parse_number


@dataclass(frozen=True)
class Account:
    """What the account's posts usually get: the same for all rows, a column's number, or unknown.

    Attributes:
        median: For all rows.
        column: Of the table; an empty cell is an unknown account.
    """

    median: float | None = None
    column: str | None = None

    def __post_init__(self) -> None:
        if self.median is not None and self.column:
            raise ValueError("usual likes: expected --usual-likes or --median-column, got both")

    def of(self, row: Row) -> float | None:
        """The account median of one row.

        Raises:
            ValueError: The cell holds something else than a number of at least 0.
        """
        if self.column is None or missing(cell := nested(row, self.column)):
            return self.median
        return parse_number(str(cell), name=self.column)


@dataclass(frozen=True)
class Targets:
    """What is wanted of each row: the same goals, a column's number at least, or a multiple.

    Without any of them, as much of the first predictor's property as wording gives.

    Attributes:
        goals: For all rows.
        column: Of the table, with the number wanted of the first predictor's property.
        multiply: The row's own prediction is wanted so many times, at least 1.
    """

    goals: tuple[Goal, ...] = ()
    column: str | None = None
    multiply: float | None = None

    def __post_init__(self) -> None:
        ways = [bool(self.goals), self.column is not None, self.multiply is not None]
        if sum(ways) > 1:
            raise ValueError(
                "goal: expected one of --target-likes or --goal, --target-column, --multiply, "
                "got several"
            )
        if self.multiply is not None and self.multiply < 1:
            raise ValueError(
                f"--multiply: expected a number of at least 1, got {self.multiply:g}; for less, "
                'name it: --goal "likes<=50"'
            )

    def of(self, row: Row, text: str, median: float | None, engine: Engine) -> Sequence[Goal]:
        """The goals of one row.

        Raises:
            ValueError: The cell holds no number of at least 0.
        """
        if self.goals:
            return self.goals
        name = next(iter(engine.predictors))
        if self.column is not None:
            cell = nested(row, self.column)
            value = parse_number("" if missing(cell) else str(cell), name=self.column)
        elif self.multiply is not None:
            (before,) = engine.predict([text], account_medians=[median])
            value = self.multiply * before[name].value
        else:
            return [Goal(name, Relation.MAX)]
        return [Goal(name, Relation.AT_LEAST, value)]
