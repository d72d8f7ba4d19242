"""Simple ways to rewrite toward a goal, to be compared with the search.

Each takes requests and gives every one of them some rewrites; but for `promising_edits`, unguarded:
no promise is kept. The rewrites of all methods are then chosen from in the same way (see
`evaluation`).
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import compress

import numpy as np
import torch

from tweetopt.datasets import restore
from tweetopt.optimizer.engine import Engine
from tweetopt.optimizer.request import Request
from tweetopt.optimizer.rewriting.task import check_constraints, make_tasks
from tweetopt.optimizer.search.base import BestSoFar
from tweetopt.optimizer.search.gradient import GradientSearch
from tweetopt.optimizer.search.objectives import PropertyGoal
from tweetopt.optimizer.search.region import Ball
from tweetopt.optimizer.settings import Effort, Settings
from tweetopt.optimizer.words.constraints import Constraints
from tweetopt.optimizer.writers.registry import find_writer
from tweetopt.predictors.base import for_texts
from tweetopt.vae.geometry import random_step, to_pre_tanh
from tweetopt.vae.wording.words import is_word, words_and_marks

BUDGET = 96
"""Rewrites that a baseline may have predicted: as many as the search decodes."""

_MOST_CHANGED = 4
"""Words that a random edit replaces, at most."""


def random_edits(
    requests: Sequence[Request], *, settings: Settings, corpus: Sequence[str], engine: Engine
) -> list[list[str]]:
    """One to four words replaced by words drawn as often as they occur."""
    edits = _edits(requests, settings=settings, corpus=corpus, engine=engine, count=BUDGET)
    return [
        _restored(texts, request, engine) for texts, request in zip(edits, requests, strict=True)
    ]


def promising_edits(
    requests: Sequence[Request], *, settings: Settings, corpus: Sequence[str], engine: Engine
) -> list[list[str]]:
    """Of ten times as many random edits, those that keep the search's promises and read as well.

    The other random edits have it easier than the search: they needn't make sense.
    """
    wording = engine.autoencoder.wording
    rewrites = []
    tried = 10 * BUDGET
    edits = _edits(requests, settings=settings, corpus=corpus, engine=engine, count=tried)
    for texts, request in zip(edits, requests, strict=True):
        masked = engine.kind.mask(request.text)
        if wording is not None and texts:
            costs = wording.cost(texts, beside=masked.text)
            texts = list(compress(texts, costs <= settings.worst_wording))
        constraints = Constraints(
            masked, engine.kind, tuple(request.keep), wording, may=settings.may
        )
        kept = [text for text in texts if constraints.broken_by(text) is None]
        rewrites.append(_restored(kept[:BUDGET], request, engine))
    return rewrites


def first_answers(
    name: str, requests: Sequence[Request], *, engine: Engine, settings: Settings
) -> list[list[str]]:
    """The first rewrite by a writer that keeps its promises; no predictor has a say."""
    settings = replace(settings, effort=Effort.DRAFT)
    tasks = make_tasks(requests, engine=engine, settings=settings)
    writer = find_writer(name)
    proposed = writer.propose([task.brief for task in tasks], engine=engine, settings=settings)
    first: dict[int, str] = {}
    for place, each in proposed:
        kept = check_constraints(tasks[place], [replace(each, fluent=writer.fluent)])
        for text in kept.rewrites:
            first.setdefault(place, restore(text, tasks[place].brief.masked) or "")
    return [[first[place]] if place in first else [] for place in range(len(tasks))]


def _edits(
    requests: Sequence[Request],
    *,
    settings: Settings,
    corpus: Sequence[str],
    engine: Engine,
    count: int,
) -> Iterator[list[str]]:
    """Masked random edits of each text."""
    random = np.random.default_rng(settings.seed)
    words = [match[0] for text in corpus for match in _words(text)]
    for request in requests:
        original = engine.kind.mask(request.text).text
        places = _words(original)
        texts = []
        for _ in range(count if places else 0):
            changes = min(len(places), int(random.integers(1, _MOST_CHANGED + 1)))
            chosen = sorted(random.choice(len(places), changes, replace=False), reverse=True)
            text = original
            for place in (places[number] for number in chosen):
                word = words[int(random.integers(len(words)))]
                text = text[: place.start()] + word + text[place.end() :]
            texts.append(text)
        yield texts


def _words(text: str) -> list[re.Match[str]]:
    return [match for match in words_and_marks(text) if is_word(match[0])]


def random_codes(
    requests: Sequence[Request], *, settings: Settings, engine: Engine
) -> list[list[str]]:
    """Decodes of random codes around the text's, at all distances of the search."""
    random, plan = torch.Generator().manual_seed(settings.seed), settings.plan
    rewrites = []
    for request in requests:
        home = to_pre_tanh(engine.autoencoder.encode([engine.kind.mask(request.text).text]))
        codes = [
            random_step(home, size=float(size), generator=random)
            for size in np.linspace(plan.smallest_radius, plan.largest_radius, BUDGET)
        ]
        rewrites.append(_decoded(torch.cat(codes).tanh(), request, engine))
    return rewrites


def nearest_neighbour(
    requests: Sequence[Request], *, engine: Engine, corpus: Sequence[str], codes: torch.Tensor
) -> list[list[str]]:
    """Real texts whose codes are nearest, from which the wanted property is then chosen.

    `codes` are those of the corpus, shape `(texts, latent_dim)`.
    """
    homes = engine.autoencoder.encode([engine.kind.mask(request.text).text for request in requests])
    nearest = torch.cdist(homes, codes).topk(min(BUDGET, len(corpus)), largest=False).indices
    return [[corpus[number] for number in row] for row in nearest.tolist()]


def plain_ascent(
    requests: Sequence[Request], *, settings: Settings, engine: Engine
) -> list[list[str]]:
    """Gradient steps toward the goal as far as the largest region reaches, believed in full."""
    rewrites = []
    for request in requests:
        (goal, *_), name = request.goals, request.property
        text = engine.kind.mask(request.text).text
        home = to_pre_tanh(engine.autoencoder.encode([text]))
        medians = engine.medians(name, [request.account_median])
        objective = PropertyGoal(
            goal,
            for_texts(engine.predictors[name], [text]),
            medians,
            origin=torch.zeros(1),
            discount=torch.ones(1),
            spread=0.0,
        )
        radius = torch.tensor([settings.plan.largest_radius * home.shape[1] ** 0.5])
        search = BestSoFar(GradientSearch(settings.plan.steps))
        codes = search.minimise(objective, home, region=Ball(home, radius))
        rewrites.append(_decoded(codes.tanh(), request, engine))
    return rewrites


def _decoded(codes: torch.Tensor, request: Request, engine: Engine) -> list[str]:
    (ids,) = engine.autoencoder.tokenize([engine.kind.mask(request.text).text])
    texts = engine.autoencoder.decode(codes, max_tokens=2 * len(ids))
    return _restored(list(dict.fromkeys(texts)), request, engine)


def _restored(texts: Sequence[str], request: Request, engine: Engine) -> list[str]:
    """With links and mentions where they fit; where they don't, as the decoder wrote it."""
    masked = engine.kind.mask(request.text)
    return [restore(text, masked) or text for text in texts if text.strip()]
