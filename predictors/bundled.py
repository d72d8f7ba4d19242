"""The predictors that come with the package, as the entry points of `tweetopt.predictors`."""

from importlib import resources
from pathlib import Path

from tweetopt.predictors.base import PropertyPredictor


def likes(fingerprint: str) -> PropertyPredictor:
    """Likes of a tweet, fitted on the codes of the bundled model `tweets`.

    Args:
        fingerprint: Of the latent space that it is wanted for.

    Raises:
        ValueError: It is another latent space.
    """
    from tweetopt.predictors.registry import load_predictor

    folder = Path(str(resources.files("tweetopt.predictors"))) / "pretrained" / "likes"
    return load_predictor(folder, fingerprint=fingerprint)
