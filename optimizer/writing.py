"""From codes to candidates: write what the codes say, and read it again."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from torch import Tensor

from tweetopt.datasets import Masked, restore
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
from tweetopt.optimizer.ranking import Ranking
from tweetopt.optimizer.request import Request
from tweetopt.optimizer.result import Candidate, OptimizationResult
from tweetopt.optimizer.settings import Settings
from tweetopt.predictors import Prediction
from tweetopt.vae.alternatives import word_alternatives

_TEMPERATURES = (0.0, 0.5, 1.0)
_ALTERNATIVES = 32
_MOST_EDITS = 6
_LONGEST = 1.5
"""Tokens of a rewrite against those of its text; decoders that lose the thread write on and on."""


@dataclass
class Task:
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


def write(task: Task, codes: Tensor, *, home: Tensor, engine: Engine, settings: Settings) -> None:
    """Decode a task's codes `(tries, latent_dim)`, and offer what they say.

    A code is decoded in several ways: to its likeliest text, by drawing, which brings in other
    words where the decoder hesitates, and by changing single words of the text itself.
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
    alternatives = word_alternatives(
        engine.autoencoder, text, codes, origin=home, count=_ALTERNATIVES
    )
    for rewrite, row in alternatives.items():
        for edit in edits_between(text, rewrite):
            task.edits.setdefault(rewrite, edit)
        task.offer(rewrite, promised=promised[row][request.property].value)


def combine(task: Task) -> None:
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


def read_again(tasks: Sequence[Task], *, engine: Engine, settings: Settings) -> None:
    """Encode and predict each rewrite as it is written; those that help and read well stay."""
    rows = [(task, rewrite) for task in tasks for rewrite in _fitting(task, engine)]
    if not rows:
        return
    latents = engine.autoencoder.encode([rewrite for _, rewrite in rows])
    predictions = engine.predict_latents(
        latents, account_medians=[task.request.account_median for task, _ in rows]
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
    own, *fluency = engine.autoencoder.fluency([task.masked.text, *helpful]).tolist()
    for (rewrite, predictions), score in zip(helpful.items(), fluency, strict=True):
        text = restore(rewrite, task.masked) or ""
        similarity = similar(text)
        if similarity < settings.least_similarity:
            task.dropped["too far from the original"] += 1
        elif score < own - settings.fluency_loss:
            task.dropped["reads badly"] += 1
        else:
            task.candidates[rewrite] = Candidate(
                text=text,
                predictions=predictions,
                predicted_at_latent=task.rewrites[rewrite],
                similarity=similarity,
                weighted_length=weighted_length(text),
            )


def _fitting(task: Task, engine: Engine) -> Iterator[str]:
    """The unread rewrites that the model can hold."""
    lengths = map(len, engine.autoencoder.tokenize(task.unread)) if task.unread else ()
    for rewrite, length in zip(task.unread, lengths, strict=True):
        if length <= engine.autoencoder.max_tokens + 1:
            yield rewrite
        else:
            task.dropped["too long for the model"] += 1
    task.unread.clear()
