"""A user's own past posts: what they usually get, and a predictor calibrated to them."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from tweetopt.datasets import TextKind, account_medians
from tweetopt.datasets.posts.names import PostColumns
from tweetopt.datasets.posts.reading import Posts, read_posts
from tweetopt.datasets.splits import NEIGHBOURS, share_of_ones
from tweetopt.optimizer.engine import Engine
from tweetopt.predictors.examples import Examples
from tweetopt.predictors.history import calibrate
from tweetopt.predictors.scales import Scale
from tweetopt.predictors.tables import encode_examples

_MOST_POSTS = 1_000
"""The latest posts, so many at most, are used: the others would change little, and take time."""


@dataclass(frozen=True)
class History:
    """What a user's past posts say.

    Attributes:
        file: Where they were read from.
        read: What was read and what was left out, in one line.
        posts: How many were used.
        account_median: What the latest of them usually got, in the property's unit; of labels,
            the share of ones.
        shift: What was added to predictions, on the predictor's scale.
        width: What half widths of intervals were multiplied by.
    """

    file: str
    read: str
    posts: int
    account_median: float
    shift: float
    width: float

    def as_dict(self) -> dict[str, Any]:
        """The history as plain data, for JSON."""
        return dict(vars(self))


def with_history(engine: Engine, file: Path, *, columns: PostColumns) -> tuple[Engine, History]:
    """An engine whose first predictor is calibrated to past posts, and what these say.

    Args:
        engine: Model and predictors.
        file: The user's own posts, as `read_posts` takes them.
        columns: Their columns, where they need naming; the property is the first predictor's.

    Raises:
        FileNotFoundError: There is no such file.
        ValueError: It lacks a column, numbers that fit the predictor's scale, or usable rows.
    """
    name, predictor = next(iter(engine.predictors.items()))
    posts = read_posts(file, columns=columns)
    examples = encode_posts(posts, engine=engine, file=file)
    latest = examples.values[-NEIGHBOURS:].double().numpy()
    labels = predictor.info.scale is Scale.LABEL
    usual = float(share_of_ones(latest) if labels else np.median(latest))
    own = calibrate(predictor, examples)
    calibrated = Engine(engine.autoencoder, {**engine.predictors, name: own})
    return calibrated, History(str(file), posts.line, len(examples), usual, own.shift, own.width)


def encode_posts(posts: Posts, *, engine: Engine, file: Path) -> Examples:
    """The latest posts, each with the median of the others, in order.

    Raises:
        ValueError: There are none that the model can hold, or numbers that don't fit the scale.
    """
    predictor = next(iter(engine.predictors.values()))
    rows = own_rows(posts, kind=engine.kind, labels=predictor.info.scale is Scale.LABEL)
    examples = encode_examples(rows, autoencoder=engine.autoencoder)
    if not len(examples):
        raise ValueError(
            f"{file}: expected past posts with texts that the model can hold, got none; bring "
            "another --history"
        )
    predictor.info.scale.check(examples.values, source=f"{file}, column {posts.value!r}")
    return examples


def own_rows(posts: Posts, *, kind: TextKind, labels: bool) -> pd.DataFrame:
    """The latest posts as rows of a `PropertyTable`: one account, masked texts, medians."""
    rows = posts.rows.tail(_MOST_POSTS)
    owner = pd.Series(np.zeros(len(rows)), index=rows.index)
    return rows.assign(
        text=[kind.mask(kind.clean(text)).text for text in rows["text"]],
        account=0,
        median=account_medians(owner, rows["value"], labels=labels),
    )
