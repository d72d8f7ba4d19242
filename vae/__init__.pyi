"""The names that the package offers; each one's module is loaded when it is asked for."""

from .autoencoder import TextAutoencoder as TextAutoencoder
from .config import T5VAEConfig as T5VAEConfig
from .model import T5VAE as T5VAE
from .text_encoder import TextEncoder as TextEncoder
