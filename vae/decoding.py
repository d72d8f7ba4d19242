"""From codes straight to tokens."""

import torch
from torch import Tensor

from tweetopt.vae.network import Network

_LIKELIEST = 50
"""Tokens are drawn from so many of the likeliest: farther down lies noise."""
_CROWDED = 0.75
"""Share of unfinished texts below which the finished ones leave; copying the others costs, too."""


@torch.inference_mode()
def write(
    network: Network, latents: Tensor, *, limit: int, temperatures: Tensor, chances: Tensor
) -> list[list[int]]:
    """Write the texts of codes, each token the likeliest or a drawn one.

    Keys and values lie in memory that is there from the start, and finished texts leave the batch.

    Args:
        network: The model.
        latents: Shape `(n, latent_dim)`.
        limit: The most tokens of a text, end mark included.
        temperatures: Of each text, shape `(n,)`; 0 takes the likeliest token.
        chances: Numbers from 0 to 1 that decide the draws, shape `(n, limit)` or wider.

    Returns:
        Token ids of each text, its end mark left out.
    """
    count = len(latents)
    written = torch.full((count, limit), network.end)
    rows, tokens = torch.arange(count), torch.full((count,), network.start)
    memory, past = network.memory(latents), network.empty_past(count, limit)
    positions = network.positions(limit)
    going = torch.ones(count, dtype=torch.bool)
    for place in range(limit):
        logits = network.step(tokens, place, memory=memory, past=past, positions=positions)
        tokens = _choose(logits, temperatures[rows], chances[rows, place])
        tokens = tokens.where(going, network.end)
        written[rows, place] = tokens
        going = going & (tokens != network.end)
        left = int(going.sum())
        if not left:
            break
        if left < _CROWDED * len(rows):
            stay = going.nonzero()[:, 0]
            rows, tokens, going = rows[stay], tokens[stay], going[stay]
            memory = [layer[:, stay] for layer in memory]
            kept = network.empty_past(left, limit)
            kept[..., : place + 1, :] = past[:, :, stay, :, : place + 1]
            past = kept
    return [_ended(ids, network.end) for ids in written.tolist()]


def _choose(logits: Tensor, temperatures: Tensor, chances: Tensor) -> Tensor:
    """The next token of each text, shape `(batch,)`."""
    chosen = logits.argmax(-1)
    drawn = temperatures.nonzero()[:, 0]
    if len(drawn):
        likely, tokens = logits[drawn].topk(min(_LIKELIEST, logits.shape[1]))
        shares = (likely / temperatures[drawn, None]).softmax(-1).cumsum(-1)
        place = (shares < chances[drawn, None]).sum(-1, keepdim=True)
        chosen[drawn] = tokens.gather(1, place.clamp_max(tokens.shape[1] - 1))[:, 0]
    return chosen


def _ended(ids: list[int], end: int) -> list[int]:
    return ids[: ids.index(end)] if end in ids else ids
