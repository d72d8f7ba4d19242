"""The re-reading step: rewrites are encoded and predicted as written, and those that help stay."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import torch

from tweetopt.datasets import restore
from tweetopt.optimizer.engine import Engine
from tweetopt.optimizer.messages import Dropped
from tweetopt.optimizer.result import Candidate
from tweetopt.optimizer.rewriting.task import Task
from tweetopt.optimizer.settings import Settings
from tweetopt.optimizer.words.similarity import similarity_to
from tweetopt.optimizer.words.tweaks import is_tweak
from tweetopt.optimizer.words.writing_errors import has_writing_errors
from tweetopt.optimizer.writers.base import Proposal, originals_of
from tweetopt.predictors import Prediction
from tweetopt.predictors.luck import nearness
from tweetopt.predictors.rewrite_share import rewrite_share
from tweetopt.vae.shapes import Latents

_RANDOM_CODES = 3
"""Under which a rewrite's likelihood is averaged; more of them say the same."""
_FARTHEST = 10.0
"""Nats by which a rewrite may be less likely than the text, under the text's own code: a word or
two of another meaning."""


@dataclass(frozen=True)
class Reread:
    """What came of the rewrites of one text.

    Attributes:
        candidates: Those that help, by their masked texts.
        others: Those that don't and were worded by somebody or something that knows how, not
            decoded from a code, likewise: other versions all the same.
        dropped: How many were dropped, by reason.
    """

    candidates: Mapping[str, Candidate] = field(default_factory=dict)
    others: Mapping[str, Candidate] = field(default_factory=dict)
    dropped: Counter[str] = field(default_factory=Counter)


@dataclass(frozen=True)
class _Predicted:
    """A rewrite as it is written.

    Attributes:
        rewrite: The rewrite.
        predictions: By property.
        meaning: Cosine to the original's; None if the model can't say.
        helps: Whether it is predicted to be nearer to the goals than its original.
    """

    rewrite: Proposal
    predictions: Mapping[str, Prediction]
    meaning: float | None
    helps: bool

    @property
    def of_use(self) -> bool:
        """Whether it may be shown: versions that somebody worded are, even if they don't help."""
        return self.helps or self.rewrite.fluent or self.rewrite.predicted_at_latent is None


def read_again(
    tasks: Sequence[Task],
    rewrites: Sequence[Sequence[Proposal]],
    *,
    engine: Engine,
    settings: Settings,
) -> list[Reread]:
    """Encode and predict rewrites as they are written.

    Args:
        tasks: The texts.
        rewrites: Of each one, those that keep its promises.
        engine: Model and predictors.
        settings: How similar rewrites must be.

    Returns:
        For each task the rewrites that are near the text, read as well and keep what was predicted
        at their codes: those that are predicted to be nearer to the goals, and fluent writers'
        others.
    """
    short_enough = [_short_enough(each, engine) for each in rewrites]
    predicted = _predicted(tasks, short_enough, engine)
    useful = [[each for each in own if each.of_use] for own in predicted]
    clumsy = _clumsy(tasks, [[p.rewrite for p in each] for each in useful], engine=engine)
    return [
        _taken(
            task,
            own,
            clumsy=bad,
            dropped=Counter(
                {
                    Dropped.UNREADABLE: len(kept) - len(read),
                    Dropped.NO_BETTER: len(read) - len(own),
                }
            ),
            engine=engine,
            settings=settings,
        )
        for task, own, bad, kept, read in zip(
            tasks, useful, clumsy, rewrites, predicted, strict=True
        )
    ]


def _short_enough(rewrites: Sequence[Proposal], engine: Engine) -> list[Proposal]:
    """Those that the model can hold."""
    fits = engine.autoencoder.fits([each.text for each in rewrites]) if rewrites else []
    return [each for each, fit in zip(rewrites, fits, strict=True) if fit]


def _predicted(
    tasks: Sequence[Task], rewrites: Sequence[Sequence[Proposal]], engine: Engine
) -> list[list[_Predicted]]:
    """Each task's rewrites, encoded and predicted."""
    rows = [(task, each) for task, own in zip(tasks, rewrites, strict=True) for each in own]
    if not rows:
        return [[] for _ in tasks]
    texts = [rewrite.text for _, rewrite in rows]
    codes, originals = engine.autoencoder.encode(texts), originals_of([t.brief for t, _ in rows])
    predictions = engine.predict_latents(
        codes,
        texts=texts,
        account_medians=[task.brief.request.account_median for task, _ in rows],
        originals=originals,
    )
    meanings = _meanings(codes, originals.latents, engine)
    found: dict[Task, list[_Predicted]] = {task: [] for task in tasks}
    for (task, rewrite), predicted, meaning in zip(rows, predictions, meanings, strict=True):
        helps = task.ranking.gap(predicted) < task.ranking.gap(task.brief.original)
        found[task].append(_Predicted(rewrite, predicted, meaning, helps))
    return list(found.values())


def _meanings(codes: Latents, originals: Latents, engine: Engine) -> list[float | None]:
    """How near each rewrite is to its original in meaning: cosines; None if the model can't say."""
    autoencoder = engine.autoencoder
    if not autoencoder.knows_meaning:
        return [None] * len(codes)
    similar = (autoencoder.meaning(codes) * autoencoder.meaning(originals)).sum(1)
    return list(similar.tolist())


