"""Property predictors over latent codes: a name, a unit, an interval."""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
