"""The T5-VAE: text to a smooth latent code and back. Knows nothing of likes.

`TextAutoencoder` is what most users want. Its heavy parts load when they are first asked for.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tweetopt.vae.autoencoder import TextAutoencoder
    from tweetopt.vae.config import T5VAEConfig
    from tweetopt.vae.model import T5VAE

__all__ = ["T5VAE", "T5VAEConfig", "TextAutoencoder"]

_HOMES = {"TextAutoencoder": "autoencoder", "T5VAEConfig": "config", "T5VAE": "model"}


def __getattr__(name: str) -> Any:
    if name in _HOMES:
        return getattr(import_module(f"tweetopt.vae.{_HOMES[name]}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
