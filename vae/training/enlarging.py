"""A trained T5-VAE made larger, so that it computes at first what it computed before.

As in Net2Net (Chen et al. 2016): what is new starts without any say, and training gives it one.
"""

import torch
from torch import Tensor
from transformers import T5Config

from tweetopt.vae.config import T5VAEConfig, check_gist
from tweetopt.vae.model import T5VAE

_NOT_OURS = ("model_type", "architectures", "transformers_version", "dtype", "torch_dtype")
_OUTPUTS = ("SelfAttention.o", "EncDecAttention.o", "DenseReluDense.wo")  # of a decoder's layer


def config_like(config: T5Config, **changes: int | str | bool) -> T5VAEConfig:
    """The configuration of a T5 or T5-VAE, changed, as a T5-VAE's."""
    fields = {**config.to_dict(), **changes}
    return T5VAEConfig(**{name: fields[name] for name in fields if name not in _NOT_OURS})


def enlarge(
    model: T5VAE,
    *,
    latent_dim: int | None = None,
    gist_dim: int = 0,
    teacher_dim: int = 0,
    decoder_layers: int | None = None,
) -> T5VAE:
    """Give a model a gist, a longer code or more decoder layers.

    A gist comes before the code, more detail after it: mixtures of the old numbers at first, so
    that their norm stays what it was. The decoder hears neither yet. New decoder layers are copies
    of the last one that add nothing yet.

    Args:
        model: The model; it isn't changed.
        latent_dim: Width of the code, gist and all; as before, and the gist, by default.
        gist_dim: Width of the gist; 0 to leave it as it is.
        teacher_dim: Width of the sentence embeddings that the gist is taught by.
        decoder_layers: Layers of the decoder; as before by default.

    Returns:
        A larger model, or the same one where nothing is to be changed.

    Raises:
        ValueError: The model has another gist, or something would shrink.
    """
    own = model.config
    config = _larger_config(
        own,
        latent_dim=latent_dim,
        gist_dim=gist_dim,
        teacher_dim=teacher_dim,
        decoder_layers=decoder_layers,
    )
    if config.to_dict() == config_like(own).to_dict():
        return model
    larger, old = T5VAE(config), model.state_dict()
    weights = {**larger.state_dict(), **old, **_longer_code(old, own, config)}
    if config.teacher_dim != own.teacher_dim:  # another teacher, another readout
        fresh = larger.state_dict()
        weights |= {key: fresh[key] for key in fresh if key.startswith("readout.")}
    for layer in range(own.num_decoder_layers, config.num_decoder_layers):
        weights |= _silent_layer(old, last=own.num_decoder_layers - 1, layer=layer)
    larger.load_state_dict(weights)
    return larger


def _larger_config(
    own: T5VAEConfig,
    *,
    latent_dim: int | None,
    gist_dim: int,
    teacher_dim: int,
    decoder_layers: int | None,
) -> T5VAEConfig:
    if own.gist_dim and gist_dim not in (0, own.gist_dim):
        raise ValueError(
            f"gist-dim: expected {own.gist_dim}, as the model has, got {gist_dim}; "
            "leave the option out"
        )
    gist_dim = gist_dim or own.gist_dim
    least = {
        "latent_dim": own.detail_dim + gist_dim,
        "num_decoder_layers": own.num_decoder_layers,
    }
    wanted = {"latent_dim": latent_dim, "num_decoder_layers": decoder_layers}
    sizes = {name: wanted[name] or least[name] for name in least}
    for name, size in sizes.items():
        if size < least[name]:
            raise ValueError(
                f"{name}: expected at least {least[name]}, which the model to start from has, "
                f"got {size}; a trained model can only grow"
            )
    check_gist(gist_dim, latent_dim=sizes["latent_dim"])
    return config_like(own, **sizes, gist_dim=gist_dim, teacher_dim=teacher_dim or own.teacher_dim)


def _longer_code(
    old: dict[str, Tensor], own: T5VAEConfig, config: T5VAEConfig
) -> dict[str, Tensor]:
    """The weights around the code: of what is new, the decoder hears nothing."""
    before, after = config.gist_dim - own.gist_dim, config.detail_dim - own.detail_dim
    weights = {}
    for key in ("grow.memory.weight", "hints.sequence.weight"):
        weights[key] = torch.nn.functional.pad(old[key], (before, after))
    for key in ("squeeze.sequence.weight", "squeeze.sequence.bias"):
        weights[key] = torch.cat([old[key], _mixture(own.detail_dim, after) @ old[key]])
    return weights


def _mixture(width: int, more: int) -> Tensor:
    """Random mixtures `(more, width)` that keep the mean square of what they mix."""
    random = torch.Generator().manual_seed(0)
    return torch.nn.functional.normalize(torch.randn(more, width, generator=random), dim=1)


def _silent_layer(old: dict[str, Tensor], *, last: int, layer: int) -> dict[str, Tensor]:
    """The last decoder layer's weights under another number, its outputs 0."""
    before, name = f"decoder.block.{last}.", f"decoder.block.{layer}."
    return {
        key.replace(before, name): torch.zeros_like(weight)
        if key.removesuffix(".weight").endswith(_OUTPUTS)
        else weight
        for key, weight in old.items()
        if key.startswith(before) and "relative_attention_bias" not in key
    }
