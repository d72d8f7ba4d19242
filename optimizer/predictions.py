"""Predictions of texts that were decoded."""

from collections.abc import Mapping, Sequence
from itertools import compress

from tweetopt.optimizer.engine import Engine
from tweetopt.predictors import Prediction


def encodable(texts: Sequence[str], *, engine: Engine) -> list[bool]:
    """Whether each masked text can be encoded: neither empty, nor broken, nor too long."""
    fits = engine.autoencoder.fits(texts) if texts else []
    return [
        fit and bool(text.strip()) and "\ufffd" not in text
        for fit, text in zip(fits, texts, strict=True)
    ]


def predict_texts(
    texts: Sequence[str], *, engine: Engine, account_median: float | None = None
) -> list[Mapping[str, Prediction]]:
    """Encode decoded texts again, and predict them as they are written.

    Args:
        texts: n masked texts.
        engine: Model and predictors, perhaps none.
        account_median: What the account usually gets, in the first predictor's unit.

    Returns:
        n mappings from property to prediction; empty ones for texts that can't be encoded.
    """
    good = encodable(texts, engine=engine)
    found: list[Mapping[str, Prediction]] = [{} for _ in texts]
    rows = list(compress(range(len(texts)), good))
    if rows and engine.predictors:
        fine = [texts[row] for row in rows]
        predicted = engine.predict_latents(
            engine.autoencoder.encode(fine),
            texts=fine,
            account_medians=[account_median] * len(rows),
        )
        for row, predictions in zip(rows, predicted, strict=True):
            found[row] = predictions
    return found
