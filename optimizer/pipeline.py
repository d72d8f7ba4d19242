"""From texts and goals to results: encode, search, decode, read again, rank."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import torch
from torch import Tensor

from tweetopt.datasets import Masked, mask, restore
from tweetopt.optimizer.ascent import Ball, LatentOptimizer
from tweetopt.optimizer.candidates import (
    Edit,
    Promises,
    apply_edits,
    edits_between,
    growing_sets,
    similarity_to,
    weighted_length,
)
from tweetopt.optimizer.engine import Engine
from tweetopt.optimizer.evolution import EvolutionSearch, Search
from tweetopt.optimizer.objectives import (
    Objective,
    PropertyGoal,
    RowBlocks,
    StayNear,
    WeightedSum,
)
from tweetopt.optimizer.ranking import Ranking
from tweetopt.optimizer.request import Request
from tweetopt.optimizer.result import Candidate, OptimizationResult
from tweetopt.optimizer.settings import Settings
from tweetopt.predictors import Prediction
from tweetopt.vae.autoencoder import to_pre_tanh

_CHUNK = 8
_TEMPERATURES = (0.0, 0.5, 1.0)
_MOST_EDITS = 6
_LONGEST = 1.5
"""Tokens of a rewrite against those of its text; decoders that lose the thread write on and on."""
_DISCOUNTS = (1.0, 0.5, 0.25, 0.125)


@dataclass
class _Task:
    """One request on its way through the search.

    Attributes:
        request: What is wanted.
        masked: The text with its entities lifted out.
        promises: What rewrites must keep.
        original: The text's own predictions.
        ranking: Judges predictions by the request.
        rewrites: Masked rewrites that keep the promises, each with what the code promised.
        edits: The single edit behind a rewrite, where there is just one.
        dropped: How many were dropped, by reason.
        unread: The rewrites still to be read again.
        candidates: What came of the others, by rewrite.
    """

    request: Request
    masked: Masked
    promises: Promises
    original: Mapping[str, Prediction]
    ranking: Ranking
    rewrites: dict[str, float] = field(default_factory=dict)
    edits: dict[str, Edit] = field(default_factory=dict)
    dropped: Counter[str] = field(default_factory=Counter)
    unread: list[str] = field(default_factory=list)
    candidates: dict[str, Candidate] = field(default_factory=dict)

    def offer(self, rewrite: str, *, promised: float) -> None:
        """Take a rewrite in unless it's known or breaks a promise."""
        if rewrite in self.rewrites:
            return
        if broken := self.promises.broken_by(rewrite):
            self.dropped[broken] += 1
        else:
            self.rewrites[rewrite] = promised
            self.unread.append(rewrite)

    def result(self) -> OptimizationResult:
        """What came of it."""
        return self.ranking.result(
            self.original, list(self.candidates.values()), dropped=self.dropped
        )


def optimize_texts(
    requests: Sequence[Request],
    *,
    engine: Engine,
    settings: Settings = Settings(),  # noqa: B008  # frozen
) -> list[OptimizationResult]:
    """Rewrite texts toward goals.

    Only what a rewrite is predicted once it is decoded and read again counts; what the search
    promised at the code does not. A text's result doesn't depend on the other texts.

    Args:
        requests: Texts with what is wanted of them.
        engine: Model and predictors.
        settings: How to search.

    Returns:
        One result a request, in order.

    Raises:
        ValueError: A text is empty or too long, a goal has no predictor, or a word to keep
            isn't in its text.
    """
    for goal in (goal for request in requests for goal in request.goals):
        if goal.property not in engine.predictors:
            raise ValueError(
                f"goal {goal}: expected a property among {', '.join(engine.predictors)}, "
                f"got {goal.property!r}; name its predictor with --predictor"
            )
    originals = engine.predict(
        [request.text for request in requests],
        account_medians=[request.account_median for request in requests],
    )
    tasks = [
        _task(request, original, engine, settings)
        for request, original in zip(requests, originals, strict=True)
    ]
    unmet = [task for task in tasks if not task.ranking.met(task.original)]
    for chunk in _chunks(unmet, engine):
        found = _search(chunk, engine=engine, settings=settings)
        for task, codes in zip(chunk, found, strict=True):
            _write(task, codes, engine=engine, settings=settings)
        _read_again(chunk, engine=engine, settings=settings)
        for task in chunk:
            _combine(task)
        _read_again(chunk, engine=engine, settings=settings)
    return [task.result() for task in tasks]


