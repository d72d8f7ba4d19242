"""New texts: from anywhere in the space, from around a text, or toward a goal."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import compress
from typing import Any

import torch
from torch import Tensor

from tweetopt.datasets import Masked, fill
from tweetopt.optimizer.engine import Engine
from tweetopt.optimizer.goals import Goal, Relation
from tweetopt.optimizer.predictions import encodable, predict_texts
from tweetopt.optimizer.request import Request
from tweetopt.optimizer.rewriting.ranking import Ranking
from tweetopt.optimizer.search.base import SearchPlan
from tweetopt.optimizer.search.choice import choose_search
from tweetopt.optimizer.search.objectives import Wanted, toward_goals
from tweetopt.optimizer.search.region import Ball
from tweetopt.optimizer.settings import Settings
from tweetopt.optimizer.words.writing_errors import repeats_itself
from tweetopt.predictors import Prediction
from tweetopt.vae.divergence import sample_prior
from tweetopt.vae.geometry import random_step, to_pre_tanh

_ROUNDS = 10  # of draws, before there are fewer samples than asked for
_PLAN = SearchPlan()


@dataclass(frozen=True)
class Sample:
    """A new text.

    Attributes:
        text: The text; "[link]" and "[mention]" stand where the model wrote one of its own.
        predictions: By property, of this text as it is written.
        log_prob: Its log-likelihood under the code that it came from, nats a token.
        fluency: The same when the code says nothing about it, as a plain language model
            would judge it, nats a token.
        met: Whether it reads well and its predictions meet all goals; True without goals.
        reads: Whether it reads like what was learned: it doesn't repeat itself, all its words were
            met in training, and it isn't unlike all texts there. Of what doesn't, predictions mean
            nothing. True where the model has no wording, or the texts are no prose.
    """

    text: str
    predictions: Mapping[str, Prediction]
    log_prob: float
    fluency: float
    met: bool
    reads: bool = True

    def as_dict(self) -> dict[str, Any]:
        """The sample as plain data, for JSON."""
        predictions = {name: vars(each) for name, each in self.predictions.items()}
        return {**vars(self), "predictions": predictions}


def sample_texts(
    count: int,
    *,
    engine: Engine,
    near: str | None = None,
    radius: float = 1.2,
    goals: Sequence[Goal] = (),
    account_median: float | None = None,
    beams: int = 1,
    seed: int = 0,
) -> list[Sample]:
    """Write new texts, all different.

    With goals, each draw is moved toward them by the same gradient search that rewrites texts;
    what counts is the prediction of the text once decoded and read again.

    Args:
        count: How many.
        engine: Model and predictors; without predictors nothing is predicted.
        near: A text to stay around, itself left out; without it codes come from the prior.
        radius: How far from it, in norms of a prior sample.
        goals: What the texts should be predicted.
        account_median: What the account usually gets, in the first predictor's unit.
        beams: As in `TextAutoencoder.decode`.
        seed: Of the draws; the same seed, the same texts.

    Returns:
        At most `count` samples, in the order drawn; with goals, those that meet them first, then
        the nearest misses, and what doesn't read well last. Fewer where the draws, several times
        as many, gave no more texts.

    Raises:
        ValueError: A number is out of range, a goal has none or no predictor; or `near` is
            empty or too long.
    """
    if count < 1:
        raise ValueError(f"count: expected at least 1, got {count}")
    if not 0 < radius < float("inf"):
        raise ValueError(f"radius: expected a number above 0, got {radius:g}")
    engine.check_goals(goals)
    for goal in goals:
        if goal.relation is Relation.MAX:
            raise ValueError(
                f"goal: expected a number that samples are to have, got {goal}; write "
                f"{goal.property}>=NUMBER"
            )
    masked = engine.kind.mask(near or "")
    centre = None
    if near is not None:
        centre = to_pre_tanh(engine.autoencoder.refine([masked.text], steps=_PLAN.refining_steps))
    generator = torch.Generator().manual_seed(seed)
    found: dict[str, Tensor] = {}
    for number in range(_ROUNDS):
        # Near a text many draws decode to the same, and not all that are moved meet their goal.
        if len(found) >= count and (number > 1 or not goals):
            break
        codes = _draw(count, centre, radius=radius, engine=engine, generator=generator)
        if goals:
            codes = _moved(codes, goals, engine=engine, account_median=account_median, seed=seed)
        for text, code in _decoded(codes, engine=engine, beams=beams):
            if text != masked.text:  # near a text, often the text itself
                found.setdefault(text, code)
    samples = _samples(found, masked, goals, engine=engine, account_median=account_median)
    return samples[:count]


def _decoded(codes: Tensor, *, engine: Engine, beams: int) -> Iterator[tuple[str, Tensor]]:
    """The masked texts of codes before their Tanh, `(n, latent_dim)`, that can be encoded again."""
    texts = engine.autoencoder.decode(codes.tanh(), beams=beams)
    return compress(zip(texts, codes, strict=True), encodable(texts, engine=engine))


def _draw(
    count: int,
    centre: Tensor | None,
    *,
    radius: float,
    engine: Engine,
    generator: torch.Generator,
) -> Tensor:
    """Codes before their Tanh, shape `(count, latent_dim)`."""
    if centre is not None:
        return random_step(centre.expand(count, -1), size=radius, generator=generator)
    return to_pre_tanh(sample_prior(count, engine.autoencoder.latent_dim, generator=generator))


def _moved(
    codes: Tensor,
    goals: Sequence[Goal],
    *,
    engine: Engine,
    account_median: float | None,
    seed: int,
) -> Tensor:
    """Codes before their Tanh, moved toward goals; same shape."""
    wanted = [
        Wanted(
            goal,
            engine.predictors[goal.property],
            engine.medians(goal.property, [account_median] * len(codes)),
        )
        for goal in goals
    ]
    objective = toward_goals(
        wanted, codes, discount=_PLAN.discount(len(codes)), stay_near=_PLAN.stay_near
    )
    differentiable = engine.differentiable(goals)
    search = choose_search(_PLAN, differentiable=differentiable, seed=seed, rows=len(codes))
    radius = torch.full((len(codes),), _PLAN.largest_radius * codes.shape[1] ** 0.5)
    return search.minimise(objective, codes, region=Ball(codes, radius))


def _samples(
    found: Mapping[str, Tensor],
    masked: Masked,
    goals: Sequence[Goal],
    *,
    engine: Engine,
    account_median: float | None,
) -> list[Sample]:
    """Masked texts with their codes, read again; the nearest to the goals first."""
    if not found:
        return []
    texts = list(found)
    lengths = torch.tensor([len(ids) for ids in engine.autoencoder.tokenize(texts)])
    log_probs = engine.autoencoder.log_prob(texts, torch.stack(list(found.values())).tanh())
    fluency = engine.autoencoder.fluency(texts)
    predicted = predict_texts(texts, engine=engine, account_median=account_median)
    gaps = [0.0] * len(texts)
    if goals:
        request = Request(masked.text, goals, account_median=account_median)
        gaps = list(map(Ranking(request, engine.predictors, Settings()).gap, predicted))
    a_token = [(nats / lengths).tolist() for nats in (log_probs, fluency)]
    reads = reading_well(texts, engine)
    samples = [
        Sample(
            fill(text, masked),
            predictions,
            log_prob,
            fluent,
            not goals or (well and gap == 0),
            well,
        )
        for text, predictions, log_prob, fluent, gap, well in zip(
            texts, predicted, *a_token, gaps, reads, strict=True
        )
    ]
    if not goals:
        return samples
    order = sorted(range(len(texts)), key=lambda row: (not reads[row], gaps[row]))
    return [samples[row] for row in order]


def reading_well(texts: Sequence[str], engine: Engine) -> list[bool]:
    """Whether masked texts read like what was learned; see `Sample.reads`."""
    wording = engine.autoencoder.wording
    if wording is None or not engine.kind.prose:
        return [True] * len(texts)
    return [
        not (strange or repeats_itself(text) or wording.unknown_words(text, beside=""))
        for text, strange in zip(texts, engine.strange(texts), strict=True)
    ]
