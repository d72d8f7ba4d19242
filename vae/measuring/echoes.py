"""Memorised texts: how often a model repeats its training data word for word."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import torch

from tweetopt.vae.autoencoder import TextAutoencoder
from tweetopt.vae.divergence import sample_prior
from tweetopt.vae.measuring.smoothness import TEMPERATURE

RUN = 12
"""Tokens in a row that two texts hardly share by chance."""
SAMPLES = 1_000
"""Texts that are written: a share of 1% has a standard error of 0.3%."""
_FACTOR = np.uint64(0x9E3779B97F4A7C15)  # odd; 2^64 over the golden ratio (Knuth 1973, 6.4)
_BATCH = 50_000  # texts that are tokenised at once

Hashes = npt.NDArray[np.uint64]


@dataclass(frozen=True)
class EchoReport:
    """What `evaluate_echoes` measured.

    Attributes:
        learned_texts: Training texts that were searched.
        samples: Texts decoded from prior samples, greedily, and as many at a temperature.
        prior: Share of greedy ones with `RUN` tokens in a row of a training text.
        drawn: The same of those at a temperature.
        real: The same of held-out texts, as a baseline: people repeat each other, too.
    """

    learned_texts: int
    samples: int
    prior: float
    drawn: float
    real: float


def evaluate_echoes(
    autoencoder: TextAutoencoder,
    texts: Sequence[str],
    *,
    training: Sequence[str],
    samples: int = SAMPLES,
    seed: int = 0,
) -> EchoReport:
    """Count the texts that repeat `RUN` or more tokens in a row of a training text.

    Args:
        autoencoder: The model.
        texts: Masked texts that training never saw.
        training: Masked texts of training.
        samples: How many texts to write from random codes.
        seed: Of the codes, and the drawing.

    Raises:
        ValueError: There are no texts, or none of training.
    """
    if not (len(texts) and len(training)):
        raise ValueError("echoes: expected texts, and texts of training, got none")
    known = np.unique(
        np.concatenate(
            [
                _runs(autoencoder.tokenize(training[start : start + _BATCH]))
                for start in range(0, len(training), _BATCH)
            ]
        )
    )

    def echoes(ids: Sequence[int]) -> bool:
        runs = _runs([ids])
        places = np.searchsorted(known, runs).clip(max=max(len(known) - 1, 0))
        return bool(len(known) and (known[places] == runs).any())

    def share(written: Sequence[str]) -> float:
        return sum(map(echoes, autoencoder.tokenize(written))) / len(written)

    codes = sample_prior(
        samples, autoencoder.latent_dim, generator=torch.Generator().manual_seed(seed)
    )
    return EchoReport(
        learned_texts=len(training),
        samples=samples,
        prior=share(autoencoder.decode(codes)),
        drawn=share(autoencoder.decode(codes, temperature=TEMPERATURE, seed=seed)),
        real=share(texts),
    )


def _runs(rows: Sequence[Sequence[int]]) -> Hashes:
    """Hashes of all runs of `RUN` tokens within texts, end marks left out."""
    lengths = np.array([max(len(ids) - 1, 0) for ids in rows])
    tokens = np.concatenate([np.asarray(ids[:-1], dtype=np.uint64) for ids in rows])
    places = np.arange(max(len(tokens) - RUN + 1, 0))
    ends = np.repeat(np.cumsum(lengths), lengths)  # where each token's text ends
    places = places[places + RUN <= ends[places]]
    hashes: Hashes = np.zeros(len(places), dtype=np.uint64)
    for offset in range(RUN):
        hashes = (hashes + tokens[places + offset] + np.uint64(1)) * _FACTOR
    return hashes
