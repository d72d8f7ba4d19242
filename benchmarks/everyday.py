"""The example texts, as a model takes them."""

import csv
from importlib.resources import files

from tweetopt.datasets.text_kinds import TWEETS


def everyday_texts() -> list[str]:
    """All of examples/everyday.csv."""
    with (files("tweetopt.examples") / "everyday.csv").open(encoding="utf-8") as file:
        return [row["text"] for row in csv.DictReader(file)]


def masked_texts() -> list[str]:
    """The same, links and mentions masked."""
    return [TWEETS.mask(text).text for text in everyday_texts()]
