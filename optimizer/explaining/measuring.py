"""Whether the chances that `compare_texts` states hold on accounts that nothing was fitted on."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from tweetopt.optimizer.engine import Engine
from tweetopt.optimizer.explaining.effects import first_predictor
from tweetopt.optimizer.explaining.evidence import encoded_pairs, predicted_and_got
from tweetopt.predictors.examples import Examples
from tweetopt.predictors.luck import Luck
from tweetopt.predictors.luck_fitting import BANDS, PostPairs, pairs_alike, post_pairs
from tweetopt.predictors.luck_scores import ChanceScores, score_chances

NEAR_MEANING = 0.65
"""Cosine of a teacher's embeddings from which two posts say much the same."""
NEAR_LETTERS = BANDS[1]
"""The same by letters, without a teacher."""

Embed = Callable[[Sequence[str]], npt.NDArray[np.floating]]
"""Embeddings of texts, as a teacher's, shape `(n, dim)`."""


@dataclass(frozen=True)
class ComparisonReport:
    """What `measure_chances` found.

    Attributes:
        all: Of all pairs.
        near: Of those that say much the same; None where no such pair differs.
        near_by: How that was told.
    """

    all: ChanceScores
    near: ChanceScores | None
    near_by: str


def measure_chances(
    rows: pd.DataFrame,
    *,
    engine: Engine,
    embed: Embed | None = None,
    on_rows: Callable[[int], None] = lambda _: None,
) -> ComparisonReport:
    """State the chance of pairs of posts of one account within 30 days, and look who got more.

    Args:
        rows: Of a `PropertyTable`, of accounts that neither predictor nor luck was fitted on.
        engine: A model with a predictor, and evidence that knows luck.
        embed: A teacher that says which posts say much the same; letters tell without one.
        on_rows: Called with the number of rows encoded since the last call.

    Raises:
        ValueError: It isn't known how much is luck, or there are no pairs.
    """
    predictor = first_predictor(engine)
    evidence = engine.evidence.get(predictor.info.name)
    if evidence is None or evidence.luck is None:
        raise ValueError(
            "evaluate comparison: expected a predictor with evidence on luck, got none; write it "
            "with optimize train evidence"
        )
    examples, pairs = encoded_pairs(rows, engine=engine, by_band=False, on_rows=on_rows)
    if embed is None:
        near = post_pairs(examples, by_band=True)
        near, told = near.where(near.nearness >= NEAR_LETTERS), f"letters, {NEAR_LETTERS}"
    else:
        embeddings = embed(examples.texts.tolist())
        near, told = pairs_alike(examples, embeddings, least=NEAR_MEANING), f"{NEAR_MEANING}"
        told = f"meaning, cosine {told}"
    predicted = predicted_and_got(examples, predictor)
    return ComparisonReport(
        _scores(pairs, examples, *predicted, luck=evidence.luck),
        _scores(near, examples, *predicted, luck=evidence.luck) if near.rows.size else None,
        f"{told} and more",
    )


def _scores(
    pairs: PostPairs,
    examples: Examples,
    predicted: npt.NDArray[np.float64],
    got: npt.NDArray[np.float64],
    *,
    luck: Luck,
) -> ChanceScores:
    left, right = pairs.rows
    differences = predicted[left] - predicted[right]
    chances = [
        luck.chance(difference, nearness=near)
        for difference, near in zip(differences.tolist(), pairs.nearness.tolist(), strict=True)
    ]
    came, owners = got[left] - got[right], examples.accounts.numpy()[left]
    return score_chances(np.array(chances), came, accounts=owners)
