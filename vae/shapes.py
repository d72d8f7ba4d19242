"""Shapes that many functions name, after jaxtyping: equal names are equal sizes in one call.

Tests check them, with beartype; elsewhere they cost nothing and are only read.
"""

from jaxtyping import Float, Int
from torch import Tensor

Latents = Float[Tensor, "batch latent_dim"]
"""Codes, one a text; before or after their Tanh, as the function says."""
TokenIds = Int[Tensor, "batch length"]
"""Token ids padded with 0, or their mask (1 at tokens, 0 at padding), or labels."""
Features = Float[Tensor, "batch length d_model"]
"""A vector for each token."""
Logits = Float[Tensor, "batch length vocabulary"]
"""What the decoder expects at each place."""
PerText = Float[Tensor, " batch"]
"""A number for each text."""
Scalar = Float[Tensor, ""]
Heads = Float[Tensor, "batch heads length head_dim"]
"""Queries of attention."""
Memory = list[Float[Tensor, "2 batch heads vectors head_dim"]]
"""Keys and values that each decoder layer sees of the codes."""
Past = Float[Tensor, "layers 2 batch heads longest head_dim"]
"""Keys and values of places that are written."""
