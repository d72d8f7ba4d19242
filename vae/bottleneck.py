"""The fully connected layers between a T5's encoder and its decoder."""

from collections.abc import Sequence

import torch
from jaxtyping import Float
from torch import Tensor, nn

from tweetopt.vae.config import T5VAEConfig
from tweetopt.vae.pooling import pool
from tweetopt.vae.shapes import Features, Latents, TokenIds


class LatentLinear(nn.Linear):
    """A linear layer of the bottleneck.

    A type of its own, so that the model can give it a sensible start: transformers would draw
    the weights of any `nn.Linear` that it doesn't know with a standard deviation of 1.
    """


def norm_parts(pre_tanh: Latents, parts: Sequence[int]) -> Latents:
    """Codes whose parts each have the norm of a prior sample; `(batch, latent_dim)`, as given.

    Otherwise the codes would outgrow the noise that training adds to them.
    """
    pieces = torch.split(pre_tanh, list(parts), dim=1)
    return torch.cat([nn.functional.rms_norm(piece, piece.shape[-1:]) for piece in pieces], 1)


class Gist(nn.Module):
    """What a text says: its pooled encodings and token embeddings, through a small MLP.

    Pooled, so that one word more, which moves all that follow it, moves the gist little.
    """

    def __init__(self, config: T5VAEConfig) -> None:
        super().__init__()
        self.widen = LatentLinear(3 * config.d_model, config.gist_hidden)
        self.narrow = LatentLinear(config.gist_hidden, config.gist_dim)

    def forward(
        self, encodings: Features, embeddings: Features, mask: TokenIds
    ) -> Float[Tensor, "batch gist_dim"]:
        """The gist of texts.

        Args:
            encodings: What the encoder says of each token, shape `(batch, length, d_model)`.
            embeddings: What each token is on its own, same shape.
            mask: Shape `(batch, length)`, 0 at padding.

        Returns:
            Shape `(batch, gist_dim)`.
        """
        pooled = pool(encodings, embeddings, mask)
        gist: Tensor = self.narrow(nn.functional.gelu(self.widen(pooled)))
        return gist


class Squeeze(nn.Module):
    """Encodings of a text down to one code, or its detail: each token, then the whole sequence."""

    def __init__(self, config: T5VAEConfig) -> None:
        super().__init__()
        self.token = LatentLinear(config.d_model, config.token_dim)
        self.sequence = LatentLinear(config.max_tokens * config.token_dim, config.detail_dim)

    def forward(self, encodings: Features, mask: TokenIds) -> Float[Tensor, "batch detail_dim"]:
        """Squeeze encodings, padded here to the fixed length, into codes.

        Args:
            encodings: Shape `(batch, length, d_model)`, length at most `max_tokens`.
            mask: Shape `(batch, length)`, 0 at padding.

        Returns:
            Shape `(batch, detail_dim)`.
        """
        tokens = (self.token(encodings) * mask[..., None].to(encodings.dtype)).flatten(1)
        # Padding adds nothing to a linear layer, so only the columns of real positions are used.
        columns = self.sequence.weight[:, : tokens.shape[1]]
        return nn.functional.linear(tokens, columns, self.sequence.bias)


class Grow(nn.Module):
    """A code up again to the vectors that the decoder attends to."""

    def __init__(self, config: T5VAEConfig) -> None:
        super().__init__()
        self.memory = LatentLinear(config.latent_dim, config.memory_vectors * config.d_model)
        self.memory_vectors = config.memory_vectors

    def forward(self, latents: Latents) -> Float[Tensor, "batch memory_vectors d_model"]:
        """Grow codes `(batch, latent_dim)` into memories `(batch, memory_vectors, d_model)`."""
        memory: Tensor = self.memory(latents).view(len(latents), self.memory_vectors, -1)
        return memory


class TokenHints(nn.Module):
    """Each position's token guessed from the code alone; a helper in training.

    Without it the decoder first learns to predict a word from the words before it and ignores
    the code; with it the same reconstruction loss took two thirds of the tokens.
    """

    def __init__(self, config: T5VAEConfig) -> None:
        super().__init__()
        self.sequence = LatentLinear(config.latent_dim, config.max_tokens * config.token_dim)
        self.token = LatentLinear(config.token_dim, config.d_model)
        self.token_dim = config.token_dim

    def forward(self, latents: Latents, *, length: int) -> Float[Tensor, "batch {length} d_model"]:
        """Features of the first `length` positions, shape `(batch, length, d_model)`."""
        rows = length * self.token_dim
        tokens = nn.functional.linear(
            latents, self.sequence.weight[:rows], self.sequence.bias[:rows]
        )
        features: Tensor = self.token(tokens.view(len(latents), length, self.token_dim))
        return features
