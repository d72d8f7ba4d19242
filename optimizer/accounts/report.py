"""What works for an account: its usual likes, what stood out, what goes with more, a backtest."""

from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import torch

from tweetopt.datasets.posts.reading import read_posts
from tweetopt.optimizer.accounts.backtest import Backtest, backtest
from tweetopt.optimizer.accounts.store import Account
from tweetopt.optimizer.accounts.topics import topics_of
from tweetopt.optimizer.accounts.traits import Effect, effects_of, traits_of
from tweetopt.optimizer.engine import Engine
from tweetopt.optimizer.history import own_rows
from tweetopt.predictors.base import PropertyPredictor
from tweetopt.predictors.empirical_bayes import adapt
from tweetopt.predictors.examples import Examples
from tweetopt.predictors.personal import PersonalPredictor
from tweetopt.predictors.personal_fitting import evidence_of
from tweetopt.predictors.scales import Scale
from tweetopt.predictors.tables import encode_examples

_MOST = 1_250
"""Posts, the latest: four fifths of them are as many as a head is fitted to."""
_LEAST = 20
"""Posts: with fewer there is nothing to say."""
_IN_PERIOD = 5  # posts that a month or a quarter has at least, to have a median
_MONTHS = 24  # of more the medians are those of quarters
_UP, _DOWN = 5, 3  # posts that stood out, by getting more and by getting less


@dataclass(frozen=True)
class Period:
    """A month or a quarter.

    Attributes:
        name: As 2024-02 or 2024Q1.
        posts: How many there were.
        median: Of what they got.
    """

    name: str
    posts: int
    median: float


@dataclass(frozen=True)
class Outlier:
    """A post that got something else than its wording and its time explain.

    Attributes:
        day: As 2024-02-23; "" where unknown.
        text: As it was posted.
        got: What it got.
        expected: What the head says that was fitted to the other posts.
    """

    day: str
    text: str
    got: float
    expected: float


@dataclass(frozen=True)
class Report:
    """What works for an account.

    Attributes:
        name: Of the account.
        unit: Of what is counted.
        file: Where its posts were read from.
        read: What was read and left out, in one line.
        posts: How many are reported on, the latest.
        account_median: What the latest usually got.
        periods: Its usual over time; none where times are unknown.
        more: Posts that got more than is explained, the furthest first.
        less: Posts that got less.
        effects: What goes with more, or less; content first, then times, then topics.
        ratios: Whether effects are ratios, or differences on the predictor's scale.
        backtest: How far to trust the account's head.
    """

    name: str
    unit: str
    file: str
    read: str
    posts: int
    account_median: float
    periods: tuple[Period, ...]
    more: tuple[Outlier, ...]
    less: tuple[Outlier, ...]
    effects: tuple[Effect, ...]
    ratios: bool
    backtest: Backtest

    def as_dict(self) -> dict[str, Any]:
        """The report as plain data, for JSON."""
        return {**asdict(self), "verdict": " ".join(self.backtest.sentences)}


def build_report(account: Account, engine: Engine) -> Report:
    """Read an account's posts again, and find what works.

    Args:
        account: The account.
        engine: The model, with the account's head or what that adapts.

    Raises:
        FileNotFoundError: The file of the posts isn't there any more.
        ValueError: It has too few posts; labels have no report.
    """
    predictor = _bundled(engine)
    scale = predictor.info.scale
    posts = read_posts(_file(account), columns=account.post_columns)
    rows = own_rows(posts, kind=engine.kind, labels=scale is Scale.LABEL, most=_MOST)
    rows = rows[engine.autoencoder.fits(rows["text"].tolist())]
    if scale is Scale.LABEL or len(rows) < _LEAST:
        raise ValueError(
            f"account {account.name}: expected at least {_LEAST} posts with numbers, got "
            f"{len(rows)} of the scale {scale}; report on an account with more"
        )
    examples = encode_examples(rows, autoencoder=engine.autoencoder)
    scale.check(examples.values, source=account.file)
    more, less = _outliers(rows, examples, predictor, engine.autoencoder.gist_dim)
    return Report(
        name=account.name,
        unit=account.unit,
        file=account.file,
        read=posts.line,
        posts=len(rows),
        account_median=account.account_median,
        periods=_periods(rows),
        more=more,
        less=less,
        effects=tuple(_effects(rows, examples, engine, scale)),
        ratios=scale is Scale.LOG1P,
        backtest=backtest(examples, predictor, gist_dim=engine.autoencoder.gist_dim),
    )


def _bundled(engine: Engine) -> PropertyPredictor:
    predictor = next(iter(engine.predictors.values()))
    return predictor.base if isinstance(predictor, PersonalPredictor) else predictor


def _file(account: Account) -> Path:
    file = Path(account.file)
    if not file.exists():
        raise FileNotFoundError(
            f"{file}: no such file, and no text of your posts is kept; name where they are now: "
            f"optimize account add {account.name} FILE"
        )
    return file


def _periods(rows: pd.DataFrame) -> tuple[Period, ...]:
    times = pd.to_datetime(rows["seconds"], unit="s")
    if times.isna().any():
        return ()
    months = times.dt.to_period("M")
    periods = months if months.nunique() <= _MONTHS else times.dt.to_period("Q")
    grouped = rows["value"].groupby(periods)
    return tuple(
        Period(str(name), len(values), float(values.median()))
        for name, values in grouped
        if len(values) >= _IN_PERIOD
    )


def _outliers(
    rows: pd.DataFrame, examples: Examples, predictor: PropertyPredictor, gist_dim: int
) -> tuple[tuple[Outlier, ...], tuple[Outlier, ...]]:
    """The posts whose errors are the largest where the other posts predict them."""
    scale = predictor.info.scale
    width = gist_dim or predictor.info.latent_dim
    left = adapt(evidence_of(predictor, examples, width=width)[0]).left
    got = scale.forward(examples.values).double()
    expected = scale.inverse(got - torch.from_numpy(left)).tolist()

    def outlier(place: int) -> Outlier:
        row = rows.iloc[place]
        known = not np.isnan(row["seconds"])
        day = pd.Timestamp(row["seconds"], unit="s").strftime("%Y-%m-%d") if known else ""
        return Outlier(day, row["post"], float(row["value"]), expected[place])

    order = np.argsort(left)
    up = [outlier(place) for place in order[::-1][:_UP] if left[place] > 0]
    return tuple(up), tuple(outlier(place) for place in order[:_DOWN] if left[place] < 0)


def _effects(rows: pd.DataFrame, examples: Examples, engine: Engine, scale: Scale) -> list[Effect]:
    gains = (scale.forward(examples.values) - scale.forward(examples.medians)).double().numpy()
    traits = traits_of(rows.reset_index(drop=True), kind=engine.kind)
    topics = topics_of(replace(examples, texts=rows["text"].to_numpy(dtype=object)),
                       gist_dim=engine.autoencoder.gist_dim)  # fmt: skip
    both = pd.concat([traits, topics], axis=1)
    return effects_of(both, gains, ratios=scale is Scale.LOG1P)
