"""What the texts of a table will get, as they are read: in flat memory, a bad row fails alone."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from tweetopt.datasets.blocks import Block, read_blocks, survey
from tweetopt.datasets.cells import nested
from tweetopt.datasets.formats import format_of
from tweetopt.optimizer.batch.checks import require_columns
from tweetopt.optimizer.batch.rows import text_of
from tweetopt.optimizer.engine import Engine
from tweetopt.predictors import Prediction

_TOGETHER = 512
"""Rows in memory, encoded at once."""


@dataclass(frozen=True)
class PredictedText:
    """A text and what it will get.

    Attributes:
        text: As it was predicted; as it stands in the table where it couldn't be.
        predictions: By property; none where the text couldn't be predicted.
        reason: Why it couldn't.
    """

    text: str
    predictions: Mapping[str, Prediction] = field(default_factory=dict)
    reason: str = ""


def count_texts(file: Path, column: str) -> int:
    """How many rows a table has that is whole and has a column.

    Raises:
        FileNotFoundError: There is no such file.
        ValueError: It's no table, lacks the column, or has no rows; the message names the line.
    """
    if not file.is_file():
        raise FileNotFoundError(f"{file}: no such file; check the path")
    table = survey(file, format_of(file))
    require_columns(str(file), [column], table.columns)
    if not table.rows:
        raise ValueError(f"{file}: expected texts, got no rows; name another file")
    return table.rows


def predict_text(text: str, *, engine: Engine, account_median: float | None) -> PredictedText:
    """Predict one text, cleaned.

    Raises:
        ValueError: It is empty or too long.
    """
    text = engine.kind.clean(text)
    (predictions,) = engine.predict([text], account_medians=[account_median])
    return PredictedText(text, predictions)


def predict_table(
    file: Path,
    column: str,
    *,
    engine: Engine,
    account_median: float | None,
    together: int | None = None,
) -> Iterator[PredictedText]:
    """Predict the texts of a table, in their order.

    Args:
        file: A table.
        column: Where the texts are.
        engine: Model and predictors.
        account_median: What the account usually gets, in the first predictor's unit.
        together: So many rows are predicted at a time; by default as many as is quick.

    Raises:
        ValueError: The table is malformed; the message names the line.
        OSError: It cannot be read.
    """
    size = together or _TOGETHER
    for block in read_blocks(file, format_of(file), size=size, name=str(file)):
        yield from _predict_block(block, engine, column, account_median)


def _predict_block(
    block: Block, engine: Engine, column: str, account_median: float | None
) -> Iterator[PredictedText]:
    found: list[PredictedText] = []
    for row in block.rows:
        try:
            found.append(PredictedText(text_of(row, column, engine)))
        except ValueError as error:
            found_cell = nested(row, column)
            cell = "" if found_cell is None else str(found_cell)
            shown = cell.encode(errors="replace").decode()
            found.append(PredictedText(shown, reason=str(error)))
    good = [each.text for each in found if not each.reason]
    medians = [account_median] * len(good)
    predictions = iter(engine.predict(good, account_medians=medians) if good else [])
    for each in found:
        yield each if each.reason else PredictedText(each.text, next(predictions))
