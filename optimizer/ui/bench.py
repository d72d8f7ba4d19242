"""What every tab of the page works with."""

import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from tweetopt.optimizer.engine import Engine
from tweetopt.optimizer.goals import Goal, Relation, parse_number
from tweetopt.optimizer.ui.latent_map import LatentMap
from tweetopt.predictors import PropertyPredictor

RELATIONS = (("At least", Relation.AT_LEAST.value), ("About", Relation.EQUAL.value))
"""How a prediction may stand to a target: people mostly want as many, or more."""


@dataclass(frozen=True)
class Bench:
    """A loaded model with its predictors, and where they came from.

    Attributes:
        engine: The model and its predictors; the page shows the first one's property.
        model: Its folder or bundled name, for batches, which load it themselves.
        predictors: Folders or names, likewise.
        tones: Folders that `optimize tone learn` wrote, by name.
        lock: Held while a text is searched for: two at a time would only be slower.
    """

    engine: Engine
    model: str
    predictors: tuple[str, ...] = ()
    tones: Mapping[str, Path] = field(default_factory=dict)
    lock: threading.Lock = field(default_factory=threading.Lock)

    @cached_property
    def map(self) -> LatentMap:
        """The map of the model's space."""
        return LatentMap(self.engine)

    @property
    def predictor(self) -> PropertyPredictor:
        """The first predictor."""
        return next(iter(self.engine.predictors.values()))

    @property
    def property(self) -> str:
        """The property that the page shows."""
        return self.predictor.name

    def goal(self, value: float | None, relation: str = Relation.AT_LEAST) -> Goal:
        """The goal that a number stands for.

        Raises:
            ValueError: There is no number, or it is below 0.
        """
        if value is None:
            raise ValueError(f"say how many {self.predictor.unit} you want: a number of at least 0")
        return Goal(self.property, Relation(relation), float(value))


def read_median(text: str) -> float | None:
    """What an account usually gets, as typed; nothing typed is an unknown account.

    Raises:
        ValueError: It isn't a number of at least 0.
    """
    text = text.strip()
    return parse_number(text.replace(",", ""), name="account median") if text else None
