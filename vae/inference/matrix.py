"""A weight matrix, multiplied in the way that is fastest on this processor."""

import torch
from jaxtyping import Float
from torch import Tensor
from torch.nn import functional

MANY = 16
"""Rows from which on a product in bfloat16 is faster than in float32."""
_BLOCK = 1024
"""The most rows in a product of bfloat16."""


class Matrix:
    """A weight that rows are multiplied by.

    Without AVX-512, matrix libraries compute `weight @ rows.T` for few rows in a half to a third of
    the time of `rows @ weight.T`; with AVX-512 it's the other way round.

    Args:
        weight: Float32, shape `(outputs, inputs)`.
        offset: Added to what comes out, shape `(outputs,)`.
        bf16: Multiply many rows in bfloat16.
    """

    def __init__(
        self,
        weight: Float[Tensor, "outputs inputs"],
        offset: Float[Tensor, " outputs"] | None = None,
        *,
        bf16: bool = False,
    ) -> None:
        self._weight = weight
        self._offset = offset
        self._half = weight.bfloat16() if bf16 else None
        self._on_the_right = torch.backends.cpu.get_cpu_capability().startswith("AVX512")

    def __call__(self, x: Float[Tensor, "*rows inputs"]) -> Float[Tensor, "*rows outputs"]:
        """Rows `(..., inputs)`, of either type, as `(..., outputs)` in float32.

        Rows may be cut short where zeros would follow.
        """
        out = self.product(x).float()
        return out if self._offset is None else out + self._offset

    def product(self, x: Float[Tensor, "*rows inputs"]) -> Float[Tensor, "*rows outputs"]:
        """The same without the offset, in the type that it was computed in."""
        width = x.shape[-1]
        if self._half is not None and x.numel() >= MANY * width:
            rows = x.reshape(-1, width).to(self._half.dtype)
            product = _product(rows, self._half[:, :width])
            return product.view(*x.shape[:-1], product.shape[-1])
        x, weight = x.float(), self._weight[:, :width]
        if self._on_the_right:
            return functional.linear(x, weight)
        product = (weight @ x.reshape(-1, width).t()).t()
        return product.view(*x.shape[:-1], len(weight))


def _product(
    rows: Float[Tensor, "rows inputs"], weight: Float[Tensor, "outputs inputs"]
) -> Float[Tensor, "rows outputs"]:
    """`rows @ weight.T` in bfloat16.

    For each number of rows that it meets, the matrix library compiles something and keeps it, with
    megabytes of memory to work in. So there are some fifteen such numbers, and zeros up to them.
    """
    count = len(rows)
    if count > _BLOCK:
        return torch.cat([_product(block, weight) for block in torch.split(rows, _BLOCK)])
    padding = -count % (MANY if count <= _BLOCK // 8 else _BLOCK // 8)
    if padding:
        return functional.linear(functional.pad(rows, (0, 0, 0, padding)), weight)[:count]
    return functional.linear(rows, weight)
