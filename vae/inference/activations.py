"""Activation functions of T5's feed-forward layers."""

import math
from collections.abc import Callable

import torch
from jaxtyping import Float
from torch import Tensor, nn
from torch.nn import functional

_SOME = 2**14  # numbers from which on the sigmoid form is faster
_SLOPE = 2 * math.sqrt(2 / math.pi)  # twice the Tanh form's (Hendrycks & Gimpel 2016)
_START = torch.tensor(_SLOPE)


def gelu_new(x: Float[Tensor, "*shape"]) -> Float[Tensor, "*shape"]:
    """GELU by a Tanh (Hendrycks & Gimpel 2016); of many numbers as a sigmoid, in half the time."""
    if x.numel() < _SOME:
        return functional.gelu(x, approximate="tanh")
    return x * (x * torch.addcmul(_START, x, x, value=0.044715 * _SLOPE)).sigmoid()


ACTIVATIONS: dict[str, Callable[[Tensor], Tensor]] = {
    "gelu": functional.gelu,
    "gelu_new": gelu_new,
    "relu": functional.relu,
    "silu": functional.silu,
}


class GELU(nn.Module):
    """`gelu_new` as a module; in float32 even under autocast, as transformers' own is."""

    def forward(self, x: Float[Tensor, "*shape"]) -> Float[Tensor, "*shape"]:
        """GELU of each number."""
        return gelu_new(x.float())
