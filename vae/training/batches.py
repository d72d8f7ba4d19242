"""Token ids in batches of one length each, so that compiled code meets few shapes."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import torch
from jaxtyping import Float, Int
from torch import Tensor

_LENGTHS = (16, 32, 48, 64)  # tokens; few, for code is compiled for each
_FEW = 0.1  # share of the texts that isn't worth the minute of compiling for another length


class Batch(NamedTuple):
    """A step's texts.

    Attributes:
        ids: Token ids, shape `(batch_size, length)`, int64, padded with 0.
        effects: Their labels, shape `(batch_size,)`; NaN where unknown or held out.
        embeddings: A teacher's sentence embeddings, shape `(batch_size, teacher_dim)`, NaN where a
            text has none; None without a teacher.
    """

    ids: Int[Tensor, "batch_size length"]
    effects: Float[Tensor, " batch_size"]
    embeddings: Float[Tensor, "batch_size teacher_dim"] | None


@dataclass(frozen=True)
class Bucket:
    """Texts of similar length.

    Attributes:
        ids: Token ids, shape `(texts, length)`, padded with 0.
        effects: Their labels, shape `(texts,)`; NaN where unknown.
        rows: Which of all texts they are, shape `(texts,)`.
        batch_size: How many of them make a batch.
    """

    ids: npt.NDArray[np.int32]
    effects: npt.NDArray[np.float32]
    rows: npt.NDArray[np.int64]
    batch_size: int


class TokenBatches:
    """An endless series of batches; the batch of a step depends on seed and step alone.

    So a resumed run goes on with the batches that the killed one would have seen.

    Args:
        sequences: Token ids of each text, end mark included, none longer than `max_tokens`.
        effects: A label for each text, NaN where unknown; all unknown by default.
        embeddings: A teacher's sentence embedding of each text, shape `(texts, teacher_dim)`, NaN
            where there is none.
        max_tokens: The longest length.
        batch_tokens: Tokens in a batch, padding included.
        seed: Of the random order.
        part: Which of `parts` processes this is: each takes its share of a larger batch.
        parts: How many processes train together.
        even_lengths: Show long texts as often as short ones. Otherwise steps are shared out by
            the number of texts: a short text teaches as much about the code as a long one and
            costs less.
        effect_passes: Give labels for so many passes over the texts, then no more.
    """

    def __init__(
        self,
        sequences: Sequence[Sequence[int]],
        effects: npt.NDArray[np.float32] | None = None,
        *,
        embeddings: npt.NDArray[np.float16] | None = None,
        max_tokens: int,
        batch_tokens: int,
        seed: int,
        part: int = 0,
        parts: int = 1,
        even_lengths: bool = False,
        effect_passes: float = math.inf,
    ) -> None:
        if effects is None:
            effects = np.full(len(sequences), np.nan, dtype=np.float32)
        self.buckets = make_buckets(
            sequences, effects, max_tokens=max_tokens, batch_tokens=batch_tokens
        )
        self.embeddings = embeddings
        self.seed = seed
        self.part = part
        self.parts = parts
        weights = np.array([b.ids.size if even_lengths else len(b.ids) for b in self.buckets])
        self.shares = weights / weights.sum()
        self.labelled_steps = effect_passes * self.steps_per_epoch

    @property
    def steps_per_epoch(self) -> int:
        """Steps that show, on average, as many texts as there are."""
        texts_a_step = self.parts * sum(
            share * bucket.batch_size
            for share, bucket in zip(self.shares, self.buckets, strict=True)
        )
        texts = sum(len(bucket.ids) for bucket in self.buckets)
        return max(1, round(float(texts / texts_a_step)))

    def __getitem__(self, step: int) -> Batch:
        """What a step shows."""
        random = np.random.default_rng((self.seed, step))
        bucket = self.buckets[random.choice(len(self.buckets), p=self.shares)]
        rows = random.integers(len(bucket.ids), size=bucket.batch_size * self.parts)
        rows = rows[self.part :: self.parts]
        ids = torch.from_numpy(bucket.ids[rows].astype(np.int64))
        effects = torch.from_numpy(bucket.effects[rows])
        if step >= self.labelled_steps:
            effects = torch.full_like(effects, math.nan)
        if self.embeddings is None:
            return Batch(ids, effects, None)
        taught = torch.from_numpy(self.embeddings[bucket.rows[rows]].astype(np.float32))
        return Batch(ids, effects, taught)


def make_buckets(
    sequences: Sequence[Sequence[int]],
    effects: npt.NDArray[np.float32],
    *,
    max_tokens: int,
    batch_tokens: int,
) -> list[Bucket]:
    """Sort token sequences into buckets by length; few texts of a length join longer ones."""
    lengths = np.fromiter(map(len, sequences), dtype=np.int64, count=len(sequences))
    limits = _limits(lengths, max_tokens)
    places = np.searchsorted(limits, lengths)
    buckets = []
    for place, limit in enumerate(limits):
        rows = np.flatnonzero(places == place)
        if len(rows):
            ids = np.zeros((len(rows), limit), dtype=np.int32)
            for row, source in enumerate(rows.tolist()):
                ids[row, : lengths[source]] = sequences[source]
            buckets.append(Bucket(ids, effects[rows], rows, max(2, batch_tokens // limit)))
    return buckets


def _limits(lengths: npt.NDArray[np.int64], max_tokens: int) -> list[int]:
    """The longest text of each bucket, ascending."""
    limits: list[int] = []
    for limit in (length for length in _LENGTHS if length < max_tokens):
        last = limits[-1] if limits else 0
        if np.mean((last < lengths) & (lengths <= limit)) >= _FEW:
            limits.append(limit)
    return [*limits, max_tokens]  # of which there may be no text
