"""From rewrites to candidates: read them as they are written, and keep those that help."""

from collections.abc import Iterator, Mapping, Sequence

import torch

from tweetopt.datasets import restore
from tweetopt.optimizer.engine import Engine
from tweetopt.optimizer.result import Candidate
from tweetopt.optimizer.rewriting.task import Task, originals_of
from tweetopt.optimizer.settings import Settings
from tweetopt.optimizer.words.similarity import similarity_to
from tweetopt.optimizer.words.slips import slips
from tweetopt.predictors import Prediction

_RANDOM_CODES = 3
"""Under which the decoder tells how a rewrite reads; more of them say the same."""
_FARTHEST = 10.0
"""Nats by which a text's own code may speak against a rewrite: a word or two of another meaning."""


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
    helpful = [
        {
            rewrite: prediction
            for (owner, rewrite), prediction in zip(rows, predictions, strict=True)
            if owner is task and task.ranking.gap(prediction) < task.ranking.gap(task.original)
        }
        for task in tasks
    ]
    clumsy = _clumsy(tasks, helpful, engine)
    for task, better, bad in zip(tasks, helpful, clumsy, strict=True):
        _take(task, better, clumsy=bad, engine=engine, settings=settings)


def _take(
    task: Task,
    helpful: Mapping[str, Mapping[str, Prediction]],
    *,
    clumsy: set[str],
    engine: Engine,
    settings: Settings,
) -> None:
    """Make candidates of rewrites near the text that read as well and keep what codes promised."""
    similar = similarity_to(task.request.text)
    for rewrite, predictions in helpful.items():
        text = restore(rewrite, task.masked) or ""
        similarity = similar(text)
        if similarity < settings.least_similarity:
            task.dropped["too far from the original"] += 1
        elif rewrite in clumsy:
            task.dropped["reads badly"] += 1
        elif task.ranking.overpromised(task.rewrites[rewrite], predictions):
            task.dropped["keeps too little of what its code promised"] += 1
        else:
            task.candidates[rewrite] = Candidate(
                text=text,
                predictions=predictions,
                predicted_at_latent=task.rewrites[rewrite],
                similarity=similarity,
                weighted_length=engine.kind.length(text),
            )


def _clumsy(
    tasks: Sequence[Task], rewrites: Sequence[Mapping[str, object]], engine: Engine
) -> list[set[str]]:
    """Of each task's rewrites, those that the decoder said and that don't read as well as the text.

    What it said in part had the words of training texts when it was offered; what it said as a
    whole must have them, too.
    """
    if engine.autoencoder.wording is None:
        return [set() for _ in tasks]
    said = [
        [each for each in offered if task.rewrites[each] is not None or each in task.phrased]
        for task, offered in zip(tasks, rewrites, strict=True)
    ]
    clumsy = [_badly_worded(*each, engine) for each in zip(tasks, said, strict=True)]
    if engine.kind.prose:
        rest = [
            (number, rewrite)
            for number, (each, bad) in enumerate(zip(said, clumsy, strict=True))
            for rewrite in each
            if rewrite not in bad
        ]
        for number, rewrite in _unlikely(tasks, rest, engine):
            clumsy[number].add(rewrite)
    return clumsy


def _badly_worded(task: Task, said: Sequence[str], engine: Engine) -> set[str]:
    """Those with words or marks where nobody puts them."""
    text, wording = task.masked.text, engine.autoencoder.wording
    if wording is None or not said:
        return set()
    whole = [rewrite for rewrite in said if task.rewrites[rewrite] is not None]
    bad = {
        rewrite
        for rewrite, cost in zip(whole, wording.cost(whole, beside=text), strict=True)
        if cost > 0 or wording.unseen_trigrams(rewrite, beside=text)
    }
    if engine.kind.prose:
        bad.update(
            rewrite
            for rewrite in said
            if slips(rewrite, than=text) or wording.unknown_words(rewrite, beside=text)
        )
    return bad


def _unlikely(
    tasks: Sequence[Task], rows: Sequence[tuple[int, str]], engine: Engine
) -> Iterator[tuple[int, str]]:
    """Those rewrites, each with its task's number, that the decoder writes less readily.

    Less than the text, of a code that says nothing: a token more or less counts as usual for the
    text, as in `Wording.cost`. Or hardly, of the text's own code: what that knows of the text, it
    contradicts.
    """
    if not rows:
        return
    autoencoder = engine.autoencoder
    texts = [*(task.masked.text for task in tasks), *(rewrite for _, rewrite in rows)]
    codes = [*(task.refined for task in tasks), *(tasks[number].refined for number, _ in rows)]
    nats = (-autoencoder.fluency(texts, samples=_RANDOM_CODES)).tolist()
    own = (-autoencoder.log_prob(texts, torch.stack(codes))).tolist()
    lengths = [len(ids) for ids in autoencoder.tokenize(texts)]
    for row, (number, rewrite) in enumerate(rows, len(tasks)):
        usual = nats[number] * lengths[row] / lengths[number]
        if nats[row] > usual or own[row] > own[number] + _FARTHEST:
            yield number, rewrite


def _fitting(task: Task, engine: Engine) -> Iterator[str]:
    """The unread rewrites that the model can hold."""
    lengths = map(len, engine.autoencoder.tokenize(task.unread)) if task.unread else ()
    for rewrite, length in zip(task.unread, lengths, strict=True):
        if length <= engine.autoencoder.max_tokens + 1:
            yield rewrite
        else:
            task.dropped["too long for the model"] += 1
    task.unread.clear()
