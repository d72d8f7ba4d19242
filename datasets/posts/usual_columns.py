"""Columns asked for by their usual names, whatever a table calls them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

import pandas as pd

from tweetopt.datasets.blocks import read_blocks
from tweetopt.datasets.formats import format_of
from tweetopt.datasets.posts import column_names
from tweetopt.datasets.posts.archives import flat_table
from tweetopt.datasets.posts.column_names import find_name
from tweetopt.datasets.posts.reading import open_posts
from tweetopt.datasets.tables import Columns

_USUAL: Mapping[str, Sequence[str]] = {
    "text": column_names.TEXT,
    "likes": column_names.LIKES,
    "created_at": column_names.TIME,
}
"""What may stand for a name that a table doesn't have."""
_LOOKED_AT = 16
"""Rows, to see which columns there are."""


@dataclass(frozen=True)
class UsualTable:
    """A table whose columns have the names that were asked for.

    Attributes:
        table: All columns; dots lead into nested fields.
        renamed: The names asked for, and what the file calls them.
    """

    table: pd.DataFrame
    renamed: Mapping[str, str]


def usual_columns(path: Path, columns: Columns, value: str) -> UsualTable:
    """Read a table; "text", "likes" and "created_at" may be called otherwise in it.

    Raises:
        FileNotFoundError: There is no such file.
        ValueError: It can't be read, or lacks the column of the text or the value.
    """
    table = open_posts(path).table
    there = list(map(str, table.columns))
    renamed = {
        name: found
        for name in (columns.text, value, columns.time)
        if name not in there and (found := find_name(_USUAL.get(name, ()), there))
    }
    table = table.assign(**{name: table[found] for name, found in renamed.items()})
    for name in (columns.text, value, *columns.required):
        if name not in table:
            raise ValueError(
                f"{path}: expected a column {name!r}, got {', '.join(there)}; name the right column"
            )
    return UsualTable(table, renamed)


def usual_text(path: Path, name: str) -> str:
    """What a table calls its texts: the name given or, for "text" where it isn't, the usual one.

    A table that can't be read keeps the name: whoever works on it says what is wrong.
    """
    if name != "text" or not path.is_file():
        return name  # a user's own, or nothing that could be looked into
    try:
        blocks = read_blocks(path, format_of(path), size=_LOOKED_AT, name=str(path))
        block = next(islice(blocks, 1))
    except (ValueError, OSError):
        return name
    if name in block.columns:
        return name
    nested = list(map(str, flat_table(block.rows).columns))
    return find_name(column_names.TEXT, [*block.columns, *nested]) or name
