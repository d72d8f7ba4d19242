"""A weight matrix, multiplied in the way that is fastest on this processor."""

import torch
from torch import Tensor
from torch.nn import functional

_MANY = 16
"""From so many rows on, converting them to bfloat16 is worth it."""


class Matrix:
    """A weight that rows are multiplied by.

    Without AVX-512, matrix libraries compute `weight @ rows.T` for few rows in a half to a third of
    the time of `rows @ weight.T`; with AVX-512 it's the other way round.

    Args:
        weight: Float32, shape `(outputs, inputs)`.
        offset: Added to what comes out, shape `(outputs,)`.
        bf16: Multiply many rows in bfloat16.
    """

    def __init__(self, weight: Tensor, offset: Tensor | None = None, *, bf16: bool = False) -> None:
        self._weight = weight
        self._offset = offset
        self._half = weight.bfloat16() if bf16 else None
        self._on_the_right = torch.backends.cpu.get_cpu_capability().startswith("AVX512")

    def __call__(self, x: Tensor) -> Tensor:
        """Rows `(..., inputs)` as `(..., outputs)`, in their own type.

        Rows may be cut short where zeros would follow.
        """
        out = self.product(x).to(x.dtype)
        return out if self._offset is None else out + self._offset

    def product(self, x: Tensor) -> Tensor:
        """The same without the offset, in the type that it was computed in."""
        width = x.shape[-1]
        if self._half is not None and x.numel() >= _MANY * width:
            return functional.linear(x.to(self._half.dtype), self._half[:, :width])
        weight = self._weight[:, :width]
        if self._on_the_right:
            return functional.linear(x, weight)
        product = (weight @ x.reshape(-1, width).t()).t()
        return product.view(*x.shape[:-1], len(weight))
