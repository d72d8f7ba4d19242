"""What a teacher's sentence embeddings ask of gists."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor, nn
from torch.nn import functional

from tweetopt.vae.distributed import gather_rows

_TEMPERATURE = 0.1  # of similarities: a neighbour at 0.3 less counts a twentieth
_SAMPLE = 100_000  # embeddings to find principal components in
_LEAST = 1e-6
_NEVER = -1e4  # a logit; infinity would have no gradient


@dataclass(frozen=True)
class Components:
    """The first principal components of sentence embeddings, their scale half evened out.

    Whole, the first of them would be all that a cosine sees; evened out wholly, the last would
    count as much, which are mostly noise.

    Attributes:
        mean: Of the embeddings, shape `(teacher_dim,)`.
        projection: From embeddings less their mean, shape `(teacher_dim, components)`.
    """

    mean: Tensor
    projection: Tensor

    @classmethod
    def of(cls, embeddings: npt.NDArray[np.float16], *, count: int, seed: int = 0) -> "Components":
        """Find them in embeddings `(texts, teacher_dim)`, NaN where a text has none.

        Raises:
            ValueError: There are too few embeddings for so many components.
        """
        known = np.flatnonzero(np.isfinite(embeddings[:, 0]))
        if len(known) <= count or embeddings.shape[1] < count:
            raise ValueError(
                f"teacher: expected more than {count} embeddings of at least {count} numbers, for "
                f"as many components, got {len(known)} of {embeddings.shape[1]}; "
                "embed more texts, or make the gist smaller"
            )
        if len(known) > _SAMPLE:
            known = np.random.default_rng(seed).choice(known, size=_SAMPLE, replace=False)
        rows = torch.from_numpy(embeddings[known]).double()
        mean = rows.mean(0)
        values, vectors = torch.linalg.eigh(torch.cov((rows - mean).T))
        largest = vectors[:, -count:].flip(1)
        spread = values[-count:].flip(0).clamp_min(_LEAST**2).sqrt()
        return cls(mean.float(), (largest / spread.sqrt()).float())


class GistLoss(nn.Module):
    """How far gists are from what a teacher says of the texts.

    Three terms, each 0 at best and about 1 for gists that know nothing: 1 - cosine between gist and
    the teacher's components; the cross-entropy by which the batch's texts near a gist differ from
    those near its text's components (relational distillation: Fang et al. 2021, SEED), over the
    logarithm of their number; and 1 - cosine between what a linear layer reads out of the gist and
    the embedding, less the mean of all.

    Args:
        components: Of the training texts' embeddings. Saved with a run's checkpoints.
    """

    mean: Tensor
    projection: Tensor

    def __init__(self, components: Components) -> None:
        super().__init__()
        self.register_buffer("mean", components.mean)
        self.register_buffer("projection", components.projection)

    def forward(self, gists: Tensor, read_out: Tensor, embeddings: Tensor) -> Tensor:
        """The sum of the terms, over the texts that have an embedding.

        Args:
            gists: Before their Tanh, shape `(batch, gist_dim)`.
            read_out: What the readout makes of them, shape `(batch, teacher_dim)`.
            embeddings: The teacher's, unit length, NaN where there is none; as `read_out`.
        """
        known = embeddings.isfinite().all(1)
        centred = embeddings.float().nan_to_num() - self.mean
        wanted = functional.normalize(centred @ self.projection, dim=1)
        got = functional.normalize(gists.float(), dim=1)
        by_text = 1 - (got * wanted).sum(1)
        by_text = by_text + _disagreement(got, wanted, known)
        by_text = by_text + 1 - functional.cosine_similarity(read_out.float(), centred)
        return (by_text * known).sum() / known.sum().clamp_min(1)


def _disagreement(got: Tensor, wanted: Tensor, known: Tensor) -> Tensor:
    """How differently gists and components choose their neighbours, shape `(batch,)`."""
    others, counting = gather_rows(wanted), gather_rows(known.float()) > 0
    by_gist = (got @ others.T / _TEMPERATURE).masked_fill(~counting, _NEVER)
    by_teacher = (wanted @ others.T / _TEMPERATURE).masked_fill(~counting, _NEVER)
    divergence = functional.kl_div(
        by_gist.log_softmax(1), by_teacher.log_softmax(1), reduction="none", log_target=True
    )
    return divergence.sum(1) / counting.sum().clamp_min(2).log()
