"""The cross-entropy of a vocabulary's logits, which are never held all at once."""

from typing import Any

import torch
from jaxtyping import Float, Int
from torch import Tensor
from torch.nn import functional

from tweetopt.vae.shapes import Scalar

IGNORED = -100  # the label of positions that don't count, as in `torch.nn.functional.cross_entropy`
_ROWS = 512  # whose logits fit a processor's cache
_STEP = 128  # numbers of rows are multiples of this


def linear_cross_entropy(
    features: Float[Tensor, "rows width"],
    weight: Float[Tensor, "vocabulary width"],
    labels: Int[Tensor, " rows"],
) -> Scalar:
    """Mean nats of labels under `softmax(features @ weight.T)`, for training.

    On a processor, most of a plain cross-entropy's time is memory traffic: logits of 8,192 tokens
    are written and read again several times, those of padding too. Here the logits of a few rows
    are made, turned into gradients and left; rows that are ignored cost nothing.

    Args:
        features: Shape `(rows, width)`.
        weight: Shape `(vocabulary, width)`.
        labels: Shape `(rows,)`, int64; `IGNORED` where a row doesn't count.

    Returns:
        A float32 scalar; 0 where no row counts.
    """
    if torch.is_autocast_enabled(features.device.type):
        dtype = torch.get_autocast_dtype(features.device.type)
        features, weight = features.to(dtype), weight.to(dtype)
    if features.device.type != "cpu":
        logits = functional.linear(features, weight).float()
        total = functional.cross_entropy(logits, labels, ignore_index=IGNORED, reduction="sum")
        return total / labels.ne(IGNORED).sum().clamp_min(1)
    nats: Tensor = _nats_and_gradients(features, weight, labels)[0]
    return nats


def by_blocks(features: Tensor, weight: Tensor, labels: Tensor) -> tuple[Tensor, Tensor, Tensor]:
    """The mean and its gradients by features and weight."""
    counting = labels.ne(IGNORED).nonzero()[:, 0]
    nats = torch.zeros((), dtype=torch.float32)
    by_features = torch.zeros_like(features)
    by_weight = torch.zeros(weight.shape, dtype=torch.float32)
    for rows in torch.split(counting, _ROWS):
        # The matrix library remembers something of 10 MB and more for each number of rows that it
        # meets: so there are only few such numbers, and what is too much is thrown away.
        inputs = functional.pad(features[rows], (0, 0, 0, -len(rows) % _STEP))
        softmax = torch.softmax(inputs @ weight.T, dim=-1)  # in one pass, whatever the type
        targets = torch.arange(len(rows)), labels[rows]
        probs = softmax[targets].float().clamp_min(torch.finfo(torch.float32).tiny)
        softmax[targets] = 0
        others = softmax[: len(rows)].sum(-1)  # 1 - probs, but exact where that is next to nothing
        nats -= torch.where(probs < 0.5, probs.log(), (-others.float()).log1p()).sum()
        softmax[targets] = -others  # now the gradient by the logits
        by_features[rows] = (softmax @ weight)[: len(rows)]
        by_weight += softmax.T @ inputs  # beyond the rows, the inputs are 0
    count = max(1, len(counting))
    return nats / count, by_features / count, (by_weight / count).to(weight.dtype)


# One opaque operator, for compiled code would unroll the loop.
_nats_and_gradients = torch.library.custom_op("tweetopt::linear_cross_entropy", mutates_args=())(
    by_blocks
)


@_nats_and_gradients.register_fake
def _shapes(features: Tensor, weight: Tensor, _: Tensor) -> tuple[Tensor, Tensor, Tensor]:
    nats = features.new_empty((), dtype=torch.float32)
    return nats, torch.empty_like(features), torch.empty_like(weight)


def _keep_gradients(ctx: Any, inputs: tuple[Tensor, ...], output: tuple[Tensor, ...]) -> None:
    del inputs  # the gradients are all that is needed
    ctx.save_for_backward(*output[1:])


def _backward(ctx: Any, by_nats: Tensor, *_: Tensor) -> tuple[Tensor, Tensor, None]:
    by_features, by_weight = (kept * by_nats.to(kept.dtype) for kept in ctx.saved_tensors)
    return by_features, by_weight, None


_nats_and_gradients.register_autograd(_backward, setup_context=_keep_gradients)
