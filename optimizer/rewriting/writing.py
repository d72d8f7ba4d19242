"""From codes to rewrites: what the codes say, and what the text says otherwise."""

from collections.abc import Sequence
from itertools import islice

from torch import Tensor

from tweetopt.optimizer.engine import Engine
from tweetopt.optimizer.rewriting.task import Task, originals_of
from tweetopt.optimizer.settings import Settings
from tweetopt.optimizer.words.edits import apply_edits, edits_between, pairs_and_more
from tweetopt.optimizer.words.phrases import phrases
from tweetopt.optimizer.words.surface import surface_rewrites
from tweetopt.optimizer.words.thesaurus import synonym_rewrites

_TEMPERATURES = (0.0, 1.0)
_MOST_EDITS = 12
_LONGEST = 1.5
"""Tokens of a rewrite against those of its text; decoders that lose the thread write on and on."""
_ROOM = 4
"""Tokens written beyond that, so that what is cut off there is still seen to be too long."""


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
        if cost <= 0 and not wording.unseen_trigrams(rewrite, beside=text):
            task.edits[rewrite] = edit
            task.phrased.add(rewrite)
            task.offer(rewrite)


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
        others = [*wording.rewrites(text), *(synonym_rewrites(text) if prose else ())]
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
