"""How faithfully a model gives texts back, by length."""

from collections.abc import Sequence
from dataclasses import dataclass

import torch
from sacrebleu import corpus_bleu

from tweetopt.vae.autoencoder import TextAutoencoder
from tweetopt.vae.divergence import mmd, sample_prior
from tweetopt.vae.metrics import nll_gap, token_f1

BANDS = (16, 32, 48, 64, 96)
"""Upper ends of the length bands, in tokens with the end mark."""

_ACTIVE = 0.05  # standard deviation from which a unit of the code counts as used


@dataclass(frozen=True)
class Fidelity:
    """How faithfully texts come back.

    Attributes:
        f1: Mean token F1 against the text.
        exact: Share given back exactly, white space folded.
        bleu: Corpus BLEU (sacrebleu), 0 to 1.
    """

    f1: float
    exact: float
    bleu: float


@dataclass(frozen=True)
class BandScores:
    """Texts of one length band.

    Attributes:
        tokens: Fewest and most tokens of the band, end mark included.
        texts: How many there were.
        one_shot: Texts as decoded from their codes.
        refined: The same after ten refining steps on the codes.
        nll: Nats a token under the text's own code.
        nll_shuffled: Nats a token under another text's code.
    """

    tokens: tuple[int, int]
    texts: int
    one_shot: Fidelity
    refined: Fidelity
    nll: float
    nll_shuffled: float


COLLAPSED_GAP = 0.5
"""Nats a token: with less, another text's code serves nearly as well."""


@dataclass(frozen=True)
class VAEReport:
    """What `evaluate_vae` measured.

    Attributes:
        bands: By length, then all together.
        too_long: Texts beyond the model's length, left out.
        active_units: Units of the code that vary from text to text, of `latent_dim`.
        latent_dim: Width of the code.
        latent_std: Mean standard deviation of a unit (the prior's is 0.63).
        mmd: Distance of the codes from the prior.
    """

    bands: list[BandScores]
    too_long: int
    active_units: int
    latent_dim: int
    latent_std: float
    mmd: float

    @property
    def collapsed(self) -> bool:
        """Whether the decoder hardly reads the code, or the code hardly varies."""
        whole = self.bands[-1]
        gap = whole.nll_shuffled - whole.nll
        return gap < COLLAPSED_GAP or self.active_units < 0.1 * self.latent_dim


def evaluate_vae(autoencoder: TextAutoencoder, texts: Sequence[str]) -> VAEReport:
    """Measure reconstruction by length band, and the health of the codes.

    Args:
        autoencoder: The model.
        texts: Masked texts that training never saw.

    Raises:
        ValueError: Fewer than two texts fit the model.
    """
    lengths = [len(ids) for ids in autoencoder.tokenize(texts)]
    fitting = [row for row, n in enumerate(lengths) if n <= autoencoder.max_tokens + 1]
    if len(fitting) < 2:
        raise ValueError(f"expected at least 2 texts that fit the model, got {len(fitting)}")
    too_long = len(texts) - len(fitting)
    texts, lengths = [texts[row] for row in fitting], [lengths[row] for row in fitting]
    latents = autoencoder.encode(texts)
    one_shot = autoencoder.decode(latents)
    refined = autoencoder.decode(autoencoder.refine(texts, latents=latents))
    bands, shortest = [], 1
    for longest in (*BANDS, 0):
        low, high = (shortest, longest) if longest else (1, max(BANDS))
        rows = [row for row, n in enumerate(lengths) if low <= n <= high]
        shortest = longest + 1
        if len(rows) > 1:
            wanted, once, again = (
                [each[row] for row in rows] for each in (texts, one_shot, refined)
            )
            nll, shuffled = nll_gap(autoencoder.model, autoencoder.tokenize(wanted))
            bands.append(
                BandScores(
                    tokens=(low, high),
                    texts=len(rows),
                    one_shot=_fidelity(autoencoder, once, wanted),
                    refined=_fidelity(autoencoder, again, wanted),
                    nll=nll,
                    nll_shuffled=shuffled,
                )
            )
    spread = latents.std(0)
    prior = sample_prior(
        len(latents), autoencoder.latent_dim, generator=torch.Generator().manual_seed(0)
    )
    return VAEReport(
        bands=bands,
        too_long=too_long,
        active_units=int((spread > _ACTIVE).sum()),
        latent_dim=autoencoder.latent_dim,
        latent_std=float(spread.mean()),
        mmd=float(mmd(latents, prior)),
    )


def _fidelity(
    autoencoder: TextAutoencoder, written: Sequence[str], wanted: Sequence[str]
) -> Fidelity:
    tokens = zip(autoencoder.tokenize(written), autoencoder.tokenize(wanted), strict=True)
    same = [after.split() == before.split() for after, before in zip(written, wanted, strict=True)]
    return Fidelity(
        f1=sum(token_f1(after, before) for after, before in tokens) / len(wanted),
        exact=sum(same) / len(wanted),
        bleu=corpus_bleu(written, [wanted]).score / 100,
    )
