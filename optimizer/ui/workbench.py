"""What every tab of the page works with."""

import tempfile
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property, lru_cache, partial
from pathlib import Path
from typing import TYPE_CHECKING

from tweetopt.datasets.posts.column_names import TEXT, PostColumns, find_name
from tweetopt.optimizer.engine import Engine
from tweetopt.optimizer.goals import Goal, Relation, parse_number
from tweetopt.optimizer.request import Request
from tweetopt.optimizer.rewriting.pipeline import optimize_texts
from tweetopt.optimizer.settings import OWN_WRITERS, Settings
from tweetopt.optimizer.space.background import Background, everyday_texts
from tweetopt.optimizer.space.latent_map import LatentMap
from tweetopt.predictors import PropertyPredictor
from tweetopt.predictors.personal import PersonalPredictor
from tweetopt.predictors.registry import DEFAULT_PREDICTOR

if TYPE_CHECKING:  # fits ridges: scikit-learn takes seconds to import
    from tweetopt.optimizer.history import History

SUFFIXES = [
    *(".csv", ".tsv", ".jsonl", ".ndjson", ".parquet", ".gz", ".zst"),
    *(".json", ".js", ".zip"),
]
"""Of the tables that can be uploaded."""


@dataclass(frozen=True)
class Bench:
    """A loaded model with its predictors, and where they came from.

    Attributes:
        engine: The model and its predictors; the page shows the first one's property.
        model: Its folder or bundled name, for batches, which load it themselves.
        predictors: Folders or names, likewise.
        tones: Folders that `optimize tone learn` wrote, by name.
        background: Texts of the map; None takes everyday ones.
        settings: Who writes, and how; what the page asks for itself is put in its place.
        account: The account that the first predictor is bent to; None without one.
        usual: What its posts usually get.
        lock: Held while a text is searched for: two at a time would only be slower.
        table_lock: Held while a table is worked on, for the same reason.
    """

    engine: Engine
    model: str
    predictors: tuple[str, ...] = ()
    tones: Mapping[str, Path] = field(default_factory=dict)
    background: Background | None = None
    settings: Settings = field(default_factory=Settings)
    account: str | None = None
    usual: float | None = None
    lock: threading.Lock = field(default_factory=threading.Lock)
    table_lock: threading.Lock = field(default_factory=threading.Lock)

    @cached_property
    def map(self) -> LatentMap:
        """The map of the model's space."""
        return LatentMap(self.engine, self.background or everyday_texts(self.engine))

    @cached_property
    def tables(self) -> tempfile.TemporaryDirectory[str]:
        """Where tables are worked on; it goes when the server ends."""
        return tempfile.TemporaryDirectory(prefix="tweetopt-")

    @cached_property
    def past(self) -> Callable[["PostsFile"], tuple[Engine, "History"]]:
        """Reads an upload of past posts; raises as `with_history`. The last are kept."""
        return lru_cache(maxsize=8)(partial(_read_past, self.engine))

    def whom(self, usual: str, posts: "PostsFile | None") -> tuple[Engine, float | None]:
        """Who predicts, and what the account usually gets.

        Args:
            usual: What it usually gets, as typed.
            posts: Past posts, which stand in its place.

        Raises:
            ValueError: What was typed is no number of at least 0; or as `with_history`.
        """
        if posts is None:
            return self.engine, read_median(usual)
        engine, past = self.past(posts)
        return engine, past.account_median

    @property
    def predictor(self) -> PropertyPredictor:
        """The first predictor."""
        return next(iter(self.engine.predictors.values()))

    @property
    def property(self) -> str:
        """The property that the page shows."""
        return self.predictor.info.name

    def heads(self, posts: "PostsFile | None") -> tuple[str, ...]:
        """Folders or names of the predictors; the one bent to past posts is saved for batches."""
        if posts is None:
            return self.predictors
        own = self.past(posts)[0].predictors[self.property]
        assert isinstance(own, PersonalPredictor)
        first, *others = self.predictors or (DEFAULT_PREDICTOR,)
        base = self.predictor.card.base if isinstance(self.predictor, PersonalPredictor) else first
        folder = Path(self.tables.name) / "head" / str(abs(hash(posts)))
        replace(own, card=replace(own.card, base=base)).save(folder)
        return str(folder), *others

    def goal(self, typed: str, relation: str = Relation.AT_LEAST) -> Goal:
        """The goal that a number stands for; without one, as much as wording gives.

        Raises:
            ValueError: What was typed is no number of at least 0.
        """
        if not typed.strip():
            return Goal(self.property, Relation.MAX)
        return Goal(self.property, Relation(relation), parse_number(typed, name="target"))

    def warm_up(self, text: str) -> None:
        """Do once what takes longer the first time, while somebody is still typing."""
        with self.lock:
            optimize_texts(
                [Request(text, [self.goal("")])],
                engine=self.engine,
                settings=replace(self.settings, writers=OWN_WRITERS),
            )


def read_median(text: str) -> float | None:
    """What an account usually gets, as typed; nothing typed is an unknown account.

    Raises:
        ValueError: It isn't a number of at least 0.
    """
    text = text.strip()
    return parse_number(text, name="usual likes") if text else None


def text_column(names: Sequence[str]) -> str:
    """The column that seems to hold texts: by its name, else the first one."""
    return find_name(TEXT, names) or [*names, "text"][0]


@dataclass(frozen=True)
class PostsFile:
    """Past posts that were uploaded.

    Attributes:
        path: Where they are.
        text: The column of the text; None takes the usual one, as do the others.
        value: Of what posts got.
        time: Of when they were posted.
    """

    path: str
    text: str | None = None
    value: str | None = None
    time: str | None = None


def _read_past(engine: Engine, posts: PostsFile) -> tuple[Engine, "History"]:
    from tweetopt.optimizer.history import with_history

    name = next(iter(engine.predictors))
    columns = PostColumns(
        posts.text, posts.value, posts.time, property=name, hint=("the choices below",) * 3
    )
    return with_history(engine, Path(posts.path), columns=columns)
