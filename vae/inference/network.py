"""A trained T5-VAE for use, in plain torch.

`T5VAE` computes the same and is what trains. But importing transformers' T5 takes longer than
rewriting a tweet, and its modules cost more time around the matrix products of a model this small
than in them.
"""

import json
from collections.abc import Mapping
from pathlib import Path

from jaxtyping import Float
from safetensors.torch import load_file
from torch import Tensor
from torch.nn import functional

from tweetopt.vae.geometry import to_pre_tanh
from tweetopt.vae.inference.decoder import Decoder
from tweetopt.vae.inference.encoder import Encoder
from tweetopt.vae.inference.weights import Weights
from tweetopt.vae.shapes import Latents, Logits, TokenIds


class Network:
    """The computations of a T5-VAE, without gradients for its weights.

    Args:
        config: The values of a `T5VAEConfig`, by name.
        weights: The weights of a `T5VAE`, by name; those that only training needs may be missing.
        bf16: Write in bfloat16, where many rows are multiplied at once. Codes are made in float32
            anyway.

    Attributes:
        encoder: From tokens to codes.
        decoder: From codes to tokens.
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
        self.latent_dim = int(sizes["latent_dim"])
        self.gist_dim = int(sizes.get("gist_dim", 0))
        self.max_tokens = int(sizes["max_tokens"])
        self.kind = str(config.get("kind", "tweets"))  # as all were before there were others
        self.parameters = sum(weight.numel() for weight in weights.values())
        own = Weights(weights, sizes, gated=bool(config["is_gated_act"]), bf16=bf16)
        self.encoder = Encoder(config, sizes, own)
        self.decoder = Decoder(config, sizes, own)
        teacher_dim = int(sizes.get("teacher_dim", 0))
        self._readout = (
            own.linear("readout", teacher_dim, self.gist_dim)
            if self.gist_dim and teacher_dim
            else None
        )

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

    def encode_pre_tanh(self, ids: TokenIds, mask: TokenIds, *, fast: bool = False) -> Latents:
        """Codes before their Tanh, where the prior is a standard normal.

        Args:
            ids: Token ids, shape `(batch, length)`, length at most `max_tokens`.
            mask: Shape `(batch, length)`, 0 at padding.
            fast: Use bfloat16 if the network writes in it.

        Returns:
            Float32, shape `(batch, latent_dim)`.
        """
        return self.encoder.encode(self.encoder.embed(ids), mask, fast=fast)

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
        return self.decoder.read(ids, memory=self.decoder.memory(latents))
