"""From a table to a trained predictor."""

from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from pathlib import Path

import numpy as np
import pandas as pd
import torch

from tweetopt.datasets import find_kind
from tweetopt.optimizer.tables import (
    Columns,
    Records,
    encode_examples,
    read_records,
    unread_examples,
)
from tweetopt.predictors.baselines import BASELINE_ROWS
from tweetopt.predictors.evaluation import PredictorReport, evaluate_predictor
from tweetopt.predictors.examples import Examples
from tweetopt.predictors.near_texts import near_pairs, true_share
from tweetopt.predictors.regression import HeadCard, RegressionHead
from tweetopt.predictors.scales import Scale
from tweetopt.predictors.training import fit_head
from tweetopt.vae import TextAutoencoder

_HELD_OUT_SHARE = 6


@dataclass(frozen=True)
class PredictorFit:
    """What `fit_predictor` made.

    Attributes:
        head: The predictor.
        rows: Rows it was fitted on.
        skipped: Rows left out, by reason.
        report: Figures on the validation accounts (or texts), beside the baselines.
        validation: Those rows.
    """

    head: RegressionHead
    rows: int
    skipped: dict[str, int]
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
    records = read_records(
        path,
        kind=find_kind(autoencoder.kind),
        columns=columns,
        value=property,
        scale=scale,
    )
    most = {
        "train": max_rows,
        "validation": max_rows and max(1, max_rows // _HELD_OUT_SHARE),
        "calibration": max_rows and max(1, max_rows // _HELD_OUT_SHARE),
    }
    examples = {
        split: encode_examples(
            records.part(split, most=limit), autoencoder=autoencoder, on_rows=on_rows
        )
        for split, limit in most.items()
    }
    card = HeadCard(
        name=property,
        unit=property,
        scale=records.scale,
        latent_dim=autoencoder.latent_dim,
        n_members=members,
        fingerprint=autoencoder.fingerprint,
        training={"accounts": len(torch.unique(examples["train"].accounts)), "seed": seed},
    )
    head = fit_head(
        examples["train"],
        validation=examples["validation"],
        calibration=examples["calibration"],
        card=card,
        worded=unread_examples(records.part("train")),
        seed=seed,
    )
    head = _with_rewrite_share(head, records, autoencoder, on_rows)
    words = records.words(most=min(max_rows or BASELINE_ROWS, BASELINE_ROWS))
    report = evaluate_predictor(head, examples["validation"], words=words)
    figures = {f"validation_{name}": value for name, value in asdict(report.head).items()}
    head = replace(head, card=replace(head.card, figures=figures))
    return PredictorFit(
        head, len(examples["train"]), records.skipped, report, examples["validation"]
    )


def _with_rewrite_share(
    head: RegressionHead,
    records: Records,
    autoencoder: TextAutoencoder,
    on_rows: Callable[[int], None],
) -> RegressionHead:
    """The head, told by held-out accounts how much of a rewrite's gain comes true."""
    held = pd.concat([records.part(split) for split in ("validation", "calibration")])
    held = held[autoencoder.fits(held["text"].tolist())] if len(held) else held
    pairs = near_pairs(unread_examples(held))
    if not pairs.size:
        return head
    rows, places = np.unique(pairs, return_inverse=True)
    encoded = encode_examples(held.iloc[rows], autoencoder=autoencoder, on_rows=on_rows)
    share = true_share(head, encoded, places.reshape(pairs.shape))
    return replace(head, card=replace(head.card, rewrite_share=share))
