"""The loss that distils a teacher's sentence embeddings into gists."""

import torch
from jaxtyping import Bool, Float
from torch import Tensor, nn
from torch.nn import functional

from tweetopt.vae.shapes import PerText, Scalar
from tweetopt.vae.teaching.components import Components
from tweetopt.vae.training.distributed import gather_rows

_TEMPERATURE = 0.1  # of similarities: a neighbour at 0.3 less counts a twentieth
_NEVER = -1e4  # logit of texts that don't count; minus infinity would give NaN gradients


class GistLoss(nn.Module):
    """How far gists are from a teacher's embeddings.

    Three terms, each 0 at best and about 1 for uninformative gists: 1 - cosine between gist and the
    teacher's principal components; the KL divergence between two softmaxes over similarities to
    the batch's texts, of components and of gists (relational distillation: Fang et al. 2021, SEED),
    over the logarithm of their number; and 1 - cosine between a linear readout of the gist and the
    embedding less the mean of all.

    Args:
        components: Of the training texts' embeddings. Saved with a run's checkpoints.
    """

    mean: Float[Tensor, " teacher_dim"]
    projection: Float[Tensor, "teacher_dim gist_dim"]

    def __init__(self, components: Components) -> None:
        super().__init__()
        self.register_buffer("mean", torch.from_numpy(components.mean))
        self.register_buffer("projection", torch.from_numpy(components.projection))

    def forward(
        self,
        gists: Float[Tensor, "batch gist_dim"],
        read_out: Float[Tensor, "batch teacher_dim"],
        embeddings: Float[Tensor, "batch teacher_dim"],
    ) -> Scalar:
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


def _disagreement(
    got: Float[Tensor, "batch gist_dim"],
    wanted: Float[Tensor, "batch gist_dim"],
    known: Bool[Tensor, " batch"],
) -> PerText:
    """KL divergence of the gists' similarities to other texts from the components', by text."""
    others, counting = gather_rows(wanted), gather_rows(known.float()) > 0
    by_gist = (got @ others.T / _TEMPERATURE).masked_fill(~counting, _NEVER)
    by_teacher = (wanted @ others.T / _TEMPERATURE).masked_fill(~counting, _NEVER)
    divergence = functional.kl_div(
        by_gist.log_softmax(1), by_teacher.log_softmax(1), reduction="none", log_target=True
    )
    return divergence.sum(1) / counting.sum().clamp_min(2).log()
