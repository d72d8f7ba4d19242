"""The encoder: from tokens to codes before their Tanh."""

from collections.abc import Mapping
from functools import cached_property, partial

import torch
from jaxtyping import Float
from torch import Tensor
from torch.nn import functional

from tweetopt.vae.inference.layers import Layers, attend
from tweetopt.vae.inference.weights import EncoderLayer, Stack, Weights
from tweetopt.vae.pooling import pool
from tweetopt.vae.shapes import Features, Latents, TokenIds


class Encoder:
    """The computations from tokens to codes.

    Args:
        config: The values of a `T5VAEConfig`, by name.
        sizes: Those of them that are numbers.
        weights: Its weights.
    """

    def __init__(
        self, config: Mapping[str, object], sizes: Mapping[str, float], weights: Weights
    ) -> None:
        self._layers = Layers.of(config, sizes)
        self._sphere = bool(config["sphere"])
        self._embeddings = weights.embeddings
        self._stack = weights.encoder()
        self._make_fast_stack = partial(weights.encoder, bf16=weights.bf16)  # seldom asked for
        self._token = weights.tokens()
        gist_dim = int(sizes.get("gist_dim", 0))
        squeezed = int(sizes["max_tokens"]) * int(sizes["token_dim"])
        detail_dim = int(sizes["latent_dim"]) - gist_dim
        self._sequence = weights.linear("squeeze.sequence", detail_dim, squeezed)
        self._gist = weights.gist() if gist_dim else None

    @cached_property
    def _fast_stack(self) -> Stack[EncoderLayer]:
        return self._make_fast_stack()

    def embed(self, ids: TokenIds) -> Features:
        """The vectors of tokens `(batch, length)`, before anything is known of their places."""
        return functional.embedding(ids, self._embeddings)

    def encode(self, embeddings: Features, mask: TokenIds, *, fast: bool = False) -> Latents:
        """Codes before their Tanh, where the prior is a standard normal.

        Args:
            embeddings: What `embed` gives, shape `(batch, length, d_model)`; differentiable in it.
            mask: Shape `(batch, length)`, 0 at padding.
            fast: Use bfloat16 if the network writes in it.

        Returns:
            Float32, shape `(batch, latent_dim)`.
        """
        length = embeddings.shape[1]
        stack = self._fast_stack if fast else self._stack
        bias = self._layers.bias(stack, length, both_ways=True)
        bias = bias.masked_fill(mask[:, None, None] == 0, torch.finfo(bias.dtype).min)
        x = embeddings
        for layer in stack.layers:
            query, keys, values = self._layers.project(layer.attention, x)
            x = x + layer.attention.out(attend(query, keys, values, bias))
            x = x + self._layers.feed(layer.feed_forward, x)
        encodings = self._layers.norm(x)
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
