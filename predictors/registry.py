"""Predictors by folder or bundled name, bound to the latent space they were fitted on."""

from pathlib import Path

from tweetopt.predictors.base import PropertyPredictor
from tweetopt.predictors.regression import HEAD_FILES, RegressionHead
from tweetopt.vae.folders import find_folder

DEFAULT_PREDICTOR = "likes"


def load_predictor(name_or_folder: str | Path, *, fingerprint: str) -> PropertyPredictor:
    """Load a predictor for the latent space of a model.

    Args:
        name_or_folder: A folder, or the name of a bundled predictor.
        fingerprint: The model's `TextAutoencoder.fingerprint`.

    Raises:
        FileNotFoundError: There is no such predictor, or a file is missing.
        ValueError: A file is damaged, or the predictor belongs to another latent space.
    """
    folder = find_folder(
        name_or_folder, package="tweetopt.predictors", kind="predictor", files=HEAD_FILES
    )
    head = RegressionHead.load(folder)
    if head.fingerprint != fingerprint:
        raise ValueError(
            f"predictor {folder}: expected one for latent space {fingerprint}, got one for "
            f"{head.fingerprint}; train it on this model"
        )
    return head
