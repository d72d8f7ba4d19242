"""Whether near codes mean near texts, and whether every code means some text."""

from collections.abc import Sequence
from dataclasses import dataclass

import torch
from sacrebleu.metrics import CHRF
from torch import Tensor

from tweetopt.vae.autoencoder import TextAutoencoder, to_pre_tanh
from tweetopt.vae.divergence import sample_prior
from tweetopt.vae.geometry import PATHS, interpolate, random_step
from tweetopt.vae.language import LanguageModel
from tweetopt.vae.metrics import token_f1

STEPS = (0.1, 0.2, 0.3, 0.5, 0.7, 1.0)
"""Lengths of the ladder's steps, in units of a prior sample's norm."""
TEMPERATURE = 0.7


@dataclass(frozen=True)
class Fluency:
    """How well a set of texts reads.

    Attributes:
        perplexity_ratio: Perplexity under a trigram model, over that of real held-out texts.
        unknown_words: Share of words that occur nowhere in the training texts.
        distinct: Share of texts that differ from all before them.
    """

    perplexity_ratio: float
    unknown_words: float
    distinct: float


@dataclass(frozen=True)
class LadderStep:
    """Texts decoded a random step away from a text's code.

    Attributes:
        size: Length of the step, in units of a prior sample's norm.
        chrf: Mean chrF to the text, 0 to 1.
        f1: Mean token F1.
        unchanged: Share of texts that stayed as decoded without a step.
        fluency: How well they read.
    """

    size: float
    chrf: float
    f1: float
    unchanged: float
    fluency: Fluency


@dataclass(frozen=True)
class SmoothnessReport:
    """What `evaluate_smoothness` measured.

    Attributes:
        ladder: By length of the step.
        written: Texts decoded from elsewhere: prior samples (likeliest words, and drawn),
            midpoints between two texts' codes by path.
        real: The held-out texts themselves.
    """

    ladder: list[LadderStep]
    written: dict[str, Fluency]
    real: Fluency


def evaluate_smoothness(
    autoencoder: TextAutoencoder,
    texts: Sequence[str],
    *,
    language: LanguageModel,
    samples: int = 200,
    seed: int = 0,
) -> SmoothnessReport:
    """Measure the space between and around the codes of held-out texts.

    Args:
        autoencoder: The model.
        texts: Masked texts that training never saw, at least two, all short enough.
        language: Fitted on training texts; judges fluency.
        samples: How many prior samples to write.
        seed: Of steps and samples.
    """
    generator = torch.Generator().manual_seed(seed)
    real_perplexity = language.perplexity(texts)

    def fluency(written: Sequence[str]) -> Fluency:
        return Fluency(
            perplexity_ratio=language.perplexity(written) / real_perplexity,
            unknown_words=language.share_unknown(written),
            distinct=len(set(written)) / len(written),
        )

    codes = to_pre_tanh(autoencoder.encode(texts))
    unmoved = autoencoder.decode(codes.tanh())
    ladder = []
    for size in STEPS:
        moved = random_step(codes, size=size, generator=generator)
        written = autoencoder.decode(moved.tanh())
        ladder.append(
            LadderStep(
                size=size,
                chrf=_mean_chrf(written, texts),
                f1=_mean_f1(autoencoder, written, texts),
                unchanged=sum(map(str.__eq__, written, unmoved)) / len(texts),
                fluency=fluency(written),
            )
        )
    prior = sample_prior(samples, autoencoder.latent_dim, generator=generator)
    written_from = {
        "prior": fluency(autoencoder.decode(prior)),
        "prior, drawn": fluency(autoencoder.decode(prior, temperature=TEMPERATURE, seed=seed)),
    }
    for path in PATHS:
        middle = interpolate(*_pairs(codes), fraction=0.5, path=path)
        written_from[f"midpoints, {path}"] = fluency(autoencoder.decode(middle.tanh()))
    return SmoothnessReport(ladder, written_from, fluency(texts))


def _pairs(codes: Tensor) -> tuple[Tensor, Tensor]:
    half = len(codes) // 2
    return codes[:half], codes[half : 2 * half]


def _mean_chrf(written: Sequence[str], texts: Sequence[str]) -> float:
    chrf = CHRF()
    pairs = zip(written, texts, strict=True)
    total: float = sum(chrf.sentence_score(after, [before]).score for after, before in pairs)
    return total / (100 * len(texts))


def _mean_f1(autoencoder: TextAutoencoder, written: Sequence[str], texts: Sequence[str]) -> float:
    ids = zip(autoencoder.tokenize(written), autoencoder.tokenize(texts), strict=True)
    return sum(token_f1(after, before) for after, before in ids) / len(texts)