def _task(
    request: Request, original: Mapping[str, Prediction], engine: Engine, settings: Settings
) -> _Task:
    masked = mask(request.text)
    promises = Promises(masked, tuple(request.keep), engine.autoencoder.phrases)
    return _Task(request, masked, promises, original, Ranking(request, engine.predictors, settings))


def _chunks(tasks: Sequence[_Task], engine: Engine) -> Iterator[list[_Task]]:
    """Tasks to be searched together: all along gradients, or all without."""
    kinds: dict[bool, list[_Task]] = {}
    for task in tasks:
        kinds.setdefault(engine.differentiable(task.request.goals), []).append(task)
    for kind in kinds.values():
        yield from (kind[start : start + _CHUNK] for start in range(0, len(kind), _CHUNK))


def _search(tasks: Sequence[_Task], *, engine: Engine, settings: Settings) -> Tensor:
    """Search from all texts, regions and restarts in one batch.

    Returns:
        The codes found, shape `(tasks, tries, latent_dim)`.
    """
    autoencoder, budget = engine.autoencoder, settings.budget
    texts = [task.masked.text for task in tasks]
    homes = to_pre_tanh(autoencoder.refine(texts, steps=budget.refining_steps))
    plan = _plan(settings, latent_dim=autoencoder.latent_dim)
    tries = len(plan.radii)
    centre = homes.repeat_interleave(tries, 0)
    blocks = [
        _objective(task.request, engine, settings, centre=home.expand(tries, -1), plan=plan)
        for task, home in zip(tasks, homes, strict=True)
    ]
    search: Search = LatentOptimizer(steps=budget.steps)
    if not engine.differentiable(tasks[0].request.goals):
        # Twice the rounds: by then it has come four fifths of the gradient's way.
        search = EvolutionSearch(generations=2 * budget.steps, seed=settings.seed, rows=tries)
    codes = search.minimise(
        RowBlocks(blocks, tries),
        centre + plan.offsets.repeat(len(tasks), 1),
        region=Ball(centre, plan.radii.repeat(len(tasks))),
    )
    return codes.tanh().view(len(tasks), tries, -1)


def _write(task: _Task, codes: Tensor, *, engine: Engine, settings: Settings) -> None:
    """Decode a task's codes `(tries, latent_dim)`, and offer what they say.

    A code is decoded in several ways: to its likeliest text, and by drawing, which brings in
    other words where the decoder hesitates.
    """
    text, request = task.masked.text, task.request
    medians = [request.account_median] * len(codes)
    promised = engine.predict_latents(codes, account_medians=medians)
    (ids,) = engine.autoencoder.tokenize([text])
    written = [
        rewrite
        for temperature in _TEMPERATURES
        for rewrite in engine.autoencoder.decode(
            codes, max_tokens=2 * len(ids), temperature=temperature, seed=settings.seed
        )
    ]
    lengths = map(len, engine.autoencoder.tokenize(written))
    for rewrite, length, predictions in zip(
        written, lengths, promised * len(_TEMPERATURES), strict=True
    ):
        if length > _LONGEST * len(ids):
            task.dropped["ran on"] += 1
            continue
        value = predictions[request.property].value
        task.offer(rewrite, promised=value)
        # A rewrite that changes three places often owes its gain to one of them.
        for edit in edits_between(text, rewrite):
            alone = apply_edits(text, [edit])
            task.edits.setdefault(alone, edit)
            task.offer(alone, promised=value)


