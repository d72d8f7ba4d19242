"""Writing by moves: what a user allows beyond other words for the same."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import ClassVar

import torch

from tweetopt.optimizer.engine import Engine
from tweetopt.optimizer.explaining.features import FEATURES
from tweetopt.optimizer.explaining.moves import all_features, all_moves
from tweetopt.optimizer.explaining.numbering import masked_again, posted
from tweetopt.optimizer.explaining.suggestions import real_effect, versions_of
from tweetopt.optimizer.messages import Dropped
from tweetopt.optimizer.permissions import Permission
from tweetopt.optimizer.settings import Settings
from tweetopt.optimizer.writers.base import Brief, Proposal

_LOSSES = {
    "links": Permission.DROP_LINKS,
    "mentions": Permission.DROP_MENTIONS,
    "hashtags": Permission.DROP_HASHTAGS,
    "emoji": Permission.DROP_EMOJI,
}


@dataclass(frozen=True)
class MovesWriter:
    """Makes the moves that a user allows. Follows `Writer`.

    Those that go along with less of what is wanted in real posts, more clearly than chance, are
    proposed with that fault: there the predictor is fooled.
    """

    name: ClassVar[str] = "moves"
    fluent: ClassVar[bool] = False
    seeded: ClassVar[bool] = True
    notice: ClassVar[None] = None

    def propose(
        self, briefs: Sequence[Brief], *, engine: Engine, settings: Settings
    ) -> Iterator[tuple[int, Proposal]]:
        """See `Writer.propose`."""
        for place, brief in enumerate(briefs):
            for proposal in _moved(brief, engine=engine, allowed=set(settings.may)):
                yield place, proposal


def losses(text: str, version: str) -> set[Permission]:
    """What a user must allow who loses what a version of a masked text hasn't any more."""
    return {
        permission
        for name, permission in _LOSSES.items()
        if FEATURES[name].count(version) < FEATURES[name].count(text)
    }


def _moved(brief: Brief, *, engine: Engine, allowed: set[Permission]) -> Iterator[Proposal]:
    moves = {name: move for name, move in all_moves().items() if move.permission in allowed}
    if not moves:
        return
    evidence = engine.evidence.get(brief.request.property)
    features = all_features(moves)
    for _, version in versions_of(brief.masked, moves, engine=engine):
        text = masked_again(version)
        if not losses(brief.masked.text, text) <= allowed:
            continue  # a sentence that goes may take a link with it
        real = real_effect(brief.masked.text, text, evidence=evidence, features=features)
        fooled = real is not None and real.clear and real.gain * _wanted(brief, engine) < 0
        yield Proposal(
            text,
            posted=posted(version, brief.masked),
            fault=Dropped.FOOLED if fooled else None,
        )


def _wanted(brief: Brief, engine: Engine) -> float:
    """How far the prediction is to rise, on the scale; below 0 to fall."""
    goal = brief.request.goals[0]
    scale = engine.predictors[goal.property].info.scale
    value = torch.tensor(brief.original[goal.property].value)
    return -float(goal.gap(scale.forward(value), scale))


MOVES = MovesWriter()