def _taken(
    task: Task,
    useful: Sequence[_Predicted],
    *,
    clumsy: set[str],
    dropped: Counter[str],
    engine: Engine,
    settings: Settings,
) -> Reread:
    """Make candidates of rewrites near the text that read as well and keep what codes promised."""
    candidates: dict[str, Candidate] = {}
    others: dict[str, Candidate] = {}
    dropped = +dropped  # a copy
    similar = similarity_to(task.brief.request.text)
    for each in useful:
        rewrite = each.rewrite
        text = rewrite.posted or restore(rewrite.text, task.brief.masked) or ""
        similarity = similar(text)
        if _is_far(each, task, similarity, settings):
            dropped[Dropped.STRAYED] += 1
        elif rewrite.text in clumsy:
            dropped[Dropped.CLUMSY] += 1
        elif task.ranking.loses_too_much(rewrite.predicted_at_latent, each.predictions):
            dropped[Dropped.LESS] += 1
        else:
            (candidates if each.helps else others)[rewrite.text] = Candidate(
                text=text,
                predictions=each.predictions,
                predicted_at_latent=rewrite.predicted_at_latent,
                similarity=similarity,
                meaning=each.meaning,
                weighted_length=engine.kind.length(text),
                writer=rewrite.writer,
                gain=_gain(task, each),
                better=_better(task, each, engine),
                tweak=is_tweak(text, of=task.brief.request.text),
                fluent=rewrite.fluent,
            )
    return Reread(candidates, others, dropped)


def _gain(task: Task, read: _Predicted) -> float | None:
    name = task.brief.request.property
    before = task.brief.original[name].value
    return read.predictions[name].value / before if before else None


def _better(task: Task, read: _Predicted, engine: Engine) -> float | None:
    """The chance that a rewrite does better than its original, as for `Candidate`."""
    goal = task.brief.request.goals[0]
    evidence, predictor = engine.evidence.get(goal.property), engine.predictors[goal.property]
    if evidence is None or evidence.luck is None:
        return None
    values = [each[goal.property].value for each in (task.brief.original, read.predictions)]
    before, after = predictor.info.scale.forward(torch.tensor(values))
    # Of a rewrite only a share of the difference is predicted that luck was measured beside.
    more = float(after - before) / rewrite_share(predictor)
    near = nearness(task.brief.masked.text, read.rewrite.text)
    too_high = float(goal.gap(before, predictor.info.scale)) > 0
    return evidence.luck.chance(-more if too_high else more, nearness=near)


def _is_far(read: _Predicted, task: Task, similarity: float, settings: Settings) -> bool:
    """Whether a rewrite is another text: a fluent one by its meaning, where that is known.

    Else by its words, links left out: a link is many characters, and says nothing.
    """
    if not read.rewrite.fluent:
        return similarity < settings.least_similarity
    if read.meaning is None:
        in_words = similarity_to(task.brief.masked.text)(read.rewrite.text)
        return in_words < settings.least_fluent_similarity
    return read.meaning < settings.least_meaning


def _clumsy(
    tasks: Sequence[Task],
    rewrites: Sequence[Sequence[Proposal]],
    *,
    engine: Engine,
) -> list[set[str]]:
    """Of each task's rewrites, those by the decoder that don't read as well as the text.

    The words of single phrases were held against the training texts when they were written; those
    of texts that the decoder wrote as a whole are held against them here.
    """
    if engine.autoencoder.wording is None:
        return [set() for _ in tasks]
    decoded = [
        [each for each in own if each.predicted_at_latent is not None or each.phrased]
        for own in rewrites
    ]
    clumsy = [_badly_worded(*each, engine) for each in zip(tasks, decoded, strict=True)]
    if engine.kind.prose:
        rest = [
            (row, each.text)
            for row, (own, bad) in enumerate(zip(decoded, clumsy, strict=True))
            for each in own
            if each.text not in bad
        ]
        for row, rewrite in _unlikely(tasks, rest, engine=engine):
            clumsy[row].add(rewrite)
    return clumsy


def _badly_worded(task: Task, decoded: Sequence[Proposal], engine: Engine) -> set[str]:
    """Those with words or marks where training texts have none."""
    text, wording = task.brief.masked.text, engine.autoencoder.wording
    if wording is None or not decoded:
        return set()
    whole = [each.text for each in decoded if each.predicted_at_latent is not None]
    bad = {
        rewrite
        for rewrite, cost in zip(whole, wording.cost(whole, beside=text), strict=True)
        if cost > 0 or wording.unseen_trigrams(rewrite, beside=text)
    }
    if engine.kind.prose:
        bad.update(
            each.text
            for each in decoded
            if has_writing_errors(each.text, than=text)
            or wording.unknown_words(each.text, beside=text)
        )
    return bad


def _unlikely(
    tasks: Sequence[Task], rows: Sequence[tuple[int, str]], *, engine: Engine
) -> Iterator[tuple[int, str]]:
    """Those rewrites, each with its task's number, that are less likely under the decoder.

    Less than the text, under random codes, where a token more or less counts as usual for the
    text, as in `Wording.cost`; or far less under the text's own code, which then contradicts them.
    """
    if not rows:
        return
    autoencoder = engine.autoencoder
    texts = [*(task.brief.masked.text for task in tasks), *(rewrite for _, rewrite in rows)]
    start = torch.stack([task.brief.start for task in tasks])
    codes = torch.cat([start, start[[number for number, _ in rows]]])
    nats = (-autoencoder.fluency(texts, samples=_RANDOM_CODES)).tolist()
    own = (-autoencoder.log_prob(texts, codes)).tolist()
    lengths = [len(ids) for ids in autoencoder.tokenize(texts)]
    for row, (number, rewrite) in enumerate(rows, len(tasks)):
        usual = nats[number] * lengths[row] / lengths[number]
        if nats[row] > usual or own[row] > own[number] + _FARTHEST:
            yield number, rewrite
