"""The decoder: from codes to what is expected at each place of a text."""

from collections.abc import Mapping

import torch
from jaxtyping import Float, Int
from torch import Tensor
from torch.nn import functional

from tweetopt.vae.inference.layers import Layers, attend
from tweetopt.vae.inference.matrix import MANY
from tweetopt.vae.inference.weights import DecoderLayer, Weights
from tweetopt.vae.shapes import Features, Latents, Logits, Memory, Past, TokenIds


class Decoder:
    """The computations from codes to tokens.

    Args:
        config: The values of a `T5VAEConfig`, by name.
        sizes: Those of them that are numbers.
        weights: Its weights.

    Attributes:
        start: The token that every text begins after.
        end: The token that ends a text.
    """

    def __init__(
        self, config: Mapping[str, object], sizes: Mapping[str, float], weights: Weights
    ) -> None:
        self.end = int(sizes["eos_token_id"])
        self.start = int(sizes["decoder_start_token_id"])
        self._layers = Layers.of(config, sizes)
        self._width = int(sizes["d_model"])
        self._bf16 = weights.bf16
        self._memory_vectors = int(sizes["memory_vectors"])
        self._embeddings = weights.embeddings
        self._vocabulary = weights.vocabulary(
            scale=self._width**-0.5 if config["scale_decoder_outputs"] else 1.0
        )
        self._stack = weights.decoder()
        grown = self._memory_vectors * self._width
        self._memory = weights.linear("grow.memory", grown, "latent_dim")

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
        grown = grown.view(len(latents), self._memory_vectors, self._width)
        return [
            self._layers.by_head(layer.crossing.project(grown), 2).to(dtype).contiguous()
            for layer in self._stack.layers
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
        for number, (layer, crossed) in enumerate(zip(self._stack.layers, memory, strict=True)):
            query, keys, values = self._layers.project(layer.attention, x)
            if past is not None:
                past[number, 0, :, :, :length] = keys
                past[number, 1, :, :, :length] = values
            x = x + layer.attention.out(attend(query, keys, values, bias))
            x = x + self._attend_memory(layer, x, crossed)
            x = x + self._layers.feed(layer.feed_forward, x)
        return self._expect(x)

    def positions(self, length: int) -> Float[Tensor, "1 heads {length} {length}"]:
        """The decoder's bias of attention between positions, `(1, heads, length, length)`."""
        return self._layers.bias(self._stack, length, both_ways=False)

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
        for layer, cache, crossed in zip(self._stack.layers, past, memory, strict=True):
            query, keys, values = self._layers.project(layer.attention, x)
            cache[0, :, :, place] = keys[:, :, 0]
            cache[1, :, :, place] = values[:, :, 0]
            mixed = attend(query, cache[0, :, :, :seen], cache[1, :, :, :seen], bias)
            x = x + layer.attention.out(mixed)
            x = x + self._attend_memory(layer, x, crossed)
            x = x + self._layers.feed(layer.feed_forward, x)
        return self._expect(x)[:, 0]

    def empty_past(
        self, batch: int, length: int, *, dtype: torch.dtype
    ) -> Float[Tensor, "layers 2 {batch} heads {length} head_dim"]:
        """Room for the keys and values of texts, as `step` takes it."""
        layers = self._layers
        shape = (len(self._stack.layers), 2, batch, layers.heads, length, layers.head_dim)
        return torch.empty(shape, dtype=dtype)

    def _attend_memory(
        self,
        layer: DecoderLayer,
        x: Features,
        crossed: Float[Tensor, "2 batch heads vectors head_dim"],
    ) -> Features:
        crossing = layer.crossing
        (query,) = self._layers.by_head(crossing.query(self._layers.norm(x)), 1)
        return crossing.out(attend(query, crossed[0], crossed[1], None))

    def _expect(self, x: Features) -> Logits:
        return self._vocabulary.product(self._layers.norm(x))
