"""The sizes of a T5-VAE, and the presets that training offers."""

from typing import Literal, get_args

from transformers import T5Config

Preset = Literal["tiny", "small"]
PRESETS: tuple[Preset, ...] = get_args(Preset)


class T5VAEConfig(T5Config):  # type: ignore[misc]  # transformers is untyped
    """A T5 whose encoder and decoder meet in one latent code.

    Attributes:
        latent_dim: Width of the code.
        max_tokens: The fixed length, end mark included, that encodings are padded to.
        token_dim: Width that each token's encoding is squeezed to.
        sphere: Whether codes before their Tanh have norm sqrt(latent_dim), where practically all
            of a standard normal lies.
        memory_vectors: How many vectors the decoder sees of a code.
        kind: What the texts are, for those who prepare them; nothing here depends on it.
    """

    model_type = "t5-vae"

    latent_dim: int = 256
    max_tokens: int = 96
    token_dim: int = 32
    sphere: bool = False
    memory_vectors: int = 16
    kind: str = "tweets"
    unk_token_id: int = 2


def preset_config(
    preset: Preset,
    *,
    vocab_size: int,
    latent_dim: int | None = None,
    max_tokens: int | None = None,
    kind: str = "tweets",
) -> T5VAEConfig:
    """The configuration of a named size.

    Args:
        preset: "small" (about 11 million parameters) or "tiny" (for tests and first tries).
        vocab_size: Size of the tokenizer's vocabulary.
        latent_dim: Width of the code instead of the preset's.
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
    tiny = preset == "tiny"
    return T5VAEConfig(
        vocab_size=vocab_size,
        d_model=64 if tiny else 256,
        d_kv=16 if tiny else 32,
        d_ff=128 if tiny else 1024,
        num_heads=4 if tiny else 8,
        num_layers=2 if tiny else 3,
        feed_forward_proj="gated-gelu",
        dropout_rate=0.0,  # latent noise regularises; dropout only slows a model this small
        latent_dim=latent_dim or (32 if tiny else 256),
        max_tokens=max_tokens or (32 if tiny else 96),
        sphere=True,
        kind=kind,
        token_dim=16 if tiny else 32,
        memory_vectors=4 if tiny else 16,
        decoder_start_token_id=0,
    )
