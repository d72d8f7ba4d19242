"""The moving step: what a user allows beyond other words for the same."""

from collections.abc import Iterator

import torch

from tweetopt.optimizer.engine import Engine
from tweetopt.optimizer.explaining.features import FEATURES
from tweetopt.optimizer.explaining.moves import all_features, all_moves
from tweetopt.optimizer.explaining.numbering import masked_again, posted
from tweetopt.optimizer.explaining.suggestions import real_effect, versions_of
from tweetopt.optimizer.permissions import Permission
from tweetopt.optimizer.rewriting.task import Rewrite, Task
from tweetopt.optimizer.settings import Settings

_LOSSES = {
    "links": Permission.DROP_LINKS,
    "mentions": Permission.DROP_MENTIONS,
    "hashtags": Permission.DROP_HASHTAGS,
    "emoji": Permission.DROP_EMOJI,
}


def permitted_moves(task: Task, *, engine: Engine, settings: Settings) -> Iterator[Rewrite]:
    """The text after each move that the user allows.

    Those that go along with less of what is wanted in real posts, more clearly than chance, are to
    be dropped: there the predictor is fooled.
    """
    if not settings.may:
        return
    moves = {name: move for name, move in all_moves().items() if move.permission in settings.may}
    allowed = set(settings.may)
    evidence = engine.evidence.get(task.request.property)
    features = all_features(moves)
    for _, version in versions_of(task.masked, moves, engine=engine):
        text = masked_again(version)
        if not losses(task.masked.text, text) <= allowed:
            continue  # a sentence that goes may take a link with it
        real = real_effect(task.masked.text, text, evidence=evidence, features=features)
        fooled = real is not None and real.clear and real.gain * _wanted(task, engine) < 0
        yield Rewrite(
            text,
            posted=posted(version, task.masked),
            fault="real posts say the opposite" if fooled else None,
        )


def losses(text: str, version: str) -> set[Permission]:
    """What a user must allow who loses what a version of a masked text hasn't any more."""
    return {
        permission
        for name, permission in _LOSSES.items()
        if FEATURES[name].count(version) < FEATURES[name].count(text)
    }


def _wanted(task: Task, engine: Engine) -> float:
    """How far the prediction is to rise, on the scale; below 0 to fall."""
    goal = task.request.goals[0]
    scale = engine.predictors[goal.property].info.scale
    value = torch.tensor(task.original[goal.property].value)
    return -float(goal.gap(scale.forward(value), scale))
