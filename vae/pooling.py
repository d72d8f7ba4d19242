"""A text's encodings as one vector, whatever the order of its tokens."""

import torch
from jaxtyping import Float
from torch import Tensor

from tweetopt.vae.shapes import Features, TokenIds


def pool(
    encodings: Features, embeddings: Features, mask: TokenIds
) -> Float[Tensor, "batch 3*d_model"]:
    """Mean and maximum of the encodings, mean of the embeddings, over the real tokens.

    Args:
        encodings: What the encoder says of each token, shape `(batch, length, d_model)`.
        embeddings: What each token is on its own, same shape.
        mask: Shape `(batch, length)`, 0 at padding.

    Returns:
        Shape `(batch, 3 * d_model)`.
    """
    real = mask[..., None].to(encodings.dtype)
    shares = real / real.sum(1, keepdim=True).clamp_min(1)
    least = torch.finfo(encodings.dtype).min
    largest = encodings.masked_fill(mask[..., None] == 0, least).amax(1)
    means = [(each * shares).sum(1) for each in (encodings, embeddings)]
    return torch.cat([means[0], largest, means[1].to(largest.dtype)], 1)
