"""What real posts say of a property, from a table: written by `optimize train evidence`."""

from collections.abc import Callable, Mapping
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pandas as pd
import torch

from tweetopt.datasets import account_medians
from tweetopt.datasets.tables import Columns, sampled
from tweetopt.optimizer.engine import Engine
from tweetopt.optimizer.explaining.features import Feature, length_of
from tweetopt.optimizer.explaining.moves import all_features, all_moves
from tweetopt.predictors import PropertyPredictor
from tweetopt.predictors.evidence import Evidence
from tweetopt.predictors.examples import Examples
from tweetopt.predictors.luck import Luck
from tweetopt.predictors.luck_fitting import PostPairs, blocks_of, fit_luck, post_pairs
from tweetopt.predictors.scales import Scale
from tweetopt.predictors.tables import (
    PropertyTable,
    encode_examples,
    read_property_table,
    unread_examples,
)
from tweetopt.predictors.within_accounts import WithinEffects, within_effects

SHORT_BELOW = 140
"""Characters beside links: half of what a tweet may have."""
_LEAST_POSTS = 100
"""For effects of a dozen features."""

Array = npt.NDArray[np.float64]


def read_evidence(
    path: Path,
    *,
    engine: Engine,
    columns: Columns,
    max_rows: int | None = None,
    on_rows: Callable[[int], None] = lambda _: None,
) -> Evidence:
    """Measure what real posts say, beside what a predictor says.

    Effects of features are fitted on training accounts, luck on validation and calibration
    accounts, which the predictor wasn't fitted on. A table of fewer than 20 accounts is used as a
    whole, for both; one that names none is a user's own.

    Args:
        path: A table with a column named as the engine's first predictor's property.
        engine: A model with a predictor.
        columns: Names of the other columns.
        max_rows: Count features of so many rows at most.
        on_rows: Called with the number of rows encoded since the last call.

    Raises:
        FileNotFoundError: There is no such file.
        ValueError: The table lacks a column or has too few rows, or the property is a label.
    """
    name, predictor = next(iter(engine.predictors.items()))
    if predictor.info.scale is Scale.LABEL:
        raise ValueError(f"evidence: expected a property with numbers, got the label {name!r}")
    table = read_property_table(
        path, kind=engine.kind, columns=columns, value=name, scale=predictor.info.scale
    )
    rows = _rows(table, ("train",), most=max_rows)
    if len(rows) < _LEAST_POSTS:
        raise ValueError(f"{path}: expected at least {_LEAST_POSTS} posts, got {len(rows)}")
    held = _rows(table, ("validation", "calibration"))
    pairs = encoded_pairs(held, engine=engine, by_band=True, on_rows=on_rows)
    lengths = np.array([length_of(text) for text in rows["text"]])
    short = lengths < SHORT_BELOW
    features = all_features(all_moves())
    return Evidence(
        property=name,
        source=path.name,
        posts=len(rows),
        accounts=int(rows["account"].nunique()),
        short_below=SHORT_BELOW,
        short=_effects(rows[short], features, predictor),
        long=_effects(rows[~short], features, predictor),
        luck=_luck(*pairs, predictor=predictor),
        fingerprint=predictor.info.fingerprint,
    )


def encoded_pairs(
    rows: pd.DataFrame,
    *,
    engine: Engine,
    by_band: bool,
    on_rows: Callable[[int], None] = lambda _: None,
) -> tuple[Examples, PostPairs]:
    """Pairs of posts of one account, and the posts, encoded.

    Args:
        rows: Of a `PropertyTable`.
        engine: A model.
        by_band: As for `post_pairs`.
        on_rows: Called with the number of rows encoded since the last call.
    """
    rows = rows[engine.autoencoder.fits(rows["text"].tolist())] if len(rows) else rows
    blocks = blocks_of(unread_examples(rows))
    rows = rows.iloc[np.concatenate([*blocks, np.empty(0, dtype=np.int64)])]
    examples = encode_examples(rows, autoencoder=engine.autoencoder, on_rows=on_rows)
    return examples, post_pairs(examples, by_band=by_band)


@torch.no_grad()
def predicted_and_got(examples: Examples, predictor: PropertyPredictor) -> tuple[Array, Array]:
    """What posts are predicted and what they got, on the scale, shapes `(n,)`.

    All posts of an account are predicted with the same median: each one's own leaves it out, and so
    gives away which got more.
    """
    level = examples.with_one_median().medians
    asked = examples.read_by(predictor)
    predicted = asked.members(examples.latents, level).mean(0)
    return predicted.double().numpy(), predictor.info.scale.forward(
        examples.values
    ).double().numpy()


def _rows(
    table: PropertyTable, splits: tuple[str, ...], *, most: int | None = None
) -> pd.DataFrame:
    """The rows of splits; all rows where the table has too few accounts for splits."""
    if table.by_account:
        return sampled(pd.concat([table.part(split, most=most) for split in splits]), most)
    rows = table.part("all", most=most)
    return rows if rows["median"].notna().any() else _of_one_account(rows)


def _of_one_account(rows: pd.DataFrame) -> pd.DataFrame:
    """The rows of a table that names no account: a user's own."""
    owner = pd.Series(np.zeros(len(rows), dtype=np.int64), index=rows.index)
    times = rows["seconds"] if rows["seconds"].notna().all() else None
    medians = account_medians(owner, rows["value"], times=times)
    return rows.assign(account=owner, median=medians)


def _effects(
    rows: pd.DataFrame, features: Mapping[str, Feature], predictor: PropertyPredictor
) -> WithinEffects:
    """Effects of features on what posts get beside their account's median."""
    rows = rows[rows["median"].notna()]
    scale = predictor.info.scale
    values, medians = (
        scale.forward(torch.tensor(rows[each].to_numpy(dtype=np.float64))).numpy()
        for each in ("value", "median")
    )
    counts = [[feature.count(text) for feature in features.values()] for text in rows["text"]]
    matrix = np.array(counts, dtype=np.float64).reshape(len(rows), len(features))
    owners = rows["account"].to_numpy(dtype=np.int64)
    return within_effects(matrix, values - medians, owners, names=list(features))


def _luck(examples: Examples, pairs: PostPairs, *, predictor: PropertyPredictor) -> Luck | None:
    predicted, values = predicted_and_got(examples, predictor)
    return fit_luck(predicted, values, pairs, accounts=examples.accounts.numpy())
