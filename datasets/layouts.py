"""From the raw files of the public sets to clean columns; a function a set, a file at a time."""

import re
from collections.abc import Mapping, Sequence
from pathlib import Path

import pandas as pd

from tweetopt.datasets.cleaning import clean

SHORTEST = 20
"""A text has so many characters at least; of a tweet, links don't count."""
LONGEST_TITLE = 200  # characters

FEWEST_WORDS = 3
"""An everyday tweet has so many beside hashtags and mentions."""
MOST_MENTIONS = 2  # in an everyday tweet; with more it is mostly names

_LINK = r"https?://\S+"  # only to count what is beside it; a set must not change with the masks
_TWITTER_TIME = "%a %b %d %H:%M:%S %z %Y"
_RETWEET = "RT @"
_ESCAPED = re.compile(r"(?:\\u[0-9a-fA-F]{4})+")
_PLACE = re.compile(r"\s*\(?@ [^@]*$")
_LEFT_OVER = "\ufe0f"  # of the emoji that were labels

Names = Mapping[str, Sequence[str]]
"""A clean column, and what sources call it, the likeliest first."""

_TWEET: Names = {
    "id": ("id", "tweet_id", "id_str"),
    "created_at": ("created_at", "time", "timestamp"),
    "text": ("text", "full_text"),
    "likes": ("favorite_count", "faves", "likes", "favorites"),
    "retweets": ("retweet_count", "retweets"),
}
_TITLE: Names = {
    "id": ("id",),
    "created_utc": ("created_utc",),
    "text": ("title", "text"),
    "score": ("score",),
    "num_comments": ("num_comments",),
    "over_18": ("over_18", "over18"),
}
_HEADLINE: Names = {
    "test_id": ("clickability_test_id", "test_id"),
    "eyecatcher_id": ("eyecatcher_id",),
    "text": ("headline", "text"),
    "impressions": ("impressions",),
    "clicks": ("clicks",),
}


def congress_tweets(path: Path) -> pd.DataFrame:
    """Tweets of one member of Congress: English, no retweets, enough text beside the links."""
    names = {**_TWEET, "account": ("user", "user_id"), "lang": ("lang", "language")}
    raw = _read(path, names=names, separator="|")
    tweets = raw[raw["lang"] == "en"]
    times = pd.to_datetime(tweets["created_at"], format=_TWITTER_TIME, utc=True, errors="coerce")
    return _tweets(tweets.assign(created_at=times))


def figures_tweets(path: Path) -> pd.DataFrame:
    """Tweets of one public figure, whom the file is named after: no replies, no retweets."""
    raw = _read(path, names={**_TWEET, "type": ("type",)})
    # "r:" and the number of a person, or "rt:" and that of a tweet; a tweet of its own has none.
    own = raw[raw["type"].fillna("") == ""]
    seconds = pd.to_numeric(own["created_at"], errors="coerce")
    return _tweets(
        own.assign(
            created_at=pd.to_datetime(seconds, unit="s", utc=True, errors="coerce"),
            account=path.stem,
        )
    )


def reddit_titles(path: Path) -> pd.DataFrame:
    """Titles of one community, which the file is named after: ASCII, not marked 18+."""
    raw = _read(path, names=_TITLE)
    rows = raw[raw["over_18"].str.lower() == "false"]
    rows = rows.assign(subreddit=path.stem, text=_cleaned(rows["text"]).str.strip())
    length = rows["text"].str.len()
    fits = rows["text"].map(str.isascii).astype(bool) & length.between(SHORTEST, LONGEST_TITLE)
    return _whole_numbers(rows[fits], ("created_utc", "score", "num_comments"))


def upworthy_headlines(path: Path) -> pd.DataFrame:
    """Headlines of randomised tests, with the share of readers who clicked."""
    raw = pd.read_parquet(path)
    rows = _renamed(raw, _HEADLINE, path).dropna(subset=["text"])
    rows = _whole_numbers(rows.assign(text=_cleaned(rows["text"])), ("impressions", "clicks"))
    rows = rows[rows["impressions"] > 0]
    return rows.assign(ctr=rows["clicks"] / rows["impressions"])


def everyday_tweets(path: Path) -> pd.DataFrame:
    """Tweets of ordinary people, a line each, whole and without the place they were sent from.

    The folder of the file says which part of the source they are.
    """
    lines = pd.Series(path.read_text(encoding="utf-8", errors="replace").split("\n"), dtype=str)
    texts = lines[~lines.str.contains("…", regex=False)].map(_everyday).astype(str)
    whole = ~texts.str.endswith("...")
    words = texts.str.replace(r"@user|#\w+", "", regex=True).str.count(r"\S+")
    few = texts.str.count("@user") <= MOST_MENTIONS
    return pd.DataFrame(
        {"part": path.parent.name, "text": texts[whole & few & (words >= FEWEST_WORDS)]}
    )


def _everyday(line: str) -> str:
    text = clean(_ESCAPED.sub(_unescaped, line)).replace(_LEFT_OVER, "")
    text = _PLACE.sub("", re.sub(" +", " ", text))
    return re.sub(r" +(?=[.,!?:;](?: |$))", "", text).strip()


def _unescaped(match: re.Match[str]) -> str:
    """Characters beyond the first plane were written as two."""
    halves = match[0].encode().decode("unicode_escape")
    return halves.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def _tweets(rows: pd.DataFrame) -> pd.DataFrame:
    text = _cleaned(rows["text"]).str.strip()
    beside = text.str.replace(_LINK, "", regex=True).str.strip().str.len()
    good = (beside >= SHORTEST) & ~text.str.startswith(_RETWEET)
    rows = rows.assign(text=text)[good].dropna(subset=["created_at"])
    rows = rows.assign(created_at=rows["created_at"].astype("datetime64[us, UTC]"))
    return _whole_numbers(rows, ("likes", "retweets"))


def _cleaned(texts: pd.Series) -> pd.Series:
    return texts.fillna("").map(clean).astype(str)


def _whole_numbers(rows: pd.DataFrame, columns: Sequence[str]) -> pd.DataFrame:
    """Rows with a number in each of these columns, as int64."""
    for column in columns:
        values = pd.to_numeric(rows[column], errors="coerce")
        rows = rows.assign(**{column: values})[values.notna()]
    return rows.astype(dict.fromkeys(columns, "int64"))


def _read(path: Path, *, names: Names, separator: str = ",") -> pd.DataFrame:
    """The columns of a raw CSV file as text.

    Raises:
        ValueError: A column is missing, or the file cannot be parsed.
    """
    try:
        raw = pd.read_csv(
            path,
            sep=separator,
            dtype=str,
            keep_default_na=False,
            encoding_errors="replace",
            on_bad_lines="skip",  # one broken line of a stranger's file costs that line
        )
    except ValueError as error:
        reason = " ".join(str(error).split())
        raise ValueError(f"{path}: cannot be read as CSV: {reason}") from error
    return _renamed(raw, names, path)


def _renamed(raw: pd.DataFrame, names: Names, path: Path) -> pd.DataFrame:
    chosen = {}
    for column, candidates in names.items():
        there = [name for name in candidates if name in raw.columns]
        if not there:
            raise ValueError(
                f"{path}: expected a column {' or '.join(candidates)}, got "
                f"{', '.join(map(str, raw.columns))}; the layout of the source has changed"
            )
        chosen[column] = raw[there[0]]
    return pd.DataFrame(chosen)
