"""What the encoder and the decoder of a T5 compute alike."""

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import torch
from jaxtyping import Float
from torch import Tensor
from torch.nn import functional

from tweetopt.vae.inference.activations import ACTIVATIONS
from tweetopt.vae.inference.weights import (
    Attention,
    DecoderLayer,
    EncoderLayer,
    FeedForward,
    Stack,
)
from tweetopt.vae.shapes import Heads


@dataclass(frozen=True)
class Layers:
    """The computations of a layer.

    Attributes:
        heads: Of attention.
        head_dim: Width of each.
        shortest: x / hypot(|x|, this) is T5's norm, but for its weights and the root of the width.
        farthest: Tokens apart; pairs beyond share a bias.
        gated: Whether the feed-forward layers have a gate.
        activation: Of the feed-forward layers.
    """

    heads: int
    head_dim: int
    shortest: Float[Tensor, ""]
    farthest: int
    gated: bool
    activation: Callable[[Tensor], Tensor]

    @classmethod
    def of(cls, config: Mapping[str, object], sizes: Mapping[str, float]) -> "Layers":
        """From the values of a `T5VAEConfig` by name, and those of them that are numbers."""
        return cls(
            heads=int(sizes["num_heads"]),
            head_dim=int(sizes["d_kv"]),
            shortest=torch.tensor((int(sizes["d_model"]) * sizes["layer_norm_epsilon"]) ** 0.5),
            farthest=int(sizes["relative_attention_max_distance"]),
            gated=bool(config["is_gated_act"]),
            activation=ACTIVATIONS[str(config["dense_act_fn"])],
        )

    def norm(self, x: Float[Tensor, "*rows d_model"]) -> Float[Tensor, "*rows d_model"]:
        """Vectors divided by their lengths."""
        length = torch.linalg.vector_norm(x, dim=-1, keepdim=True)
        return x / torch.hypot(length, self.shortest)

    def by_head(
        self, x: Float[Tensor, "batch length width"], parts: int
    ) -> Float[Tensor, "{parts} batch heads length head_dim"]:
        """`(batch, length, parts * inner)` as `(parts, batch, heads, length, head_dim)`."""
        split = x.view(*x.shape[:2], parts, self.heads, self.head_dim)
        return split.permute(2, 0, 3, 1, 4)

    def project(
        self, attention: Attention, x: Float[Tensor, "batch length d_model"]
    ) -> tuple[Heads, Heads, Heads]:
        """Queries, keys and values."""
        query, keys, values = self.by_head(attention.project(self.norm(x)), 3)
        return query, keys, values

    def feed(
        self, feed: FeedForward, x: Float[Tensor, "batch length d_model"]
    ) -> Float[Tensor, "batch length d_model"]:
        """What a feed-forward layer adds."""
        wide = feed.widen(self.norm(x))
        if self.gated:
            gate, wide = wide.chunk(2, dim=-1)
            wide = self.activation(gate) * wide
        else:
            wide = self.activation(wide)
        return feed.narrow(wide)

    def bias(
        self, stack: Stack[EncoderLayer] | Stack[DecoderLayer], length: int, *, both_ways: bool
    ) -> Float[Tensor, "1 heads {length} {length}"]:
        """T5's bias by relative position (Raffel et al. 2020), `(1, heads, length, length)`."""
        places = torch.arange(length)
        distance = places[None, :] - places[:, None]
        buckets = _buckets(
            distance, len(stack.positions), farthest=self.farthest, both_ways=both_ways
        )
        return stack.positions[buckets].permute(2, 0, 1)[None]


def attend(
    query: Heads,
    keys: Float[Tensor, "batch heads seen head_dim"],
    values: Float[Tensor, "batch heads seen head_dim"],
    bias: Float[Tensor, "#batch heads length seen"] | None,
) -> Float[Tensor, "batch length heads*head_dim"]:
    """Attention of T5, which doesn't scale, in the type of the keys; heads side by side again."""
    mixed = functional.scaled_dot_product_attention(
        query.to(keys.dtype).contiguous(), keys, values, bias, scale=1.0
    )
    return mixed.transpose(1, 2).flatten(2)


def _buckets(distance: Tensor, count: int, *, farthest: int, both_ways: bool) -> Tensor:
    """Near distances have a bucket each, farther ones share them logarithmically."""
    start = torch.zeros_like(distance)
    if both_ways:
        count //= 2
        start = (distance > 0) * count
        distance = distance.abs()
    else:
        distance = (-distance).clamp_min(0)
    exact = count // 2
    spread = torch.log(distance.float().clamp_min(1) / exact) / math.log(farthest / exact)
    far = (exact + (spread * (count - exact)).long()).clamp_max(count - 1)
    return start + torch.where(distance < exact, distance, far)
