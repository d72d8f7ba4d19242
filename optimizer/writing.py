"""From codes to candidates: write what the codes say, and read it again."""

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice

import torch
from torch import Tensor

from tweetopt.datasets import Masked, restore
from tweetopt.optimizer.candidates import (
    Edit,
    Promises,
    apply_edits,
    edits_between,
    pairs_and_more,
    similarity_to,
)
from tweetopt.optimizer.engine import Engine
from tweetopt.optimizer.phrases import phrases, slips
from tweetopt.optimizer.ranking import Ranking
from tweetopt.optimizer.request import Request
from tweetopt.optimizer.result import Candidate, OptimizationResult
from tweetopt.optimizer.settings import Settings
from tweetopt.optimizer.surface import surface_rewrites
from tweetopt.optimizer.thesaurus import rewrites as synonymous
from tweetopt.predictors import Prediction
from tweetopt.predictors.rewrites import Originals

_TEMPERATURES = (0.0, 1.0)
_MOST_EDITS = 12
_LONGEST = 1.5
"""Tokens of a rewrite against those of its text; decoders that lose the thread write on and on."""
_ROOM = 4
"""Tokens written beyond that, so that what is cut off there is still seen to be too long."""
_RANDOM_CODES = 3
"""Under which the decoder tells how a rewrite reads; more of them say the same."""
_FARTHEST = 10.0
"""Nats by which a text's own code may speak against a rewrite: a word or two of another meaning."""


@dataclass
class Task:
    """One request on its way through the search.

    Attributes:
        request: What is wanted.
        masked: The text with its entities lifted out.
        code: The encoder's code of that, shape `(latent_dim,)`.
        refined: The code that it was refined to, likewise; the encoder's before.
        promises: What rewrites must keep.
        original: The text's own predictions.
        ranking: Judges predictions by the request.
        rewrites: Masked rewrites that keep the promises, each with what its code promised; None
            where words of the text were changed, for no code promised anything.
        edits: The single edit behind a rewrite, where there is just one.
        phrased: The rewrites with a phrase of the decoder's in them.
        dropped: How many were dropped, by reason.
        unread: The rewrites still to be read again.
        candidates: What came of the others, by rewrite.
    """

    request: Request
    masked: Masked
    code: Tensor
    promises: Promises
    original: Mapping[str, Prediction]
    ranking: Ranking
    rewrites: dict[str, float | None] = field(default_factory=dict)
    edits: dict[str, Edit] = field(default_factory=dict)
    phrased: set[str] = field(default_factory=set)
    dropped: Counter[str] = field(default_factory=Counter)
    unread: list[str] = field(default_factory=list)
    candidates: dict[str, Candidate] = field(default_factory=dict)
    refined: Tensor = field(init=False)

    def __post_init__(self) -> None:
        self.refined = self.code

    def offer(self, rewrite: str, *, promised: float | None = None) -> None:
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


def write(tasks: Sequence[Task], codes: Tensor, *, engine: Engine, settings: Settings) -> None:
    """Decode the codes `(tasks, tries, latent_dim)`, and offer each task what its own say.

    A code is decoded to its likeliest text, and by drawing, which brings in other words where
    the decoder hesitates. The bold also take single phrases of written prose.
    """
    texts = [task.masked.text for task in tasks]
    longest = [_LONGEST * len(ids) for ids in engine.autoencoder.tokenize(texts)]
    written = engine.autoencoder.decode_near(
        codes,
        texts,
        max_tokens=[round(most) + _ROOM for most in longest],
        temperatures=_TEMPERATURES,
        seed=settings.seed,
    )
    promised = promised_at(tasks, codes, engine=engine)
    for task, most, rewrites, promises in zip(tasks, longest, written, promised, strict=True):
        lengths = map(len, engine.autoencoder.tokenize(rewrites))
        for rewrite, length, promise in zip(
            rewrites, lengths, promises * len(_TEMPERATURES), strict=True
        ):
            if length > most:
                task.dropped["ran on"] += 1
            else:
                task.offer(rewrite, promised=promise)
        if settings.bold and engine.kind.prose:
            _offer_phrases(task, rewrites, engine)


def _offer_phrases(task: Task, rewrites: Sequence[str], engine: Engine) -> None:
    """Offer the text with a phrase of what the decoder wrote, where that reads as well."""
    text, wording = task.masked.text, engine.autoencoder.wording
    edits = phrases(text, rewrites)
    if wording is None or not edits:  # then nobody knows how they read
        return
    costs = wording.cost(list(edits), beside=text)
    for (rewrite, edit), cost in zip(edits.items(), costs, strict=True):
        if cost <= 0 and not wording.unheard(rewrite, beside=text):
            task.edits[rewrite] = edit
            task.phrased.add(rewrite)
            task.offer(rewrite)


def originals_of(tasks: Sequence[Task]) -> Originals:
    """The tasks' own texts, as what others are rewrites of."""
    return Originals(
        torch.stack([task.code for task in tasks]), [task.masked.text for task in tasks]
    )


def promised_at(tasks: Sequence[Task], codes: Tensor, *, engine: Engine) -> list[list[float]]:
    """What is predicted at codes `(tasks, n, latent_dim)`, of the first goal's property."""
    owners = [task for task in tasks for _ in range(codes.shape[1])]
    originals = originals_of(owners)
    predictions = engine.predict_latents(
        codes.flatten(0, 1),
        texts=originals.texts,
        account_medians=[task.request.account_median for task in owners],
        originals=originals,
    )
    values = iter(
        each[task.request.property].value for task, each in zip(owners, predictions, strict=True)
    )
    return [list(islice(values, codes.shape[1])) for _ in tasks]


