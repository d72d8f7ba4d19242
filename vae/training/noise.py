"""Noise for training: on codes, so that near codes mean near texts; on inputs likewise."""

import torch

from tweetopt.vae.geometry import blend
from tweetopt.vae.shapes import Latents, TokenIds

_PAD, _END, _HIDDEN = 0, 1, 2  # token ids of T5; a hidden token becomes the unknown one
_INDEPENDENT = 0.75  # share of the texts whose gist has less noise than their detail


def noisy_codes(
    pre_tanh: Latents,
    *,
    largest: float,
    power: float = 2.0,
    gist_dim: int = 0,
    detail_dropout: float = 0.0,
) -> Latents:
    """Blend codes with draws from the prior, each code at a level of its own.

    `blend` keeps a standard normal a standard normal
    (the variance-preserving noise of diffusion models: Ho et al. 2020), so the decoder meets
    every distance between a text's own code and a pure prior sample.

    Args:
        pre_tanh: Codes before their Tanh, shape `(batch, latent_dim)`.
        largest: The highest level, 0 to 1.
        power: Levels are `largest * u^power` with u uniform. Above 1 most are small, since a text
            must survive small steps and only its gist large ones; nearer to 1, random codes are
            met more often, and read better.
        gist_dim: So many of the first numbers are the gist. Its level is the detail's times
            another uniform draw for three texts in four, so that the decoder often meets a detail
            that is lost and a gist that isn't; for the others it is the same.
        detail_dropout: Share of the texts whose detail is at the highest level, whatever the
            draw, so that the decoder must write from the gist. Their gist's level is as above.

    Returns:
        As many noisy codes before their Tanh.
    """
    levels = largest * torch.rand(len(pre_tanh), 1, device=pre_tanh.device).pow(power)
    if gist_dim:
        draws = torch.rand(3, len(pre_tanh), 1, device=pre_tanh.device)
        gist = levels * torch.where(draws[0] < _INDEPENDENT, draws[1], 1.0)
        detail = torch.where(draws[2] < detail_dropout, largest, levels)
        detail_dim = pre_tanh.shape[1] - gist_dim
        levels = torch.cat([gist.expand(-1, gist_dim), detail.expand(-1, detail_dim)], 1)
    return blend(pre_tanh, torch.randn_like(pre_tanh), levels)


def damage_tokens(ids: TokenIds, *, share: float) -> TokenIds:
    """Hide, replace and swap tokens of every other text, on average.

    Rebuilding the clean text from such an input makes texts with words in common neighbours
    (Shen et al. 2020, denoising adversarial autoencoders).

    Args:
        ids: Token ids with end marks, shape `(batch, length)`, padded with 0.
        share: The largest share of a text's tokens that is damaged, 0 to 1; the share itself
            is drawn for each text.

    Returns:
        The damaged ids, same shape; padding and end marks stay.
    """
    batch = len(ids)
    shares = share * torch.rand(batch, 1, device=ids.device)
    shares = shares * (torch.rand(batch, 1, device=ids.device) < 0.5)
    damaged = (torch.rand(ids.shape, device=ids.device) < shares) & (ids > _HIDDEN)
    how = torch.rand(ids.shape, device=ids.device)
    others = ids.roll(1, dims=0)
    neighbours = ids.roll(1, dims=1)
    instead = torch.where(how < 0.6, _HIDDEN, torch.where(how < 0.8, others, neighbours))
    # What would write padding or an end mark into the text hides the token instead.
    instead = torch.where((instead == _PAD) | (instead == _END), _HIDDEN, instead)
    return torch.where(damaged, instead, ids)
