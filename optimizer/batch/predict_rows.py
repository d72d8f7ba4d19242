"""Predicts what the texts of a table's rows will get."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import ClassVar

from tweetopt.datasets.blocks import Row
from tweetopt.optimizer.batch.rows import failed, text_of
from tweetopt.optimizer.batch.targets import Account
from tweetopt.optimizer.engine import Engine
from tweetopt.optimizer.messages import Said

DONE = "predicted"
"""The status of a row that was only predicted."""


@dataclass(frozen=True)
class PredictRows:
    """Predicts what the rows' texts will get.

    Attributes:
        account: Whom the predictions are for.
        text_column: Where the text is.
    """

    account: Account = field(default_factory=Account)
    text_column: str = "text"

    together: ClassVar[int] = 512
    added: ClassVar[Mapping[str, type]] = {
        "status": str, "message": str, "predicted": float, "low": float, "high": float,
    }  # fmt: skip

    @property
    def columns(self) -> Sequence[str]:
        """As in `RowJob`."""
        return [self.text_column, *([self.account.column] if self.account.column else [])]

    def check(self, engine: Engine) -> None:
        """As in `RowJob`: nothing could be wrong."""

    def shared(self, workers: int) -> "PredictRows":  # noqa: ARG002
        """As in `RowJob`: nothing is spent."""
        return self

    def run(
        self,
        rows: Sequence[Row],
        *,
        engine: Engine,
        record: Path | None = None,  # noqa: ARG002
    ) -> list[Row]:
        """As in `RowJob`; of several predictors, the first one's property."""
        done: dict[int, Row] = {}
        known: dict[int, tuple[str, float | None]] = {}
        for number, row in enumerate(rows):
            try:
                text = text_of(row, self.text_column, engine)
                known[number] = text, self.account.of(row)
            except ValueError as error:
                done[number] = failed(self.added, error)
        texts, medians = zip(*known.values(), strict=True) if known else ((), ())
        predictions = engine.predict(texts, account_medians=medians) if known else []
        for number, prediction in zip(known, predictions, strict=True):
            first = next(iter(prediction.values()))
            numbers = {"predicted": first.value, "low": first.low, "high": first.high}
            rounded = {name: round(value, 2) for name, value in numbers.items()}
            message = str(Said.GUESS) if first.guess else ""
            done[number] = {"status": DONE, "message": message, **rounded}
        return [done[number] for number in range(len(rows))]
