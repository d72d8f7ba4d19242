"""Smoothness: whether near codes decode to near texts, and every code to a fluent one."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import torch
from sacrebleu.metrics import CHRF

from tweetopt.vae.autoencoder import TextAutoencoder
from tweetopt.vae.divergence import sample_prior
from tweetopt.vae.geometry import CURVES, interpolate, random_step, to_pre_tanh
from tweetopt.vae.metrics import token_f1
from tweetopt.vae.shapes import Latents
from tweetopt.vae.wording.language_model import LanguageModel

STEPS = (0.0, 0.1, 0.2, 0.3, 0.5, 0.7, 1.0)
"""Lengths of the ladder's steps, in units of a prior sample's norm."""
TEMPERATURE = 0.7
"""Of sampled tokens."""


@dataclass(frozen=True)
class Fluency:
    """How well a set of texts reads.

    Attributes:
        perplexity_ratio: Perplexity under a trigram model, over that of real held-out texts;
            NaN without such a model.
        unknown_words: Share of words that occur nowhere in the texts that the trigram model
            learned; NaN without one.
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
        chrf: Mean chrF to the text (Popović 2015), 0 to 1.
        f1: Mean token F1 to the text.
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
        texts: How many held-out texts were measured.
        learned_texts: How many the trigram model learned; 0 without one.
        real_perplexity: Perplexity a word of the held-out texts themselves, the ratios' base.
        ladder: By length of the step, the first one 0.
        written: Texts decoded from elsewhere: prior samples (likeliest words, and drawn),
            midpoints between two texts' codes by curve.
        real: The held-out texts themselves.
    """

    texts: int
    learned_texts: int
    real_perplexity: float
    ladder: list[LadderStep]
    written: dict[str, Fluency]
    real: Fluency


def evaluate_smoothness(
    autoencoder: TextAutoencoder,
    texts: Sequence[str],
    *,
    language: LanguageModel | None,
    samples: int = 200,
    seed: int = 0,
) -> SmoothnessReport:
    """Measure the space between and around the codes of held-out texts.

    Args:
        autoencoder: The model.
        texts: Masked texts that training never saw, at least two, all short enough, in random
            order: the first half is paired with the second.
        language: Fitted on training texts; judges fluency, which is left out without it.
        samples: How many prior samples to write.
        seed: Of steps and samples.

    Raises:
        ValueError: There are fewer than two texts.
    """
    if len(texts) < 2:
        raise ValueError(f"smoothness: expected at least 2 texts, got {len(texts)}")
    judge = _Judge(language, texts)
    codes = to_pre_tanh(autoencoder.encode(texts))
    return SmoothnessReport(
        texts=len(texts),
        learned_texts=language.n_texts if language else 0,
        real_perplexity=judge.real_perplexity,
        ladder=_ladder(autoencoder, texts, codes=codes, judge=judge, seed=seed),
        written=_elsewhere(autoencoder, codes, judge=judge, samples=samples, seed=seed),
        real=judge(texts),
    )


class _Judge:
    """Measures how fluent texts are, beside real ones."""

    def __init__(self, language: LanguageModel | None, real: Sequence[str]) -> None:
        self.language = language
        self.real_perplexity = language.perplexity(real) if language else math.nan

    def __call__(self, written: Sequence[str]) -> Fluency:
        perplexity = self.language.perplexity(written) if self.language else math.nan
        return Fluency(
            perplexity_ratio=perplexity / self.real_perplexity,
            unknown_words=self.language.share_unknown(written) if self.language else math.nan,
            distinct=len(set(written)) / len(written),
        )


def _ladder(
    autoencoder: TextAutoencoder,
    texts: Sequence[str],
    *,
    codes: Latents,
    judge: _Judge,
    seed: int,
) -> list[LadderStep]:
    """The texts of codes, shape `(texts, latent_dim)` before their Tanh, moved ever farther."""
    unmoved = autoencoder.decode(codes.tanh())
    ladder = []
    for size in STEPS:
        # The same directions at every length: what differs is the length alone.
        generator = torch.Generator().manual_seed(seed)
        moved = random_step(codes, size=size, generator=generator)
        written = autoencoder.decode(moved.tanh()) if size else unmoved
        ladder.append(
            LadderStep(
                size=size,
                chrf=_mean_chrf(written, texts),
                f1=_mean_f1(autoencoder, written, texts),
                unchanged=sum(map(str.__eq__, written, unmoved)) / len(texts),
                fluency=judge(written),
            )
        )
    return ladder


def _elsewhere(
    autoencoder: TextAutoencoder, codes: Latents, *, judge: _Judge, samples: int, seed: int
) -> dict[str, Fluency]:
    """How texts of prior samples and of midpoints between codes read."""
    generator = torch.Generator().manual_seed(seed)
    prior = sample_prior(samples, autoencoder.latent_dim, generator=generator)
    drawn = autoencoder.decode(prior, temperature=TEMPERATURE, seed=seed)
    written = {"prior": judge(autoencoder.decode(prior)), "prior, drawn": judge(drawn)}
    half = len(codes) // 2
    for curve in CURVES:
        middle = interpolate(codes[:half], codes[half : 2 * half], fraction=0.5, curve=curve)
        written[f"midpoints, {curve}"] = judge(autoencoder.decode(middle.tanh()))
    return written


def _mean_chrf(written: Sequence[str], texts: Sequence[str]) -> float:
    chrf = CHRF()
    pairs = zip(written, texts, strict=True)
    total: float = sum(chrf.sentence_score(after, [before]).score for after, before in pairs)
    return total / (100 * len(texts))


def _mean_f1(autoencoder: TextAutoencoder, written: Sequence[str], texts: Sequence[str]) -> float:
    ids = zip(autoencoder.tokenize(written), autoencoder.tokenize(texts), strict=True)
    return sum(token_f1(after, before) for after, before in ids) / len(texts)
