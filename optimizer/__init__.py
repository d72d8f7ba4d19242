"""The search, and everything a user touches. `optimize_texts` is the one verb."""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
