"""A trained T5-VAE for use, in plain torch.

`T5VAE` computes the same and is what trains. But importing transformers' T5 takes longer than
rewriting a tweet, and its modules cost more time around the matrix products of a model this small
than in them.
"""

import json
import math
from collections.abc import Mapping
from functools import cached_property, partial
from pathlib import Path

import torch
from jaxtyping import Float, Int
from safetensors.torch import load_file
from torch import Tensor
from torch.nn import functional

from tweetopt.vae.geometry import to_pre_tanh
from tweetopt.vae.inference.activations import ACTIVATIONS
from tweetopt.vae.inference.matrix import MANY
from tweetopt.vae.inference.weights import (
    Attention,
    DecoderLayer,
    EncoderLayer,
    FeedForward,
    Stack,
    Weights,
)
from tweetopt.vae.pooling import pool
from tweetopt.vae.shapes import Heads, Latents, Logits, Memory, Past, TokenIds


class Network:
    """The computations of a T5-VAE, without gradients for its weights.

    Args:
        config: The values of a `T5VAEConfig`, by name.
        weights: The weights of a `T5VAE`, by name; those that only training needs may be missing.
        bf16: Write in bfloat16, where many rows are multiplied at once. Codes are made in float32
            anyway.

    Attributes:
        latent_dim: Width of the code.
        gist_dim: How many of its first numbers are the gist, what a text says; 0 for no parts.
        max_tokens: Longest text, end mark included.
        kind: What the texts are: a name that training got.
        parameters: How many numbers the weights are.

    Raises:
        ValueError: A weight is missing, has another shape, or isn't finite.
    """

    def __init__(
        self,
        config: Mapping[str, object],
        weights: Mapping[str, Tensor],
        *,
        bf16: bool = False,
    ) -> None:
        sizes = {name: value for name, value in config.items() if isinstance(value, int | float)}
        self.width = int(sizes["d_model"])
        self.heads = int(sizes["num_heads"])
        self.latent_dim = int(sizes["latent_dim"])
        self.gist_dim = int(sizes.get("gist_dim", 0))
        self.max_tokens = int(sizes["max_tokens"])
        self.end = int(sizes["eos_token_id"])
        self.start = int(sizes["decoder_start_token_id"])
        self.kind = str(config.get("kind", "tweets"))  # as all were before there were others
        self.parameters = sum(weight.numel() for weight in weights.values())
        self._bf16 = bf16
        self._sphere = bool(config["sphere"])
        self._memory_vectors = int(sizes["memory_vectors"])
        # x / hypot(|x|, this) is T5's norm, but for its weights and the root of the width.
        self._shortest = torch.tensor((self.width * sizes["layer_norm_epsilon"]) ** 0.5)
        self._farthest = int(sizes["relative_attention_max_distance"])
        self._gated = bool(config["is_gated_act"])
        self._activation = ACTIVATIONS[str(config["dense_act_fn"])]
        self._head_dim = int(sizes["d_kv"])
        own = Weights(weights, sizes, gated=self._gated, bf16=bf16)
        self._embeddings = own.take("shared.weight", "vocab_size", "d_model")
        self._vocabulary = own.vocabulary(
            scale=self.width**-0.5 if config["scale_decoder_outputs"] else 1.0
        )
        self._encoder = own.encoder()
        self._make_fast_encoder = partial(own.encoder, bf16=bf16)  # seldom asked for
        self._decoder = own.decoder()
        self._token = own.tokens()
        squeezed = self.max_tokens * int(sizes["token_dim"])
        self._sequence = own.linear("squeeze.sequence", self.latent_dim - self.gist_dim, squeezed)
        self._gist = own.gist() if self.gist_dim else None
        teacher_dim = int(sizes.get("teacher_dim", 0))
        self._readout = (
            own.linear("readout", teacher_dim, self.gist_dim)
            if self.gist_dim and teacher_dim
            else None
        )
        grown = self._memory_vectors * self.width
        self._memory = own.linear("grow.memory", grown, "latent_dim")

    @classmethod
    def from_folder(cls, folder: Path, *, bf16: bool = False) -> "Network":
        """Load what `T5VAE.save_pretrained` wrote.

        Raises:
            ValueError: A file is damaged.
        """
        try:
            config = json.loads((folder / "config.json").read_text(encoding="utf-8"))
            return cls(config, load_file(folder / "model.safetensors"), bf16=bf16)
        except KeyError as error:
            raise ValueError(f"config.json lacks {error}") from error

    @cached_property
    def _fast_encoder(self) -> Stack[EncoderLayer]:
        return self._make_fast_encoder()

    def encode_pre_tanh(self, ids: TokenIds, mask: TokenIds, *, fast: bool = False) -> Latents:
        """Codes before their Tanh, where the prior is a standard normal.

        Args:
            ids: Token ids, shape `(batch, length)`, length at most `max_tokens`.
            mask: Shape `(batch, length)`, 0 at padding.
            fast: Use bfloat16 if the network writes in it.

        Returns:
            Float32, shape `(batch, latent_dim)`.
        """
        return self.encode_embedded(self.embed(ids), mask, fast=fast)

    def embed(self, ids: TokenIds) -> Float[Tensor, "batch length d_model"]:
        """The vectors of tokens `(batch, length)`, before anything is known of their places."""
        return functional.embedding(ids, self._embeddings)

    def encode_embedded(
        self,
        embeddings: Float[Tensor, "batch length d_model"],
        mask: TokenIds,
        *,
        fast: bool = False,
    ) -> Latents:
        """As `encode_pre_tanh`, for what `embed` gives, and differentiable in it."""
        length = embeddings.shape[1]
        encoder = self._fast_encoder if fast else self._encoder
        bias = self._bias(encoder, length, both_ways=True)
        bias = bias.masked_fill(mask[:, None, None] == 0, torch.finfo(bias.dtype).min)
        x = embeddings
        for layer in encoder.layers:
            query, keys, values = self._project(layer.attention, x)
            x = x + layer.attention.out(_attend(query, keys, values, bias))
            x = x + self._feed(layer.feed_forward, x)
        encodings = self._norm(x)
        tokens = self._token(encodings) * mask[..., None].to(x.dtype)
        parts = [self._sequence(tokens.flatten(1))]
        if self._gist is not None:
            parts.insert(0, self._gist(pool(encodings * self._gist.scale, embeddings, mask)))
        if self._sphere:
            parts = [functional.rms_norm(part, part.shape[-1:]) for part in parts]
        return torch.cat(parts, 1)

    @property
    def blank(self) -> Float[Tensor, " d_model"]:
        """A vector that stands for no token: the mean of all."""
        return self._embeddings.mean(0)

    def encode(self, ids: TokenIds, mask: TokenIds, *, fast: bool = False) -> Latents:
        """Codes, `(batch, latent_dim)`, between -1 and 1; arguments as for `encode_pre_tanh`."""
        return self.encode_pre_tanh(ids, mask, fast=fast).tanh()

    @property
    def knows_meaning(self) -> bool:
        """Whether a teacher's readout came with the weights."""
        return self._readout is not None

    def meaning(self, latents: Latents) -> Float[Tensor, "batch teacher_dim"]:
        """What the gists of codes say in the teacher's space, as unit vectors.

        Raises:
            ValueError: No teacher taught the model.
        """
        if self._readout is None:
            raise ValueError("meaning: expected a model with a teacher's readout, got none")
        gists = to_pre_tanh(latents[:, : self.gist_dim])
        return functional.normalize(self._readout(gists), dim=1)

    def logits(self, latents: Latents, ids: TokenIds) -> Logits:
        """What the decoder expects at each place of texts, differentiable in the codes.

        Args:
            latents: Shape `(batch, latent_dim)`.
            ids: The texts, shape `(batch, length)`.

        Returns:
            Shape `(batch, length, vocabulary)`.
        """
        return self.read(ids, memory=self.memory(latents))

    def keeps(self, rows: int) -> torch.dtype:
        """The type to keep keys and values in that so many texts are written with."""
        return torch.bfloat16 if self._bf16 and rows >= MANY else torch.float32

    def memory(self, latents: Latents, *, dtype: torch.dtype = torch.float32) -> Memory:
        """What each decoder layer sees of codes `(batch, latent_dim)`.

        Args:
            latents: The codes.
            dtype: To keep it in.

        Returns:
            Keys and values, a tensor a layer, shape `(2, batch, heads, vectors, head_dim)`.
        """
        grown = self._memory(latents)
        grown = grown.view(len(latents), self._memory_vectors, self.width)
        return [
            self._heads(layer.crossing.project(grown), 2).to(dtype).contiguous()
            for layer in self._decoder.layers
        ]

    def read(self, ids: TokenIds, *, memory: Memory, past: Past | None = None) -> Logits:
        """What the decoder expects at each place of texts.

        Args:
            ids: The texts, shape `(batch, length)`.
            memory: What `memory` gave for their codes.
            past: Filled in from the front with what `step` needs, see there.

        Returns:
            Shape `(batch, length, vocabulary)`.
        """
        length = ids.shape[1]
        ahead = torch.ones(length, length, dtype=torch.bool).triu(1)
        bias = self.positions(length)
        bias = bias.masked_fill(ahead, torch.finfo(bias.dtype).min)
        before = functional.pad(ids[:, :-1], (1, 0), value=self.start)
        x = functional.embedding(before, self._embeddings)
        for number, (layer, crossed) in enumerate(zip(self._decoder.layers, memory, strict=True)):
            query, keys, values = self._project(layer.attention, x)
            if past is not None:
                past[number, 0, :, :, :length] = keys
                past[number, 1, :, :, :length] = values
            x = x + layer.attention.out(_attend(query, keys, values, bias))
            x = x + self._attend_memory(layer, x, crossed)
            x = x + self._feed(layer.feed_forward, x)
        return self._expect(x)

    def positions(self, length: int) -> Float[Tensor, "1 heads {length} {length}"]:
        """The decoder's bias of attention between positions, `(1, heads, length, length)`."""
        return self._bias(self._decoder, length, both_ways=False)

    def step(
        self,
        tokens: Int[Tensor, " batch"],
        place: int,
        *,
        memory: Memory,
        past: Past,
        positions: Float[Tensor, "1 heads places places"],
    ) -> Float[Tensor, "batch vocabulary"]:
        """What the decoder expects next, one token on.

        Args:
            tokens: The last token of each text, shape `(batch,)`.
            place: Its position.
            memory: What `memory` gave.
            past: Keys and values of the positions so far, filled in at `place`, shape
                `(layers, 2, batch, heads, length, head_dim)`.
            positions: What `positions` gave, in the type of `past`.

        Returns:
            Shape `(batch, vocabulary)`.
        """
        seen = place + 1
        bias = positions[:, :, place : place + 1, :seen]
        x = functional.embedding(tokens[:, None], self._embeddings)
        for layer, cache, crossed in zip(self._decoder.layers, past, memory, strict=True):
            query, keys, values = self._project(layer.attention, x)
            cache[0, :, :, place] = keys[:, :, 0]
            cache[1, :, :, place] = values[:, :, 0]
            mixed = _attend(query, cache[0, :, :, :seen], cache[1, :, :, :seen], bias)
            x = x + layer.attention.out(mixed)
            x = x + self._attend_memory(layer, x, crossed)
            x = x + self._feed(layer.feed_forward, x)
        return self._expect(x)[:, 0]

    def empty_past(
        self, batch: int, length: int, *, dtype: torch.dtype
    ) -> Float[Tensor, "layers 2 {batch} heads {length} head_dim"]:
        """Room for the keys and values of texts, as `step` takes it."""
        shape = (len(self._decoder.layers), 2, batch, self.heads, length, self._head_dim)
        return torch.empty(shape, dtype=dtype)

    def _norm(self, x: Float[Tensor, "*rows d_model"]) -> Float[Tensor, "*rows d_model"]:
        length = torch.linalg.vector_norm(x, dim=-1, keepdim=True)
        return x / torch.hypot(length, self._shortest)

    def _heads(
        self, x: Float[Tensor, "batch length width"], parts: int
    ) -> Float[Tensor, "{parts} batch heads length head_dim"]:
        """`(batch, length, parts * inner)` as `(parts, batch, heads, length, head_dim)`."""
        split = x.view(*x.shape[:2], parts, self.heads, self._head_dim)
        return split.permute(2, 0, 3, 1, 4)

    def _project(self, attention: Attention, x: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        projected = attention.project(self._norm(x))
        query, keys, values = self._heads(projected, 3)
        return query, keys, values

    def _attend_memory(self, layer: DecoderLayer, x: Tensor, crossed: Tensor) -> Tensor:
        crossing = layer.crossing
        (query,) = self._heads(crossing.query(self._norm(x)), 1)
        return crossing.out(_attend(query, crossed[0], crossed[1], None))

    def _feed(self, feed: FeedForward, x: Tensor) -> Tensor:
        wide = feed.widen(self._norm(x))
        if self._gated:
            gate, wide = wide.chunk(2, dim=-1)
            wide = self._activation(gate) * wide
        else:
            wide = self._activation(wide)
        return feed.narrow(wide)

    def _expect(self, x: Tensor) -> Tensor:
        return self._vocabulary.product(self._norm(x))

    def _bias(
        self, stack: Stack[EncoderLayer] | Stack[DecoderLayer], length: int, *, both_ways: bool
    ) -> Tensor:
        """T5's bias by relative position (Raffel et al. 2020), `(1, heads, length, length)`."""
        places = torch.arange(length)
        distance = places[None, :] - places[:, None]
        buckets = _buckets(
            distance, len(stack.positions), farthest=self._farthest, both_ways=both_ways
        )
        return stack.positions[buckets].permute(2, 0, 1)[None]


def _attend(
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
