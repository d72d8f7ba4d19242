"""The T5-VAE: text to a smooth latent code and back. Knows nothing of likes.

`TextAutoencoder` is what most users want. Its heavy parts load when they are first asked for.
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
