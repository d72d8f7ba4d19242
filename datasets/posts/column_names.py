"""What platforms, scrapers and archives call a post's text, likes, time and number.

Names are compared by their letters and digits alone, whatever stands around them: "Tweet Id",
"tweet_id" and "tweetId" are one name. Dots lead into nested fields.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

TEXT = (
    *("text", "full_text", "rawContent", "tweet_text", "post_text", "content", "tweet"),
    *("tweet_content", "renderedContent", "body", "message", "status", "text_content"),
)
"""Of the text, the likeliest first."""
LIKES = (
    *("likes", "like_count", "favorite_count", "public_metrics.like_count", "nlikes", "favorites"),
    *("favourites_count", "favourites", "likes_count", "number_of_likes", "num_likes", "faves"),
    *("favs", "favorites_count", "likes.totalItems", "tweet_likes"),
)
TIME = (
    *("created_at", "date", "datetime", "timestamp", "time", "published", "posted_at"),
    *("date_time", "tweet_created_at", "created", "created_utc", "post_date", "date_posted"),
    *("publish_date", "indexedAt"),
)
NUMBER = ("id_str", "id", "tweet_id", "tweet_id_str", "post_id", "status_id", "rest_id")
"""Of the number that the platform knows a post by."""
AUTHOR = (
    *("author_id", "username", "screen_name", "user.screen_name", "user.id_str", "user_id"),
    *("author.username", "user.username", "author.handle", "account.acct", "handle", "account"),
    *("author", "user"),
)
"""Of who posted."""

REPLY = (
    *("in_reply_to_status_id", "in_reply_to_status_id_str", "in_reply_to_tweet_id"),
    *("in_reply_to_tweet_id_str", "in_reply_to_user_id", "in_reply_to_user_id_str"),
    *("in_reply_to_id", "in_reply_to", "is_reply", "reply_to", "referenced_tweets.replied_to.id"),
    *("reply.parent.uri",),
)
"""Of what a post answers, if it does."""
REPOST = (
    *("retweeted_status", "retweeted_status_id", "retweeted_status_id_str", "retweeted_tweet"),
    *("is_retweet", "retweet", "retweet_id", "reblog", "referenced_tweets.retweeted.id"),
)
"""Of whose post it hands on, if it does."""

_WRAPPERS = re.compile(r"^(?:post\.record\.|(?:post|object|tweet|legacy|node|status)\.)")
"""What holds a post in the answers of some platforms."""


def letters(name: str) -> str:
    """A name by its letters and digits alone, out of what wraps a post."""
    return re.sub(r"[\W_]+", "", _WRAPPERS.sub("", name)).lower()


def find_name(known: Sequence[str], columns: Sequence[str]) -> str | None:
    """The column that has the likeliest of some names, or ends in it; None where there is none.

    Args:
        known: Such as `TEXT`.
        columns: Of a table.
    """
    by_letters: dict[str, str] = {}
    for column in columns:
        by_letters.setdefault(letters(column), column)
    places = (column if column in columns else by_letters.get(letters(column)) for column in known)
    ending = re.compile(rf"[\W_]{re.escape(known[0])}$", re.IGNORECASE) if known else None
    ends = (column for column in columns if ending and ending.search(column))
    return next((place for place in [*places, *ends] if place is not None), None)


def find_all(known: Sequence[str], columns: Sequence[str]) -> list[str]:
    """The columns that have one of some names, or lie within a field of that name."""
    wanted = set(map(letters, known))
    return [
        column
        for column in columns
        if letters(column) in wanted or letters(_WRAPPERS.sub("", column).split(".")[0]) in wanted
    ]


HINTS = ("--text-column", "--likes-column", "--time-column")
"""How commands let users name the columns of the text, the value and the time."""


@dataclass(frozen=True)
class PostColumns:
    """The columns to read posts from; those that aren't named are found by the usual names.

    Attributes:
        text: The text.
        value: What a post got.
        time: When it was posted.
        property: What `value` holds; only likes are also found by other names.
        hint: How to name the column of the text, the value and the time, in messages.
    """

    text: str | None = None
    value: str | None = None
    time: str | None = None
    property: str = "likes"
    hint: tuple[str, str, str] = HINTS
