"""Tables of text and numbers in, clean records out. Knows nothing of torch.

What reads tables loads when it is first asked for: pandas takes half a second.
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
