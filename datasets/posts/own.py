"""Which posts are the user's own: neither retweets, nor replies, nor repeats of others."""

import re
from collections.abc import Sequence

import pandas as pd

from tweetopt.datasets.posts import column_names
from tweetopt.datasets.posts.column_names import find_all, find_name
from tweetopt.datasets.readers import as_texts

_MENTION = re.compile(r"\.?@\w")
_RETWEETED = re.compile(r"RT @\w")
_NOTHING = ("", "0", "0.0", "false", "nan", "none", "null", "[]", "{}")
"""Cells that say no."""
_FIRST_ID = 1e7
"""Numbers of posts are larger, unless they are of X's first days; counts are smaller."""


def is_repost(text: str) -> bool:
    """Whether a text begins as old retweets do: it's somebody else's."""
    return _RETWEETED.match(text) is not None


def own_posts(table: pd.DataFrame, *, text: str) -> tuple[pd.DataFrame, dict[str, int]]:
    """The posts that are neither retweets nor replies, and how many were.

    Where no column says what is a reply, whatever begins with a mention is.

    Args:
        table: Flat, as `open_posts` makes it.
        text: Its column of texts.
    """
    reposts = is_reposted(table, text=text)
    marks = find_all(column_names.REPLY, list(map(str, table.columns)))
    replies = _any_filled(table, marks) if marks else as_texts(table[text]).str.match(_MENTION)
    replies &= ~reposts
    counts = {"retweets": int(reposts.sum()), "replies": int(replies.sum())}
    return table[~(reposts | replies)], counts


def is_reposted(table: pd.DataFrame, *, text: str) -> "pd.Series[bool]":
    """Which rows are somebody else's posts, handed on; arguments as for `own_posts`."""
    marks = find_all(column_names.REPOST, list(map(str, table.columns)))
    marks = [column for column in marks if not _is_a_count(table[column])]
    reposts = _any_filled(table, marks) | as_texts(table[text]).map(is_repost).astype(bool)
    for column, said in (("type", "Announce"), ("reason.$type", "app.bsky.feed.defs#reasonRepost")):
        if column in table:
            reposts |= table[column] == said
    return reposts


def _is_a_count(column: pd.Series) -> bool:
    """Whether a column says how often posts were handed on, not whose they are."""
    numbers = pd.to_numeric(column, errors="coerce")
    several = numbers[(numbers > 1) & (numbers < _FIRST_ID)]
    return column_names.letters(str(column.name)) == "retweet" and not several.empty


def _any_filled(table: pd.DataFrame, columns: Sequence[str]) -> "pd.Series[bool]":
    filled = pd.Series(False, index=table.index)
    for column in columns:
        filled |= ~as_texts(table[column]).str.strip().str.lower().isin(_NOTHING)
    return filled


def is_repeated(
    table: pd.DataFrame, *, text: str, value: str, time: str | None
) -> "pd.Series[bool]":
    """Rows that say again what an earlier one says, in all that tells one post from another.

    Pages of answers overlap, and exports are put together: such a post would count twice, and be
    judged by itself. Of the same text alone nobody can say: some wish a good morning every day.

    Args:
        table: Flat, as `open_posts` makes it.
        text: Its column of texts.
        value: That of what posts got.
        time: That of times; None for none.
    """
    there = list(map(str, table.columns))
    number, author = find_name(column_names.NUMBER, there), find_name(column_names.AUTHOR, there)
    sure = number or time
    if sure is None:
        return pd.Series(False, index=table.index)
    alike = [text, sure, *([] if number else [value]), *([author] if author else [])]
    cells = pd.concat([as_texts(table[name]) for name in alike], axis=1)
    return cells.duplicated() & (as_texts(table[sure]) != "")
