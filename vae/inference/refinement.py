"""Codes that rebuild their texts better than the encoder's do."""

import torch

from tweetopt.vae.inference.network import Network
from tweetopt.vae.metrics import nats
from tweetopt.vae.shapes import Latents, TokenIds

_MOMENTUM, _SPREAD, _LEAST = 0.9, 0.999, 1e-8  # Adam's usual constants


def refine_codes(
    network: Network,
    ids: TokenIds,
    codes: Latents,
    *,
    steps: int,
    rate: float,
    farthest: float,
    until_rebuilt: bool,
) -> Latents:
    """Ascend the likelihood of texts in their codes through the frozen decoder.

    By Adam (Kingma and Ba 2015), written out: `torch.optim` takes seconds to import.

    Args:
        network: The model.
        ids: Token ids of the texts, shape `(texts, length)`, padded with 0.
        codes: Where to start, before the Tanh, shape `(texts, latent_dim)`.
        steps: Steps, at most.
        rate: The learning rate.
        farthest: The largest norm that a code may have.
        until_rebuilt: Leave a text alone as soon as its code decodes to it.

    Returns:
        Shape `(texts, latent_dim)`, before the Tanh.
    """
    codes = codes.clone()
    mean, square = torch.zeros_like(codes), torch.zeros_like(codes)
    left = torch.arange(len(codes))
    for step in range(1, steps + 1):
        part = codes[left].requires_grad_()
        logits = network.logits(part.tanh(), ids[left])
        if until_rebuilt:
            wrong = (logits.argmax(-1) != ids[left]) & ids[left].ne(0)
            left, missed = left[wrong.any(1)], wrong.any(1)
            if not len(left):
                break
        else:
            missed = torch.ones(len(left), dtype=torch.bool)
        loss = nats(logits[missed], ids[left]).sum()
        gradient = torch.autograd.grad(loss, [part])[0][missed]
        mean[left] = _MOMENTUM * mean[left] + (1 - _MOMENTUM) * gradient
        square[left] = _SPREAD * square[left] + (1 - _SPREAD) * gradient.square()
        slope = mean[left] / (1 - _MOMENTUM**step)
        size = (square[left] / (1 - _SPREAD**step)).sqrt() + _LEAST
        codes[left] = (codes[left] - rate * slope / size).renorm(2, 0, farthest)
    return codes
