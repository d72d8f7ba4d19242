"""A user's own past posts: what they usually get, and a predictor adapted to them."""

import math
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
import torch

from tweetopt.datasets import TextKind, account_medians
from tweetopt.datasets.posts.column_names import PostColumns
from tweetopt.datasets.posts.reading import Posts, read_posts
from tweetopt.datasets.splits import NEIGHBOURS, share_of_ones
from tweetopt.optimizer.engine import Engine
from tweetopt.optimizer.messages import OfPosts
from tweetopt.optimizer.result import amount
from tweetopt.predictors.base import PredictorInfo
from tweetopt.predictors.examples import Examples
from tweetopt.predictors.personal import PersonalPredictor
from tweetopt.predictors.personal_fitting import adapt_predictor
from tweetopt.predictors.scales import Scale
from tweetopt.predictors.tables import encode_examples

MOST_POSTS = 1_000
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
        shift: What predictions of such posts moved by, on average, on the predictor's scale.
        strength: Of what was learned of the account's wording: 0 is nothing, 1 as much as usual.
        width: What half widths of intervals were multiplied by.
        columns: Of the text, the value and the time; None where no column told the time.
        choices: All columns that there are.
    """

    file: str
    read: str
    posts: int
    account_median: float
    shift: float
    strength: float
    width: float
    columns: tuple[str, str, str | None]
    choices: tuple[str, ...]

    def as_dict(self) -> dict[str, Any]:
        """The history as plain data, for JSON; without the columns that weren't read."""
        return {name: value for name, value in vars(self).items() if name != "choices"}

    def sentences(self, info: PredictorInfo) -> list[str]:
        """What the posts say, for people.

        Args:
            info: Of the predictor that was bent to them.
        """
        usual = f"{amount(self.account_median)} {info.unit}"
        gets = OfPosts.SHARE if info.scale is Scale.LABEL else OfPosts.USUAL
        moved = OfPosts.MOVED if info.scale is Scale.LOG1P else OfPosts.MOVED_OTHERWISE
        return [
            gets.format(posts=f"{self.posts:,}", usual=usual),
            moved.format(
                times=f"{math.exp(self.shift):.2f}",
                shift=f"{self.shift:+.2f}",
                scale=info.scale,
                width=f"{self.width:.2f}",
            ),
        ]


def with_history(engine: Engine, file: Path, *, columns: PostColumns) -> tuple[Engine, History]:
    """An engine whose first predictor is adapted to past posts, and what these say.

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
    own, history = adapt_to_posts(posts, engine=engine, file=file, base=predictor.info.name)
    return replace(engine, predictors={**engine.predictors, name: own}), history


def adapt_to_posts(
    posts: Posts, *, engine: Engine, file: Path, base: str
) -> tuple[PersonalPredictor, History]:
    """An engine's first predictor adapted to past posts, and what these say.

    Args:
        posts: The posts.
        engine: Model and predictors; one that is adapted already is adapted anew.
        file: Where they were read from.
        base: Folder or name of the predictor.

    Raises:
        ValueError: As `encode_posts`.
    """
    predictor = next(iter(engine.predictors.values()))
    if isinstance(predictor, PersonalPredictor):
        predictor = predictor.base
    examples = encode_posts(posts, engine=engine, file=file)
    own = adapt_predictor(predictor, examples, base=base, gist_dim=engine.autoencoder.gist_dim)
    usual = usual_value(examples, predictor.info.scale)
    card = own.card
    return own, History(
        file=str(file),
        read=posts.line,
        posts=len(examples),
        account_median=usual,
        shift=card.moved,
        strength=card.strength,
        width=card.width,
        columns=(posts.text, posts.value, posts.time),
        choices=posts.columns,
    )


def usual_value(examples: Examples, scale: Scale) -> float:
    """What the latest posts usually got: their median or, of labels, the share of ones."""
    latest = examples.values[-NEIGHBOURS:].double().numpy()
    return float(share_of_ones(latest) if scale is Scale.LABEL else np.median(latest))


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


def own_rows(posts: Posts, *, kind: TextKind, labels: bool, most: int = MOST_POSTS) -> pd.DataFrame:
    """The latest posts as rows of a `PropertyTable`: one account, masked texts, medians.

    The column post holds the texts as they were posted.
    """
    rows = posts.rows.tail(most)
    return rows.assign(
        post=rows["text"],
        text=[kind.mask(kind.clean(text)).text for text in rows["text"]],
        account=0,
        median=_medians_of_others(rows["value"], labels=labels),
    )


def with_own_medians(posts: Examples, scale: Scale) -> Examples:
    """One account's posts in order of time, each with the median of the others among them."""
    values = pd.Series(posts.values.double().numpy())
    medians = _medians_of_others(values, labels=scale is Scale.LABEL)
    return replace(posts, medians=torch.from_numpy(medians).to(posts.medians))


def _medians_of_others(values: pd.Series, *, labels: bool) -> npt.NDArray[np.float64]:
    owner = pd.Series(np.zeros(len(values)), index=values.index)
    return account_medians(owner, values, labels=labels)
