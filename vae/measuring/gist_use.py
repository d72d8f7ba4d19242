"""Whether the decoder uses the gist: what it writes as noise takes the detail away."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from jaxtyping import Float
from torch import Tensor

from tweetopt.vae.autoencoder import TextAutoencoder
from tweetopt.vae.geometry import blend, to_pre_tanh
from tweetopt.vae.teaching.teacher import Embeddings, Teacher

LEVELS = (0.3, 0.5, 0.7, 0.9)
"""Levels of the noise on the detail, 0 (none) to 1 (a prior sample); see `blend`."""


@dataclass(frozen=True)
class GistUse:
    """Mean cosines of a teacher's embeddings: of decoded texts to the encoded ones.

    Attributes:
        level: Of the noise on the detail, 0 to 1.
        kept: Decoded with the text's own gist, to the text.
        moved: Decoded with a gist as noisy as the detail, to the text.
        other: Decoded with another text's gist, to the text.
        to_other: The same decoded texts, to that other text.
        unchanged: Share of texts that come back exactly, with their own gist.
    """

    level: float
    kept: float
    moved: float
    other: float
    to_other: float
    unchanged: float


@torch.no_grad()
def measure_gist_use(
    autoencoder: TextAutoencoder,
    texts: Sequence[str],
    *,
    teacher: Teacher,
    levels: Sequence[float] = LEVELS,
    seed: int = 0,
) -> list[GistUse]:
    """Add more and more noise to the detail, and compare what is decoded.

    Args:
        autoencoder: A model whose code has a gist.
        texts: Masked held-out texts; each one's "other text" is the next.
        teacher: Whose embeddings stand for the meaning.
        levels: Of the noise on the detail.
        seed: Of the noise.

    Raises:
        ValueError: The code has no gist, or fewer than two texts can be embedded.
    """
    gist_dim = autoencoder.gist_dim
    if not gist_dim:
        raise ValueError("gist: expected a code with a gist, got one without parts")
    meant = teacher.embed(texts)
    rows = np.flatnonzero(np.isfinite(meant[:, 0])).tolist()
    if len(rows) < 2:
        raise ValueError(f"texts: expected at least 2 with words in them, got {len(rows)}")
    texts, meant = [texts[row] for row in rows], meant[rows]
    codes = to_pre_tanh(autoencoder.encode(texts))
    noise = torch.randn(codes.shape, generator=torch.Generator().manual_seed(seed))
    measured = []
    for level in levels:
        noisy = blend(codes, noise, level)
        own, others = codes[:, :gist_dim], codes[:, :gist_dim].roll(-1, 0)
        kept, moved, other = (
            _written(autoencoder, gist, noisy[:, gist_dim:])
            for gist in (own, noisy[:, :gist_dim], others)
        )
        others_embedded = teacher.embed(other)
        measured.append(
            GistUse(
                level=level,
                kept=_cosine(teacher.embed(kept), meant),
                moved=_cosine(teacher.embed(moved), meant),
                other=_cosine(others_embedded, meant),
                to_other=_cosine(others_embedded, np.roll(meant, -1, 0)),
                unchanged=float(np.mean([a == b for a, b in zip(kept, texts, strict=True)])),
            )
        )
    return measured


def _written(
    autoencoder: TextAutoencoder,
    gist: Float[Tensor, "texts gist_dim"],
    detail: Float[Tensor, "texts detail_dim"],
) -> list[str]:
    return autoencoder.decode(torch.cat([gist, detail], 1).tanh())


def _cosine(left: Embeddings, right: Embeddings) -> float:
    """Mean cosine; 0 for texts without an embedding."""
    return float(np.nan_to_num((left * right).sum(1)).mean())
