"""Fits a head of one's own to an account's past posts.

What is added to the predictor is fitted in `empirical_bayes`. The interval is as wide as the errors
are that remain when each post is predicted from the others, with the median of the posts before it,
as it would have been: what an account usually gets drifts.

    log width = w * log(q / r), w = n / (n + 50)

where q is their conformal 90% quantile and r the middle of the predictor's own half widths; 1 for
fewer than ten posts. The shrinking is as in empirical Bayes, and so is the offset's (Efron & Morris
1975): few posts say little.
"""

from dataclasses import replace

import numpy as np
import numpy.typing as npt
import pandas as pd
import torch

from tweetopt.datasets.splits import NEIGHBOURS
from tweetopt.predictors.base import PropertyPredictor, centre_and_half_width
from tweetopt.predictors.calibration import LEAST_ROWS, conformal_radius
from tweetopt.predictors.empirical_bayes import Adaptation, AdaptationPrior, Evidence, adapt
from tweetopt.predictors.examples import Examples
from tweetopt.predictors.personal import PersonalCard, PersonalPredictor, answer_to_zeros
from tweetopt.predictors.scales import Scale
from tweetopt.predictors.shapes import PerText
from tweetopt.predictors.word_fitting import count_buckets
from tweetopt.predictors.words import WordEffects

WIDTH_POSTS = 50
"""So many posts weigh as much as the belief that an account's errors are as wide as any other's."""
_BUCKETS = 2**15
"""Of words and pairs of words: a thousand posts have some 20,000; 64 KiB of a saved head."""


def adapt_predictor(
    predictor: PropertyPredictor,
    history: Examples,
    *,
    base: str,
    gist_dim: int = 0,
    prior: AdaptationPrior = AdaptationPrior(),  # noqa: B008
) -> PersonalPredictor:
    """Adapt a predictor to one account.

    Labels have no errors of this kind: their account's share of ones is all that is used.

    Args:
        predictor: The predictor.
        history: The account's past posts in order of time, each with the median of the others.
        base: Folder or name of the predictor.
        gist_dim: So many numbers of a code are adapted, the first ones; 0 for all.
        prior: Of what is added.
    """
    known = history.with_medians()
    width = gist_dim or predictor.info.latent_dim
    card = PersonalCard(base, answer_to_zeros(predictor), predictor.info.fingerprint, len(known))
    if predictor.info.scale is Scale.LABEL or not len(known):
        return PersonalPredictor(
            predictor, card, torch.zeros(width), WordEffects(torch.zeros(_BUCKETS), 0.0)
        )
    posts, half = evidence_of(predictor, known, width=width)
    adapted = adapt(posts, prior)
    stretch = 1.0
    if len(known) >= LEAST_ROWS:
        lived = adapted.left + _drift(predictor, known)
        ratio = max(conformal_radius(lived), 1e-9) / max(float(half.median()), 1e-9)
        stretch = float(ratio ** (len(known) / (len(known) + WIDTH_POSTS)))
    return _adapted(predictor, replace(card, width=stretch), adapted, posts)


def _adapted(
    predictor: PropertyPredictor, card: PersonalCard, adapted: Adaptation, posts: Evidence
) -> PersonalPredictor:
    # As it will be saved.
    words = torch.from_numpy(adapted.words).half().float()
    by_words = posts.words @ words.numpy().astype(np.float64)
    usual = float(by_words.mean())
    moved = adapted.offset + adapted.slope * posts.effects + posts.codes @ adapted.code + by_words
    card = replace(
        card,
        offset=adapted.offset + usual,
        slope=adapted.slope,
        strength=adapted.strength,
        moved=float(moved.mean()),
    )
    code = torch.from_numpy(adapted.code).float()
    return PersonalPredictor(predictor, card, code, WordEffects(words, usual))


@torch.no_grad()
def _drift(predictor: PropertyPredictor, known: Examples) -> npt.NDArray[np.float64]:
    """How much less is said of each post when the posts before it tell the median: `(n,)`.

    The first few keep the median of the others.
    """
    values = pd.Series(known.values.double().numpy())
    before = values.rolling(NEIGHBOURS, min_periods=LEAST_ROWS).median().shift(1)
    medians = torch.tensor(before.to_numpy()).to(known.medians)
    medians = torch.where(medians.isnan(), known.medians, medians)
    nothing = torch.zeros_like(known.latents)
    now, then = (predictor.members(nothing, each).mean(0) for each in (known.medians, medians))
    return np.asarray((now - then).double().numpy(), dtype=np.float64)


@torch.no_grad()
def evidence_of(
    predictor: PropertyPredictor, known: Examples, *, width: int
) -> tuple[Evidence, PerText]:
    """What posts say beside a predictor, and its half widths on the scale, shape `(n,)`.

    Args:
        predictor: The predictor.
        known: The posts, with medians.
        width: So many numbers of a code are of use, the first ones.
    """
    value, half = centre_and_half_width(known.read_by(predictor), known.latents, known.medians)
    level = predictor.members(torch.zeros_like(known.latents), known.medians).mean(0)
    texts = known.texts if len(known.texts) else np.full(len(known), "", dtype=object)
    evidence = Evidence(
        errors=(predictor.info.scale.forward(known.values) - value).double().numpy(),
        effects=(value - level).double().numpy(),
        codes=known.latents[:, :width].double().numpy(),
        words=count_buckets(texts, _BUCKETS),
    )
    return evidence, half
