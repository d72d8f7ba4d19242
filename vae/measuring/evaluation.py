"""How faithfully a model gives texts back, by length."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import compress

import torch
from sacrebleu import corpus_bleu

from tweetopt.vae.autoencoder import TextAutoencoder
from tweetopt.vae.divergence import mmd, sample_prior
from tweetopt.vae.metrics import CodeUse, code_use, token_f1

BANDS = (16, 32, 48, 64, 96)
"""Upper ends of the length bands, in tokens with the end mark."""


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
        use: What the codes carry of the texts.
    """

    tokens: tuple[int, int]
    texts: int
    one_shot: Fidelity
    refined: Fidelity
    use: CodeUse


@dataclass(frozen=True)
class VAEReport:
    """What `evaluate_vae` measured.

    Attributes:
        bands: By length, then all together.
        too_long: Texts beyond the model's length, left out.
        latent_std: Mean standard deviation of a unit (the prior's is 0.63).
        mmd: Distance of the codes from the prior.
    """

    bands: list[BandScores]
    too_long: int
    latent_std: float
    mmd: float

    @property
    def use(self) -> CodeUse:
        """What the codes carry, over all texts."""
        return self.bands[-1].use


def evaluate_vae(autoencoder: TextAutoencoder, texts: Sequence[str]) -> VAEReport:
    """Measure reconstruction by length band, and the health of the codes.

    Args:
        autoencoder: The model.
        texts: Masked texts that training never saw.

    Raises:
        ValueError: Fewer than two texts fit the model.
    """
    fitting = list(compress(texts, autoencoder.fits(texts)))
    if len(fitting) < 2:
        raise ValueError(f"expected at least 2 texts that fit the model, got {len(fitting)}")
    too_long, texts = len(texts) - len(fitting), fitting
    lengths = [len(ids) for ids in autoencoder.tokenize(texts)]
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
            bands.append(
                BandScores(
                    tokens=(low, high),
                    texts=len(rows),
                    one_shot=_fidelity(autoencoder, once, wanted),
                    refined=_fidelity(autoencoder, again, wanted),
                    use=code_use(autoencoder.network, autoencoder.tokenize(wanted)),
                )
            )
    prior = sample_prior(
        len(latents), autoencoder.latent_dim, generator=torch.Generator().manual_seed(0)
    )
    return VAEReport(
        bands=bands,
        too_long=too_long,
        latent_std=float(latents.std(0).mean()),
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
        # Unforced, it would warn of texts that end in " ."; rounding takes it beyond 100.
        bleu=min(corpus_bleu(written, [wanted], force=True).score / 100, 1.0),
    )
