"""The sizes of a T5-VAE, and the presets that training offers."""

from dataclasses import dataclass
from typing import Literal, get_args

from transformers import T5Config

Preset = Literal["tiny", "small", "medium"]
PRESETS: tuple[Preset, ...] = get_args(Preset)


class T5VAEConfig(T5Config):  # type: ignore[misc]  # transformers is untyped
    """A T5 whose encoder and decoder meet in one latent code.

    Attributes:
        latent_dim: Width of the code.
        gist_dim: How many of its first numbers are the *gist*, what a text says; the others are the
            *detail*, how it is said. 0 for a code without parts.
        gist_hidden: Width of the hidden layer between pooled encodings and the gist.
        teacher_dim: Width of the sentence embeddings that the gist was taught by; 0 for none.
        max_tokens: The fixed length, end mark included, that encodings are padded to.
        token_dim: Width that each token's encoding is squeezed to.
        sphere: Whether codes before their Tanh have norm sqrt(latent_dim), where practically all
            of a standard normal lies; each part its own, for one norm over both lets them trade.
        memory_vectors: How many vectors the decoder sees of a code.
        kind: What the texts are, for those who prepare them; nothing here depends on it.
    """

    model_type = "t5-vae"

    latent_dim: int = 256
    gist_dim: int = 0
    gist_hidden: int = 1024
    teacher_dim: int = 0
    max_tokens: int = 96
    token_dim: int = 32
    sphere: bool = False
    memory_vectors: int = 16
    kind: str = "tweets"
    unk_token_id: int = 2

    @property
    def detail_dim(self) -> int:
        """Width of the code without its gist."""
        return self.latent_dim - self.gist_dim

    @property
    def parts(self) -> tuple[int, ...]:
        """Widths of the code's parts, in their order."""
        return (self.gist_dim, self.detail_dim) if self.gist_dim else (self.latent_dim,)


@dataclass(frozen=True)
class _Sizes:
    d_model: int
    d_kv: int
    d_ff: int
    heads: int
    encoder_layers: int
    decoder_layers: int
    detail_dim: int
    max_tokens: int
    token_dim: int
    memory_vectors: int


_SIZES: dict[Preset, _Sizes] = {
    "tiny": _Sizes(64, 16, 128, 4, 2, 2, 32, 32, 16, 4),
    "small": _Sizes(256, 32, 1024, 8, 3, 3, 256, 96, 32, 16),
    "medium": _Sizes(256, 32, 1024, 8, 3, 5, 384, 96, 32, 24),
}


def preset_config(
    preset: Preset,
    *,
    vocab_size: int,
    latent_dim: int | None = None,
    gist_dim: int = 0,
    teacher_dim: int = 0,
    max_tokens: int | None = None,
    kind: str = "tweets",
) -> T5VAEConfig:
    """The configuration of a named size.

    Args:
        preset: "small" (about 11 million parameters), "medium" (about 17 million, for a code with a
            gist) or "tiny" (for tests and first tries).
        vocab_size: Size of the tokenizer's vocabulary.
        latent_dim: Width of the code, instead of the preset's detail and the gist.
        gist_dim: How many of its numbers are the gist.
        teacher_dim: Width of the sentence embeddings that the gist is taught by.
        max_tokens: Longest text, in tokens with the end mark, instead of the preset's.
        kind: What the texts are.

    Raises:
        ValueError: The preset is unknown, or a size is not positive.
    """
    if preset not in PRESETS:
        raise ValueError(f"preset: expected one of {', '.join(PRESETS)}, got {preset!r}")
    for name, value in (("latent-dim", latent_dim), ("max-tokens", max_tokens)):
        if value is not None and value < 2:
            raise ValueError(f"{name}: expected a number of at least 2, got {value}")
    sizes = _SIZES[preset]
    latent_dim = latent_dim or gist_dim + sizes.detail_dim
    check_gist(gist_dim, latent_dim=latent_dim)
    return T5VAEConfig(
        vocab_size=vocab_size,
        d_model=sizes.d_model,
        d_kv=sizes.d_kv,
        d_ff=sizes.d_ff,
        num_heads=sizes.heads,
        num_layers=sizes.encoder_layers,
        num_decoder_layers=sizes.decoder_layers,
        feed_forward_proj="gated-gelu",
        dropout_rate=0.0,  # latent noise regularises; dropout only slows a model this small
        latent_dim=latent_dim,
        gist_dim=gist_dim,
        gist_hidden=4 * sizes.d_model,
        teacher_dim=teacher_dim,
        max_tokens=max_tokens or sizes.max_tokens,
        sphere=True,
        kind=kind,
        token_dim=sizes.token_dim,
        memory_vectors=sizes.memory_vectors,
        decoder_start_token_id=0,
    )


def check_gist(gist_dim: int, *, latent_dim: int) -> None:
    """Refuse a gist that leaves no detail.

    Raises:
        ValueError: It is 1, negative, or as wide as the code.
    """
    if gist_dim and not 2 <= gist_dim <= latent_dim - 2:
        raise ValueError(
            f"gist-dim: expected 0 for none, or 2 to {latent_dim - 2} of the code's {latent_dim} "
            f"numbers, got {gist_dim}"
        )