def _combine(task: _Task) -> None:
    """Offer the best single edits together: two, three and more of them."""
    start = task.ranking.gap(task.original)
    gaps = {
        rewrite: task.ranking.gap(candidate.predictions)
        for rewrite, candidate in task.candidates.items()
        if rewrite in task.edits
    }
    helpful = sorted((gap, rewrite) for rewrite, gap in gaps.items() if gap < start)
    edits = {task.edits[rewrite]: task.rewrites[rewrite] for _, rewrite in helpful}
    for together in growing_sets(edits, most=_MOST_EDITS):
        rewrite = apply_edits(task.masked.text, together)
        task.offer(rewrite, promised=max(edits[edit] for edit in together))


@dataclass(frozen=True)
class _Plan:
    """The tries for one text: radius `(tries,)`, discount `(tries,)`, offset `(tries, d)`."""

    radii: Tensor
    discounts: Tensor
    offsets: Tensor


def _plan(settings: Settings, *, latent_dim: int) -> _Plan:
    budget = settings.budget
    ratio = settings.largest_radius / settings.smallest_radius
    shares = settings.smallest_radius * ratio ** torch.linspace(0, 1, budget.radii)
    radii = (shares * latent_dim**0.5).repeat_interleave(budget.restarts)
    discounts = torch.tensor(_DISCOUNTS)[torch.arange(budget.restarts) % len(_DISCOUNTS)]
    random = torch.Generator().manual_seed(settings.seed)
    offsets = torch.randn(len(radii), latent_dim, generator=random)
    offsets *= (0.5 * radii / offsets.norm(dim=1))[:, None]
    offsets[:: budget.restarts] = 0  # the first start in each region is the text itself
    return _Plan(radii, discounts.repeat(budget.radii), offsets)


def _objective(
    request: Request, engine: Engine, settings: Settings, *, centre: Tensor, plan: _Plan
) -> Objective:
    terms: list[tuple[float, Objective]] = [(settings.near, StayNear(centre))]
    for goal in request.goals:
        predictor = engine.predictors[goal.property]
        medians = engine.medians(goal.property, [request.account_median] * len(centre))
        with torch.no_grad():
            origin = predictor.members(centre.tanh(), medians).mean(0)
        terms.append((1.0, PropertyGoal(goal, predictor, medians, origin, plan.discounts)))
    return WeightedSum(terms)


def _read_again(tasks: Sequence[_Task], *, engine: Engine, settings: Settings) -> None:
    """Encode and predict each rewrite as it is written, and make it a candidate."""
    rows = [(task, rewrite) for task in tasks for rewrite in _fitting(task, engine)]
    if not rows:
        return
    latents = engine.autoencoder.encode([rewrite for _, rewrite in rows])
    predictions = engine.predict_latents(
        latents, account_medians=[task.request.account_median for task, _ in rows]
    )
    scores = {id(task): similarity_to(task.request.text) for task in tasks}
    for (task, rewrite), prediction in zip(rows, predictions, strict=True):
        text = restore(rewrite, task.masked) or ""
        similarity = scores[id(task)](text)
        if similarity < settings.least_similarity:
            task.dropped["too far from the original"] += 1
            continue
        task.candidates[rewrite] = Candidate(
            text=text,
            predictions=prediction,
            predicted_at_latent=task.rewrites[rewrite],
            similarity=similarity,
            weighted_length=weighted_length(text),
        )


def _fitting(task: _Task, engine: Engine) -> Iterator[str]:
    """The unread rewrites that the model can hold."""
    lengths = map(len, engine.autoencoder.tokenize(task.unread)) if task.unread else ()
    for rewrite, length in zip(task.unread, lengths, strict=True):
        if length <= engine.autoencoder.max_tokens + 1:
            yield rewrite
        else:
            task.dropped["too long for the model"] += 1
    task.unread.clear()
