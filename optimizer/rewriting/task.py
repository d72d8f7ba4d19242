"""The values that steps of the pipeline hand on, but for the codes: tasks and rewrites."""

from collections import Counter
from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

import torch
from torch import Tensor

from tweetopt.datasets import Masked
from tweetopt.optimizer.engine import Engine
from tweetopt.optimizer.request import Request
from tweetopt.optimizer.rewriting.ranking import Ranking
from tweetopt.optimizer.settings import Settings
from tweetopt.optimizer.words.constraints import Constraints
from tweetopt.optimizer.words.edits import Edit
from tweetopt.predictors import Prediction
from tweetopt.predictors.rewrite_share import Originals


@dataclass(frozen=True, eq=False)
class Task:
    """A request, and what is known of its text before the search.

    Attributes:
        request: What is wanted.
        masked: The text with its links and mentions masked.
        code: What the encoder makes of that, shape `(latent_dim,)`.
        constraints: What rewrites must keep.
        original: The text's own predictions, by property.
        ranking: Compares predictions with the request.
    """

    request: Request
    masked: Masked
    code: Tensor
    constraints: Constraints
    original: Mapping[str, Prediction]
    ranking: Ranking


@dataclass(frozen=True)
class Rewrite:
    """A rewrite of a text, as it is proposed.

    Attributes:
        text: The rewrite, masked.
        predicted_at_latent: What was predicted at the code that it was decoded from, of the first
            goal's property; None where words of the text were changed.
        edit: The single edit that makes it of the text, where there is just one.
        phrased: Whether some of it, but not all, is a phrase that the decoder wrote.
        fault: Why it is to be dropped, where that is known already.
        posted: The rewrite with its links and mentions, if some of them are gone: a move that the
            user allows.
    """

    text: str
    predicted_at_latent: float | None = None
    edit: Edit | None = None
    phrased: bool = False
    fault: str | None = None
    posted: str | None = None


@dataclass(frozen=True)
class Kept:
    """What is left of the rewrites proposed for one text.

    Attributes:
        rewrites: Those that keep every promise, by their texts, in the order proposed.
        dropped: How many of the others there were, by reason.
    """

    rewrites: Mapping[str, Rewrite]
    dropped: Counter[str]


def make_tasks(requests: Sequence[Request], *, engine: Engine, settings: Settings) -> list[Task]:
    """Mask, encode and predict the texts of requests."""
    masked = [engine.kind.mask(request.text) for request in requests]
    texts = [each.text for each in masked]
    codes = engine.autoencoder.encode(texts)
    medians = [request.account_median for request in requests]
    predictions = engine.predict_latents(codes, texts=texts, account_medians=medians)
    wording = None if settings.bold else engine.autoencoder.wording
    return [
        Task(
            request,
            text,
            code,
            Constraints(
                text, engine.kind, tuple(request.keep), wording, swearing=settings.swearing
            ),
            prediction,
            Ranking(request, engine.predictors, settings),
        )
        for request, text, code, prediction in zip(
            requests, masked, codes, predictions, strict=True
        )
    ]


def originals_of(tasks: Sequence[Task]) -> Originals:
    """The tasks' own texts, as what others are rewrites of."""
    return Originals(
        torch.stack([task.code for task in tasks]), [task.masked.text for task in tasks]
    )


def check_constraints(
    task: Task, proposed: Iterable[Rewrite], *, known: Container[str] = frozenset()
) -> Kept:
    """Drop the rewrites that break a promise.

    A text that is proposed again keeps the prediction of the first time; the last time says what
    kind of rewrite it is.

    Args:
        task: The text.
        proposed: Its rewrites.
        known: Texts of rewrites that were kept before, and are passed over.
    """
    kept: dict[str, Rewrite] = {}
    dropped: Counter[str] = Counter()
    for each in proposed:
        if each.text in known:
            continue
        if before := kept.get(each.text):
            edit = each.edit or before.edit
            kept[each.text] = replace(before, edit=edit, phrased=each.phrased)
        elif fault := each.fault or task.constraints.broken_by(each.text, posted=each.posted):
            dropped[fault] += 1
        else:
            kept[each.text] = each
    return Kept(kept, dropped)
