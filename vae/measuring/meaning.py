"""A linear probe: how well a ridge regression on codes predicts a teacher's embeddings."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import compress
from typing import Literal

import numpy as np
import numpy.typing as npt

from tweetopt.vae.autoencoder import TextAutoencoder
from tweetopt.vae.geometry import to_pre_tanh
from tweetopt.vae.teaching.teacher import Teacher

LEARNED, MEASURED = 40_000, 8_000
"""Training and held-out texts that a caller need not exceed."""
Part = Literal["gist", "detail", "both"]
_PENALTIES = (1e-4, 1e-3, 1e-2, 1e-1, 1.0, 10.0)  # of the ridge, in mean variances of a code
_CHOOSING = 5  # one in so many training texts validates the penalty
_POOL = 2_000  # candidates of a retrieval: more would make numbers of small tables incomparable
_TIE = 1e-6  # difference of cosines that is rounding

Array = npt.NDArray[np.float64]


@dataclass(frozen=True)
class MeaningScores:
    """How well a part of the code predicts a teacher's embeddings of held-out texts.

    Attributes:
        part: Of the code: "gist", "detail", or "both".
        cosine: Mean cosine of predicted and true embeddings.
        right: Top-1 retrieval: share whose true embedding is the nearest among `of`, by cosine.
        of: Held-out texts in a retrieval; chance is 1 / of.
        baseline: Mean cosine of the training texts' mean embedding and the true ones.
    """

    part: Part
    cosine: float
    right: float
    of: int
    baseline: float


def measure_meaning(
    autoencoder: TextAutoencoder,
    *,
    train: Sequence[str],
    held_out: Sequence[str],
    teacher: Teacher,
    gist_dim: int,
) -> list[MeaningScores]:
    """Probe the codes of a model for a teacher's embeddings.

    Args:
        autoencoder: The model.
        train: Masked texts to fit the linear map on.
        held_out: Masked texts that neither the map nor the model saw.
        teacher: What embeds them.
        gist_dim: Numbers of the code that are its gist, the first ones; 0 where it has no parts.

    Returns:
        For the gist, the detail and both together, or for the whole of a code without parts.

    Raises:
        ValueError: Too few texts fit the model and can be embedded.
    """
    learned = _pairs(autoencoder, train, teacher)
    measured = _pairs(autoencoder, held_out, teacher)
    return score_codes(*learned, *measured, gist_dim=gist_dim)


def score_codes(
    codes: Array, embeddings: Array, held_codes: Array, held_embeddings: Array, *, gist_dim: int
) -> list[MeaningScores]:
    """The same for codes and embeddings that are there.

    Args:
        codes: Of training texts, before their Tanh, shape `(n, latent_dim)`.
        embeddings: Theirs, unit vectors, shape `(n, dim)`.
        held_codes: Of held-out texts, shape `(m, latent_dim)`.
        held_embeddings: Theirs, shape `(m, dim)`.
        gist_dim: As for `measure_meaning`.

    Raises:
        ValueError: There are fewer than 10 training or 2 held-out rows.
    """
    if len(codes) < 2 * _CHOOSING or len(held_codes) < 2:
        raise ValueError(
            f"meaning: expected at least {2 * _CHOOSING} training and 2 held-out texts that fit "
            f"the model and have words, got {len(codes)} and {len(held_codes)}; use a larger table"
        )
    baseline = float((held_embeddings @ _unit(embeddings.mean(0))).mean())
    scores = []
    for part, columns in _parts(gist_dim).items():
        predicted = _regress(codes[:, columns], embeddings, held_codes[:, columns])
        cosine = float((predicted * held_embeddings).sum(1).mean())
        right, of = _share_right(predicted, held_embeddings)
        scores.append(MeaningScores(part, cosine, right, of, baseline))
    return scores


def _parts(gist_dim: int) -> dict[Part, slice]:
    if not gist_dim:
        return {"both": slice(None)}
    return {"gist": slice(gist_dim), "detail": slice(gist_dim, None), "both": slice(None)}


def _pairs(
    autoencoder: TextAutoencoder, texts: Sequence[str], teacher: Teacher
) -> tuple[Array, Array]:
    """Codes before their Tanh, and embeddings, of the texts that have both."""
    fitting = [text for text in compress(texts, autoencoder.fits(texts)) if text.strip()]
    embeddings = teacher.embed(fitting).astype(np.float64)
    filled = np.isfinite(embeddings[:, 0])
    codes = to_pre_tanh(autoencoder.encode(list(compress(fitting, filled)), fast=True))
    return codes.numpy().astype(np.float64), embeddings[filled]


def _regress(codes: Array, embeddings: Array, held_codes: Array) -> Array:
    """Predicted unit vectors of held-out codes; a fifth of the training rows picks the penalty."""
    choosing = np.arange(len(codes)) % _CHOOSING == 0
    tried = _ridges(codes[~choosing], embeddings[~choosing], codes[choosing], _PENALTIES)
    cosines = [float((each * embeddings[choosing]).sum()) for each in tried]
    best = _PENALTIES[int(np.argmax(cosines))]
    return _ridges(codes, embeddings, held_codes, [best])[0]


def _ridges(
    codes: Array, embeddings: Array, others: Array, penalties: Sequence[float]
) -> list[Array]:
    """Predicted unit vectors of other codes, for each penalty, in units of mean variance."""
    mean, middle = codes.mean(0), embeddings.mean(0)
    centred = codes - mean
    values, vectors = np.linalg.eigh(centred.T @ centred / len(codes))
    products = vectors.T @ (centred.T @ (embeddings - middle)) / len(codes)
    rotated = (others - mean) @ vectors
    unit = max(float(values.mean()), np.finfo(np.float64).tiny)
    return [
        _unit(rotated @ (products / (values.clip(min=0) + penalty * unit)[:, None]) + middle)
        for penalty in penalties
    ]


def _share_right(predicted: Array, right: Array) -> tuple[float, int]:
    """How often the true row is the nearest in its pool, ties counted; and the pool's size."""
    of = min(_POOL, len(right))
    found = 0
    pools = len(right) // of
    for start in range(0, pools * of, of):
        cosines = predicted[start : start + of] @ right[start : start + of].T
        found += int((cosines.diagonal() >= cosines.max(1) - _TIE).sum())
    return found / (pools * of), of


def _unit(rows: Array) -> Array:
    lengths = np.linalg.norm(rows, axis=-1, keepdims=True)
    unit: Array = rows / np.maximum(lengths, np.finfo(np.float64).tiny)
    return unit
