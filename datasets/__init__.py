"""Tables of text and numbers in, clean records out. Knows nothing of torch.

What reads tables loads when it is first asked for: pandas takes half a second.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from tweetopt.datasets.kinds import TextKind, find_kind
from tweetopt.datasets.placeholders import Entity, Masked, Matches, fill, restore

if TYPE_CHECKING:
    from tweetopt.datasets.catalog import DataSet, dataset_names, find_dataset, read_dataset
    from tweetopt.datasets.cleaning import clean
    from tweetopt.datasets.posts.names import PostColumns
    from tweetopt.datasets.posts.reading import Posts, read_posts
    from tweetopt.datasets.readers import numbers, read_table, seconds, text_cells
    from tweetopt.datasets.splits import account_medians, split_of

__all__ = [
    "DataSet",
    "Entity",
    "Masked",
    "Matches",
    "PostColumns",
    "Posts",
    "TextKind",
    "account_medians",
    "clean",
    "dataset_names",
    "fill",
    "find_dataset",
    "find_kind",
    "numbers",
    "read_dataset",
    "read_posts",
    "read_table",
    "restore",
    "seconds",
    "split_of",
    "text_cells",
]

_HOMES = {
    "DataSet": "catalog",
    "PostColumns": "posts.names",
    "Posts": "posts.reading",
    "account_medians": "splits",
    "clean": "cleaning",
    "dataset_names": "catalog",
    "find_dataset": "catalog",
    "numbers": "readers",
    "read_dataset": "catalog",
    "read_posts": "posts.reading",
    "read_table": "readers",
    "seconds": "readers",
    "split_of": "splits",
    "text_cells": "readers",
}


def __getattr__(name: str) -> Any:
    if name in _HOMES:
        return getattr(import_module(f"tweetopt.datasets.{_HOMES[name]}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
