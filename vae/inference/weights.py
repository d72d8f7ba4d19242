"""A T5-VAE's weights, checked and laid out for `Network`.

Every matrix that a normed input meets has the weights of that norm in it.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Generic, TypeVar

import torch
from jaxtyping import Float
from torch import Tensor
from torch.nn import functional

from tweetopt.vae.inference.matrix import Matrix


@dataclass(frozen=True)
class Attention:
    """Attention of a text to itself; `project` makes queries, keys and values at once."""

    project: Matrix
    out: Matrix


@dataclass(frozen=True)
class Crossing:
    """Attention to the code; `project` makes keys and values at once."""

    query: Matrix
    project: Matrix
    out: Matrix


@dataclass(frozen=True)
class FeedForward:
    """A feed-forward layer; `widen` makes the gate, if there is one, and the rest."""

    widen: Matrix
    narrow: Matrix


@dataclass(frozen=True)
class EncoderLayer:
    """A layer of the encoder."""

    attention: Attention
    feed_forward: FeedForward


@dataclass(frozen=True)
class DecoderLayer:
    """A layer of the decoder."""

    attention: Attention
    crossing: Crossing
    feed_forward: FeedForward


@dataclass(frozen=True)
class GistLayers:
    """The layers that make a gist; `scale` is the weight of the norm before them."""

    scale: Float[Tensor, " d_model"]
    widen: Matrix
    narrow: Matrix

    def __call__(self, pooled: Float[Tensor, "batch pooled"]) -> Float[Tensor, "batch gist_dim"]:
        """Gists `(batch, gist_dim)` of pooled encodings and embeddings."""
        return self.narrow(functional.gelu(self.widen(pooled)))


LayerT = TypeVar("LayerT", EncoderLayer, DecoderLayer)


@dataclass(frozen=True)
class Stack(Generic[LayerT]):
    """Layers one on the other, and what each bucket of relative positions adds for each head."""

    layers: tuple[LayerT, ...]
    positions: Float[Tensor, "buckets heads"]


@dataclass(frozen=True)
class Weights:
    """Weights by name.

    Args:
        named: Of a `T5VAE`; those that only training needs may be missing.
        sizes: The numbers of its configuration, by name.
        gated: Whether the feed-forward layers have a gate.
        bf16: Write in bfloat16, where many rows are multiplied at once.

    Raises:
        ValueError: By every method: a weight is missing, has another shape, or isn't finite.
    """

    named: Mapping[str, Tensor]
    sizes: Mapping[str, float]
    gated: bool
    bf16: bool

    def take(self, name: str, *shape: str | int) -> Float[Tensor, "*shape"]:
        """One of them in float32; the shape's parts are numbers or names of sizes."""
        wanted = tuple(int(self.sizes[n]) if isinstance(n, str) else n for n in shape)
        weight = self.named.get(name)
        if weight is None or tuple(weight.shape) != wanted:
            got = "none" if weight is None else tuple(weight.shape)
            raise ValueError(f"weight {name}: expected the shape {wanted}, got {got}")
        weight = weight.float()
        if not weight.isfinite().all():
            raise ValueError(f"weight {name}: expected finite numbers, got others")
        return weight

    @cached_property
    def embeddings(self) -> Float[Tensor, "vocab_size d_model"]:
        """A vector for each token of the vocabulary."""
        return self.take("shared.weight", "vocab_size", "d_model")

    def linear(self, name: str, *shape: str | int) -> Matrix:
        """A linear layer."""
        return Matrix(self.take(f"{name}.weight", *shape), self.take(f"{name}.bias", shape[0]))

    def tokens(self) -> Matrix:
        """The squeeze of what the encoder says of a token."""
        weight = self.take("squeeze.token.weight", "token_dim", "d_model")
        normed = self._normed(weight, "encoder.final_layer_norm")
        return Matrix(normed, self.take("squeeze.token.bias", "token_dim"))

    def gist(self) -> GistLayers:
        """The MLP from what `pool` makes of a text to its gist."""
        scale = self.take("encoder.final_layer_norm.weight", "d_model")
        return GistLayers(
            scale * math.sqrt(len(scale)),
            self.linear("gist.widen", "gist_hidden", 3 * len(scale)),
            self.linear("gist.narrow", "gist_dim", "gist_hidden"),
        )

    def vocabulary(self, *, scale: float) -> Matrix:
        """What makes a logit for each token."""
        name = "lm_head.weight" if "lm_head.weight" in self.named else "shared.weight"
        weight = self.take(name, "vocab_size", "d_model") * scale
        return Matrix(self._normed(weight, "decoder.final_layer_norm"), bf16=self.bf16)

    def encoder(self, *, bf16: bool = False) -> Stack[EncoderLayer]:
        """The encoder's stack; in float32 by default, as predictions depend on it."""
        return self._stack(
            "encoder",
            [
                EncoderLayer(
                    self._attention(f"{block}.0", bf16=bf16),
                    self._feed_forward(f"{block}.1", bf16=bf16),
                )
                for block in self._blocks("encoder", "num_layers")
            ],
        )

    def decoder(self) -> Stack[DecoderLayer]:
        """The decoder's stack."""
        return self._stack(
            "decoder",
            [
                DecoderLayer(
                    self._attention(f"{block}.0", bf16=self.bf16),
                    self._crossing(f"{block}.1"),
                    self._feed_forward(f"{block}.2", bf16=self.bf16),
                )
                for block in self._blocks("decoder", "num_decoder_layers")
            ],
        )

    def _blocks(self, name: str, layers: str) -> list[str]:
        return [f"{name}.block.{number}.layer" for number in range(int(self.sizes[layers]))]

    def _stack(self, name: str, layers: list[LayerT]) -> Stack[LayerT]:
        positions = f"{name}.block.0.layer.0.SelfAttention.relative_attention_bias.weight"
        return Stack(
            tuple(layers),
            self.take(positions, "relative_attention_num_buckets", "num_heads"),
        )

    def _normed(self, weight: Tensor, norm: str) -> Tensor:
        """A weight for what is divided by its length: the root of the width is in there, too."""
        return weight * self.take(f"{norm}.weight", "d_model") * math.sqrt(weight.shape[1])

    def _attention(self, place: str, *, bf16: bool) -> Attention:
        kind = f"{place}.SelfAttention"
        project = torch.cat([self._projection(place, kind, part) for part in "qkv"])
        return Attention(Matrix(project, bf16=bf16), Matrix(self._back(kind), bf16=bf16))

    def _crossing(self, place: str) -> Crossing:
        kind = f"{place}.EncDecAttention"
        keys_and_values = torch.cat([self._projection("", kind, part) for part in "kv"])
        return Crossing(
            Matrix(self._projection(place, kind, "q"), bf16=self.bf16),
            Matrix(keys_and_values, bf16=self.bf16),
            Matrix(self._back(kind), bf16=self.bf16),
        )

    def _projection(self, place: str, kind: str, part: str) -> Tensor:
        weight = self.take(f"{kind}.{part}.weight", self._inner, "d_model")
        return self._normed(weight, f"{place}.layer_norm") if place else weight

    def _back(self, kind: str) -> Tensor:
        return self.take(f"{kind}.o.weight", "d_model", self._inner)

    @property
    def _inner(self) -> int:
        return int(self.sizes["num_heads"]) * int(self.sizes["d_kv"])

    def _feed_forward(self, place: str, *, bf16: bool) -> FeedForward:
        dense = f"{place}.DenseReluDense"
        wide = ("wi_0", "wi_1") if self.gated else ("wi",)
        widen = torch.cat([self.take(f"{dense}.{part}.weight", "d_ff", "d_model") for part in wide])
        narrow = self.take(f"{dense}.wo.weight", "d_model", "d_ff")
        normed = self._normed(widen, f"{place}.layer_norm")
        return FeedForward(Matrix(normed, bf16=bf16), Matrix(narrow, bf16=bf16))