def reword(task: Task, *, engine: Engine, settings: Settings) -> None:
    """Offer the text's own words in other ways, one change each."""
    text, wording = task.masked.text, engine.autoencoder.wording
    prose = engine.kind.prose
    rewrites = surface_rewrites(text) if prose else []
    if wording is not None:
        others = [*wording.rewrites(text), *(synonymous(text) if prose else ())]
        costs = wording.cost(others, beside=text)
        rewrites += [
            other
            for other, cost in zip(others, costs, strict=True)
            if cost <= settings.worst_wording
        ]
    for rewrite in rewrites:
        match edits_between(text, rewrite):
            case [edit]:
                task.edits[rewrite] = edit
        task.phrased.discard(rewrite)
        task.offer(rewrite)


def combine(task: Task) -> None:
    """Offer the best single edits together: two, three and more of them."""
    start = task.ranking.gap(task.original)
    gaps = {
        rewrite: task.ranking.gap(candidate.predictions)
        for rewrite, candidate in task.candidates.items()
        if rewrite in task.edits
    }
    helpful = sorted((gap, rewrite) for rewrite, gap in gaps.items() if gap < start)
    edits = [task.edits[rewrite] for _, rewrite in helpful]
    phrased = {task.edits[rewrite] for rewrite in task.phrased}
    for together in pairs_and_more(edits, most=_MOST_EDITS):
        rewrite = apply_edits(task.masked.text, together)
        if phrased.intersection(together):
            task.phrased.add(rewrite)
        task.offer(rewrite)


def read_again(tasks: Sequence[Task], *, engine: Engine, settings: Settings) -> None:
    """Encode and predict each rewrite as it is written; those that help and read well stay."""
    rows = [(task, rewrite) for task in tasks for rewrite in _fitting(task, engine)]
    if not rows:
        return
    texts = [rewrite for _, rewrite in rows]
    predictions = engine.predict_latents(
        engine.autoencoder.encode(texts),
        texts=texts,
        account_medians=[task.request.account_median for task, _ in rows],
        originals=originals_of([task for task, _ in rows]),
    )
    for task in tasks:
        start = task.ranking.gap(task.original)
        helpful = {
            rewrite: prediction
            for (owner, rewrite), prediction in zip(rows, predictions, strict=True)
            if owner is task and task.ranking.gap(prediction) < start
        }
        _take(task, helpful, engine=engine, settings=settings)


def _take(
    task: Task,
    helpful: Mapping[str, Mapping[str, Prediction]],
    *,
    engine: Engine,
    settings: Settings,
) -> None:
    """Make candidates of the rewrites that are near the text and read about as well."""
    similar = similarity_to(task.request.text)
    clumsy = _clumsy(task, helpful, engine)
    for rewrite, predictions in helpful.items():
        text = restore(rewrite, task.masked) or ""
        similarity = similar(text)
        if similarity < settings.least_similarity:
            task.dropped["too far from the original"] += 1
        elif rewrite in clumsy:
            task.dropped["reads badly"] += 1
        else:
            task.candidates[rewrite] = Candidate(
                text=text,
                predictions=predictions,
                predicted_at_latent=task.rewrites[rewrite],
                similarity=similarity,
                weighted_length=engine.kind.length(text),
            )


def _clumsy(task: Task, rewrites: Collection[str], engine: Engine) -> set[str]:
    """Those among what the decoder said, whole or in part, that do not read as well as the text.

    Whole rewrites must be worded like the training texts; phrases were when they were offered.
    """
    text, wording = task.masked.text, engine.autoencoder.wording
    whole = [rewrite for rewrite in rewrites if task.rewrites[rewrite] is not None]
    said = whole + [rewrite for rewrite in rewrites if rewrite in task.phrased]
    if wording is None or not said:
        return set()
    clumsy = {
        rewrite
        for rewrite, cost in zip(whole, wording.cost(whole, beside=text), strict=True)
        if cost > 0 or wording.unheard(rewrite, beside=text)
    }
    if engine.kind.prose:
        clumsy.update(
            rewrite
            for rewrite in said
            if slips(rewrite, than=text) or wording.unknown_words(rewrite, beside=text)
        )
        rest = [rewrite for rewrite in said if rewrite not in clumsy]
        clumsy.update(_unlikely(rest, task=task, engine=engine))
    return clumsy


def _unlikely(rewrites: Sequence[str], *, task: Task, engine: Engine) -> Iterator[str]:
    """Those that the decoder writes less readily than the text, of a code that says nothing.

    A token more or less counts as usual for the text, as in `Wording.cost`. Also those that it
    would hardly write of the text's own code: what that knows of the text, it contradicts.
    """
    if not rewrites:
        return
    autoencoder, texts = engine.autoencoder, [task.masked.text, *rewrites]
    nats = (-autoencoder.fluency(texts, samples=_RANDOM_CODES)).tolist()
    own = (-autoencoder.log_prob(texts, task.refined.expand(len(texts), -1))).tolist()
    lengths = [len(ids) for ids in autoencoder.tokenize(texts)]
    for row, rewrite in enumerate(rewrites, 1):
        if nats[row] > nats[0] * lengths[row] / lengths[0] or own[row] > own[0] + _FARTHEST:
            yield rewrite


def _fitting(task: Task, engine: Engine) -> Iterator[str]:
    """The unread rewrites that the model can hold."""
    lengths = map(len, engine.autoencoder.tokenize(task.unread)) if task.unread else ()
    for rewrite, length in zip(task.unread, lengths, strict=True):
        if length <= engine.autoencoder.max_tokens + 1:
            yield rewrite
        else:
            task.dropped["too long for the model"] += 1
    task.unread.clear()
