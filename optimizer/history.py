"""A user's own past posts: what they usually get, and a predictor calibrated to them."""

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from tweetopt.datasets import account_medians
from tweetopt.datasets.splits import NEIGHBOURS, share_of_ones
from tweetopt.datasets.tables import Columns
from tweetopt.optimizer.engine import Engine
from tweetopt.predictors.history import calibrate
from tweetopt.predictors.scales import Scale
from tweetopt.predictors.tables import encode_examples, read_property_table

_MOST_POSTS = 1_000
"""The latest posts, so many at most, are read: the others would change little, and take time."""


@dataclass(frozen=True)
class History:
    """What a user's past posts say.

    Attributes:
        file: Where they were read from.
        posts: How many were used.
        account_median: What the latest of them usually got, in the property's unit; of labels,
            the share of ones.
        shift: What was added to predictions, on the predictor's scale.
        width: What half widths of intervals were multiplied by.
    """

    file: str
    posts: int
    account_median: float
    shift: float
    width: float

    def as_dict(self) -> dict[str, Any]:
        """The history as plain data, for JSON."""
        return dict(vars(self))


def with_history(engine: Engine, file: Path, *, columns: Columns) -> tuple[Engine, History]:
    """An engine whose first predictor is calibrated to past posts, and what these say.

    Args:
        engine: Model and predictors.
        file: A table of the user's own texts, with a column named as the first predictor's
            property, and maybe their times; without these, the last rows are the latest.
        columns: Names of the text and time columns.

    Raises:
        FileNotFoundError: There is no such file.
        ValueError: It lacks a column, numbers that fit the predictor's scale, or usable rows.
    """
    name, predictor = next(iter(engine.predictors.items()))
    # One account, whoever else the table may name.
    alone = replace(columns, group="")
    table = read_property_table(
        file, kind=engine.kind, columns=alone, value=name, scale=predictor.info.scale
    )
    rows = table.part("all")
    rows = rows.sort_values("seconds", kind="stable").tail(_MOST_POSTS)
    labels = predictor.info.scale is Scale.LABEL
    owner = pd.Series(np.zeros(len(rows)), index=rows.index)
    rows = rows.assign(account=0, median=account_medians(owner, rows["value"], labels=labels))
    examples = encode_examples(rows, autoencoder=engine.autoencoder)
    if not len(examples):
        raise ValueError(
            f"{file}: expected past posts with texts that the model can hold, got none; bring "
            "another --history"
        )
    latest = examples.values[-NEIGHBOURS:].double().numpy()
    usual = float(share_of_ones(latest) if labels else np.median(latest))
    own = calibrate(predictor, examples)
    calibrated = replace(engine, predictors={**engine.predictors, name: own})
    return calibrated, History(str(file), len(examples), usual, own.shift, own.width)
