"""Token ids in batches of one length each, so that compiled code meets few shapes."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor

_LENGTHS = (32, 48, 64)


@dataclass(frozen=True)
class Bucket:
    """Texts of similar length.

    Attributes:
        ids: Token ids, shape `(texts, length)`, padded with 0.
        batch_size: How many of them make a batch.
    """

    ids: npt.NDArray[np.int32]
    batch_size: int


class TokenBatches:
    """An endless series of batches; the batch of a step depends on seed and step alone.

    So a resumed run goes on with the batches that the killed one would have seen.

    Args:
        sequences: Token ids of each text, end mark included, none longer than `max_tokens`.
        max_tokens: The longest length.
        batch_tokens: Tokens in a batch, padding included.
        seed: Of the random order.
    """

    def __init__(
        self,
        sequences: Sequence[Sequence[int]],
        *,
        max_tokens: int,
        batch_tokens: int,
        seed: int,
    ) -> None:
        self.buckets = make_buckets(sequences, max_tokens=max_tokens, batch_tokens=batch_tokens)
        self.seed = seed
        # A short text teaches as much about the code as a long one and costs less: steps are
        # shared out by the number of batches, divided by their length.
        weights = np.array([len(b.ids) / b.batch_size / b.ids.shape[1] for b in self.buckets])
        self.shares = weights / weights.sum()

    @property
    def steps_per_epoch(self) -> int:
        """Steps that show, on average, as many texts as there are."""
        texts_a_step = sum(
            share * bucket.batch_size
            for share, bucket in zip(self.shares, self.buckets, strict=True)
        )
        texts = sum(len(bucket.ids) for bucket in self.buckets)
        return max(1, round(float(texts / texts_a_step)))

    def __getitem__(self, step: int) -> Tensor:
        """The token ids of a step's batch, shape `(batch_size, length)`, int64."""
        random = np.random.default_rng((self.seed, step))
        bucket = self.buckets[random.choice(len(self.buckets), p=self.shares)]
        rows = random.integers(len(bucket.ids), size=bucket.batch_size)
        return torch.from_numpy(bucket.ids[rows].astype(np.int64))


def make_buckets(
    sequences: Sequence[Sequence[int]], *, max_tokens: int, batch_tokens: int
) -> list[Bucket]:
    """Sort token sequences into buckets by length, leaving out empty buckets."""
    limits = [length for length in _LENGTHS if length < max_tokens] + [max_tokens]
    lengths = np.fromiter(map(len, sequences), dtype=np.int64, count=len(sequences))
    places = np.searchsorted(limits, lengths)
    buckets = []
    for place, limit in enumerate(limits):
        rows = np.flatnonzero(places == place)
        if len(rows):
            ids = np.zeros((len(rows), limit), dtype=np.int32)
            for row, source in enumerate(rows.tolist()):
                ids[row, : lengths[source]] = sequences[source]
            buckets.append(Bucket(ids, max(2, batch_tokens // limit)))
    return buckets
