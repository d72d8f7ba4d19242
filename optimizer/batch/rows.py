"""What can be done with the rows of a table: each gets its result, or why there is none."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, ClassVar, Protocol

from tweetopt.datasets.blocks import Row
from tweetopt.datasets.cells import cell_text, nested
from tweetopt.optimizer.engine import Engine

FAILED = "failed"
"""The status of a row that has no result."""


class RowJob(Protocol):
    """What to do with rows; plain data, so that it can be sent to other processes.

    Attributes:
        together: So many rows, counted from the table's start, are worked on together.
        added: The columns that a row gains, with str or float for what they hold.
        columns: The table's columns that are read.
    """

    __dataclass_fields__: ClassVar[dict[str, Any]]

    @property
    def together(self) -> int: ...  # noqa: D102
    @property
    def added(self) -> Mapping[str, type]: ...  # noqa: D102
    @property
    def columns(self) -> Sequence[str]: ...  # noqa: D102

    def check(self, engine: Engine) -> None:
        """Refuse what no row could be right with.

        Raises:
            ValueError: A goal has no predictor.
        """
        ...

    def shared(self, workers: int) -> "RowJob":
        """The job of each of several workers, who together may spend what it may."""
        ...

    def run(self, rows: Sequence[Row], *, engine: Engine, record: Path | None = None) -> list[Row]:
        """The added columns of at most `together` rows; a bad row fails alone.

        Args:
            rows: The rows.
            engine: Model and predictors.
            record: Where proposals are kept that would not come the same way again.
        """
        ...


def failed(added: Mapping[str, type], error: Exception) -> Row:
    """The added columns of a row that has no result."""
    reason = " ".join(str(error).split()) or repr(error)
    return dict.fromkeys(added) | {"status": FAILED, "message": reason}


def text_of(row: Row, column: str, engine: Engine) -> str:
    """The cleaned text of a row.

    Raises:
        ValueError: There is none, it wasn't UTF-8, or it's too long for the model.
    """
    try:
        text = cell_text(nested(row, column))
    except ValueError as error:
        raise ValueError(f"{column}: {error}") from error
    text = engine.kind.clean(text)
    engine.autoencoder.check_lengths([engine.kind.mask(text).text])
    return text
