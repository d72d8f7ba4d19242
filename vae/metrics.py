"""How faithful a T5-VAE is, and whether its codes matter."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import torch
from jaxtyping import Int
from torch import Tensor

from tweetopt.vae.shapes import Latents, Logits, PerText, TokenIds

COLLAPSED_GAP = 0.5
"""Nats a token; below it posterior collapse: another text's code serves nearly as well."""
_ACTIVE = 0.05  # standard deviation over texts from which on a number of the code is active


class Codec(Protocol):
    """What both `T5VAE` and `Network` can do."""

    def encode(self, ids: TokenIds, mask: TokenIds, /) -> Latents:
        """Codes of token ids."""
        ...

    def logits(self, latents: Latents, ids: TokenIds) -> Logits:
        """What the decoder expects at each place of texts."""
        ...


def pad(sequences: Sequence[Sequence[int]]) -> Int[Tensor, "texts longest"]:
    """Token ids as one tensor, `(texts, longest)`, padded with 0."""
    longest = max(map(len, sequences))
    rows = [[*sequence, *[0] * (longest - len(sequence))] for sequence in sequences]
    return torch.tensor(rows, dtype=torch.long)


@torch.no_grad()
def token_nll(model: Codec, ids: TokenIds, latents: Latents) -> PerText:
    """Nats a token that the decoder needs for each text under each code.

    Args:
        model: The model.
        ids: Shape `(batch, length)`, padded with 0.
        latents: Shape `(batch, latent_dim)`.

    Returns:
        Shape `(batch,)`.
    """
    return sequence_nll(model, ids, latents) / ids.ne(0).sum(1)


def sequence_nll(model: Codec, ids: TokenIds, latents: Latents) -> PerText:
    """Nats of each whole text, shape `(batch,)`; differentiable in the codes."""
    return nats(model.logits(latents, ids), ids)


def nats(logits: Logits, ids: TokenIds) -> PerText:
    """Nats of texts `(batch, length)`, padded with 0, by what was expected at each place."""
    nll = torch.nn.functional.cross_entropy(
        logits.transpose(1, 2).float(), ids, ignore_index=0, reduction="none"
    )
    return nll.sum(1)


@dataclass(frozen=True)
class CodeUse:
    """How much of a text its code carries.

    Attributes:
        nll: Nats a token under a text's own code.
        nll_shuffled: Nats a token under another text's code; equal if the decoder ignores codes.
        active_units: Numbers of the code that vary from text to text (Burda et al. 2016).
        latent_dim: How many units there are.
    """

    nll: float
    nll_shuffled: float
    active_units: int
    latent_dim: int

    @property
    def gap(self) -> float:
        """Nats a token that the right code is worth."""
        return self.nll_shuffled - self.nll

    @property
    def collapsed(self) -> bool:
        """Whether the decoder hardly reads the code, or the code hardly varies."""
        return self.gap < COLLAPSED_GAP or self.active_units < 0.1 * self.latent_dim


@torch.no_grad()
def code_use(
    model: Codec,
    sequences: Sequence[Sequence[int]],
    *,
    batch_size: int = 128,
    device: torch.device | str = "cpu",
) -> CodeUse:
    """Measure what the codes of held-out token sequences carry, by a model on a device."""
    codes, true, shuffled = [], [], []
    for start in range(0, len(sequences), batch_size):
        ids = pad(sequences[start : start + batch_size]).to(device)
        latents = model.encode(ids, ids.ne(0).long())
        codes.append(latents)
        true.append(token_nll(model, ids, latents))
        shuffled.append(token_nll(model, ids, latents.roll(1, 0)))
    return CodeUse(
        nll=torch.cat(true).mean().item(),
        nll_shuffled=torch.cat(shuffled).mean().item(),
        active_units=int((torch.cat(codes).std(0) > _ACTIVE).sum()),
        latent_dim=codes[0].shape[1],
    )


def token_f1(written: Sequence[object], wanted: Sequence[object]) -> float:
    """F1 of two token bags: 1 where they hold the same tokens equally often."""
    if not written or not wanted:
        return float(not written and not wanted)
    common = sum((Counter(written) & Counter(wanted)).values())
    return 2 * common / (len(written) + len(wanted))
