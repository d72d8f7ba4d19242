"""The cross-entropy of a vocabulary's logits, which are never held all at once."""

from typing import Any

import torch
from torch import Tensor, nn

IGNORED = -100  # the label of positions that don't count, as in `nn.functional.cross_entropy`
_ROWS = 512  # whose logits fit a processor's cache


def linear_cross_entropy(features: Tensor, weight: Tensor, labels: Tensor) -> Tensor:
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
        logits = nn.functional.linear(features, weight).float()
        total = nn.functional.cross_entropy(logits, labels, ignore_index=IGNORED, reduction="sum")
        return total / labels.ne(IGNORED).sum().clamp_min(1)
    nats: Tensor = _nats_and_gradients(features, weight, labels)[0]
    return nats


# One opaque operator, for compiled code would unroll the loop.
@torch.library.custom_op("tweetopt::linear_cross_entropy", mutates_args=())
def _nats_and_gradients(
    features: Tensor, weight: Tensor, labels: Tensor
) -> tuple[Tensor, Tensor, Tensor]:
    """The mean and its gradients by features and weight."""
    rows = labels.ne(IGNORED).nonzero()[:, 0]
    inputs, targets = features[rows], labels[rows, None]
    count = max(1, len(rows))
    nats = torch.zeros((), dtype=torch.float32)
    by_logits = features.new_empty(len(rows), len(weight))
    for start in range(0, len(rows), _ROWS):
        part, target = inputs[start : start + _ROWS], targets[start : start + _ROWS]
        log_probs = torch.log_softmax((part @ weight.T).float(), dim=-1)
        nats -= log_probs.gather(1, target).sum()
        softmax = log_probs.exp_()
        softmax.scatter_add_(1, target, softmax.new_full(target.shape, -1.0))
        by_logits[start : start + _ROWS] = softmax
    by_features = torch.zeros_like(features)
    by_features[rows] = (by_logits @ weight) / count
    by_weight = (by_logits.T @ inputs) / count
    return nats / count, by_features, by_weight


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
