"""From a table to a trained predictor."""

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, replace
from pathlib import Path

import numpy as np
import pandas as pd
import torch

from tweetopt.datasets import find_kind
from tweetopt.datasets.tables import Columns
from tweetopt.predictors.baselines import BASELINE_ROWS
from tweetopt.predictors.evaluation import PredictorReport, evaluate_predictor
from tweetopt.predictors.examples import Examples
from tweetopt.predictors.head_fitting import fit_head
from tweetopt.predictors.near_duplicates import near_pairs, true_share
from tweetopt.predictors.regression import HeadCard, RegressionHead
from tweetopt.predictors.scales import Scale
from tweetopt.predictors.tables import (
    PropertyTable,
    encode_examples,
    read_property_table,
    unread_examples,
)
from tweetopt.vae import TextAutoencoder

_HELD_OUT_SHARE = 6
"""Of the rows at most, each of validation and calibration takes one in so many."""


@dataclass(frozen=True)
class PredictorFit:
    """What `fit_predictor` made.

    Attributes:
        head: The predictor.
        rows: Rows it was fitted on.
        others: All others of the table, by what became of them.
        notes: What a user should know of how the table was read, in sentences.
        renamed: As in `PropertyTable`.
        report: Figures on the validation accounts (or texts), beside the baselines.
        validation: Those rows.
    """

    head: RegressionHead
    rows: int
    others: dict[str, int]
    notes: tuple[str, ...]
    renamed: Mapping[str, str]
    report: PredictorReport
    validation: Examples


def fit_predictor(
    path: Path,
    *,
    property: str,  # noqa: A002  # the field's word
    columns: Columns,
    autoencoder: TextAutoencoder,
    scale: Scale | None = None,
    max_rows: int | None = None,
    members: int = 5,
    seed: int = 0,
    on_rows: Callable[[int], None] = lambda _: None,
) -> PredictorFit:
    """Train a regression head on a table.

    Args:
        path: A table as `datasets.read_table` takes it.
        property: The column to predict; also the predictor's name and unit.
        columns: Names of the other columns.
        autoencoder: The model whose codes the head reads.
        scale: The scale to predict on; None chooses it from the numbers.
        max_rows: Train on so many rows at most.
        members: Size of the ensemble.
        seed: Of the resampling.
        on_rows: Called with the number of rows encoded since the last call.

    Raises:
        FileNotFoundError: There is no such file.
        ValueError: The table lacks a column, numbers, or rows; or the numbers don't fit the scale.
    """
    kind = find_kind(autoencoder.kind)
    table = read_property_table(path, kind=kind, columns=columns, value=property, scale=scale)

    def encoded(split: str, most: int | None) -> Examples:
        rows = table.part(split, most=most)
        return encode_examples(rows, autoencoder=autoencoder, on_rows=on_rows)

    held_out = max_rows and max(1, max_rows // _HELD_OUT_SHARE)
    most = {"train": max_rows, "validation": held_out, "calibration": held_out}
    used = {split: encoded(split, rows) for split, rows in most.items()}
    train, validation, calibration = used.values()
    card = HeadCard(
        name=property,
        unit=property,
        scale=table.scale,
        latent_dim=autoencoder.latent_dim,
        n_members=members,
        fingerprint=autoencoder.fingerprint,
        training={"accounts": len(torch.unique(train.accounts)), "seed": seed},
    )
    head = fit_head(
        train,
        validation=validation,
        calibration=calibration,
        card=card,
        worded=unread_examples(table.part("train")),
        seed=seed,
    )
    head = _with_rewrite_share(head, table, autoencoder, on_rows)
    words = table.words(most=min(max_rows or BASELINE_ROWS, BASELINE_ROWS))
    report = evaluate_predictor(head, validation, words=words)
    figures = {f"validation_{name}": value for name, value in asdict(report.head).items()}
    head = replace(head, card=replace(head.card, figures=figures))
    others = _others(table, used, most)
    return PredictorFit(head, len(train), others, table.notes, table.renamed, report, validation)


def _others(
    table: PropertyTable, used: Mapping[str, Examples], most: Mapping[str, int | None]
) -> dict[str, int]:
    """What became of the rows that a head wasn't fitted on; together they are the whole table."""
    in_split = Counter(table.rows["split"])
    drawn = {each: min(in_split[each], most[each] or len(table.rows)) for each in used}
    reasons = {
        reason if reason == "retweets" else f"with {reason}": count
        for reason, count in table.skipped.items()
    }
    return {
        "to validate with": len(used["validation"]),
        "to calibrate with": len(used["calibration"]),
        "kept to evaluate with": in_split["test"] + in_split["judge"],
        **reasons,
        "too long for the model": sum(drawn[each] - len(used[each]) for each in used),
        "beyond --max-rows": sum(in_split[each] - drawn[each] for each in used),
    }


def _with_rewrite_share(
    head: RegressionHead,
    table: PropertyTable,
    autoencoder: TextAutoencoder,
    on_rows: Callable[[int], None],
) -> RegressionHead:
    """The head with the share of a rewrite's gain that came true on held-out accounts."""
    held = pd.concat([table.part(split) for split in ("validation", "calibration")])
    held = held[autoencoder.fits(held["text"].tolist())] if len(held) else held
    pairs = near_pairs(unread_examples(held))
    if not pairs.size:
        return head
    rows, places = np.unique(pairs, return_inverse=True)
    encoded = encode_examples(held.iloc[rows], autoencoder=autoencoder, on_rows=on_rows)
    share = true_share(head, encoded, places.reshape(pairs.shape))
    return replace(head, card=replace(head.card, rewrite_share=share))
