"""The texts that a map of the space shows around one's own."""

from collections.abc import Sequence
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

import pandas as pd
import torch

from tweetopt.datasets import numbers, read_table, text_cells
from tweetopt.optimizer.engine import Engine

_LEAST, _MOST = 20, 300  # texts of a map, at least and at most
_SAMPLES = 100  # texts, where the model can't hold the examples


@dataclass(frozen=True)
class Background:
    """Texts that the model can hold.

    Attributes:
        name: What to call them.
        texts: The texts, masked.
        values: What each one got of the first predictor's property; None where that isn't known.
    """

    name: str
    texts: Sequence[str]
    values: Sequence[float] | None = None


def example_table(name: str) -> pd.DataFrame:
    """One of the tables that come with the program."""
    with (files("tweetopt.examples") / name).open(encoding="utf-8") as file:
        return pd.read_csv(file)


def everyday_texts(engine: Engine) -> Background:
    """Our examples, or texts decoded from random codes where the model can't hold those."""
    autoencoder = engine.autoencoder
    texts = [engine.kind.mask(text).text for text in example_table("everyday.csv")["text"]]
    held = [text for text, fits in zip(texts, autoencoder.fits(texts), strict=True) if fits]
    if len(held) >= _LEAST:
        return Background("everyday texts", held)
    random = torch.Generator().manual_seed(0)
    codes = torch.randn(_SAMPLES, autoencoder.latent_dim, generator=random).tanh()
    written = dict.fromkeys(text for text in autoencoder.decode(codes) if text.strip())
    return Background("random texts", list(written))


def texts_of_table(file: Path, engine: Engine) -> Background:
    """Texts of a table, sampled with a fixed seed.

    Args:
        file: With columns "text" and the first predictor's property.
        engine: Model and predictors.

    Raises:
        FileNotFoundError: There is no such file.
        ValueError: It lacks a column, numbers, or enough texts that the model can hold.
    """
    name = next(iter(engine.predictors))
    table, _ = numbers(read_table(file, columns=["text", name]), name, source=str(file))
    drawn = table.sample(min(len(table), 2 * _MOST), random_state=0)
    cells = text_cells(drawn["text"], source=str(file))
    texts = [engine.kind.mask(engine.kind.clean(text)).text for text in cells]
    rows = zip(texts, drawn[name], engine.autoencoder.fits(texts), strict=True)
    # Once each: a text that was posted again and again would bend the map toward itself.
    once = {text: float(value) for text, value, fits in rows if fits and text.strip()}
    held = list(once.items())[:_MOST]
    if len(held) < _LEAST:
        raise ValueError(
            f"{file}: expected at least {_LEAST} different texts that the model can hold, got "
            f"{len(held)}; bring another --map"
        )
    return Background(f"texts of {file.name}", *map(list, zip(*held, strict=True)))
