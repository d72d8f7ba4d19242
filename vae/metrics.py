"""How faithful a T5-VAE is, and whether its codes matter."""

from collections import Counter
from collections.abc import Sequence

import torch
from torch import Tensor

from tweetopt.vae.model import T5VAE


def pad(sequences: Sequence[Sequence[int]]) -> Tensor:
    """Token ids as one tensor, `(texts, longest)`, padded with 0."""
    longest = max(map(len, sequences))
    rows = [[*sequence, *[0] * (longest - len(sequence))] for sequence in sequences]
    return torch.tensor(rows, dtype=torch.long)


@torch.no_grad()
def token_nll(model: T5VAE, ids: Tensor, latents: Tensor) -> Tensor:
    """Nats a token that the decoder needs for each text under each code.

    Args:
        model: The model.
        ids: Shape `(batch, length)`, padded with 0.
        latents: Shape `(batch, latent_dim)`.

    Returns:
        Shape `(batch,)`.
    """
    return sequence_nll(model, ids, latents) / ids.ne(0).sum(1)


def sequence_nll(model: T5VAE, ids: Tensor, latents: Tensor) -> Tensor:
    """Nats of each whole text, shape `(batch,)`; differentiable in the codes."""
    logits = model(latents=latents, labels=ids, use_cache=False).logits
    nll = torch.nn.functional.cross_entropy(
        logits.transpose(1, 2).float(), ids, ignore_index=0, reduction="none"
    )
    return nll.sum(1)


@torch.no_grad()
def nll_gap(
    model: T5VAE, sequences: Sequence[Sequence[int]], *, batch_size: int = 128
) -> tuple[float, float]:
    """Nats a token under a text's own code, and under another text's.

    A decoder that ignores the code shows no difference.

    Returns:
        The two means over the texts.
    """
    device = next(model.parameters()).device
    true, shuffled = [], []
    for start in range(0, len(sequences), batch_size):
        ids = pad(sequences[start : start + batch_size]).to(device)
        latents = model.encode(ids, ids.ne(0).long())
        true.append(token_nll(model, ids, latents))
        shuffled.append(token_nll(model, ids, latents.roll(1, 0)))
    return torch.cat(true).mean().item(), torch.cat(shuffled).mean().item()


def token_f1(written: Sequence[object], wanted: Sequence[object]) -> float:
    """F1 of two token bags: 1 where they hold the same tokens equally often."""
    if not written or not wanted:
        return float(not written and not wanted)
    common = sum((Counter(written) & Counter(wanted)).values())
    return 2 * common / (len(written) + len(wanted))
