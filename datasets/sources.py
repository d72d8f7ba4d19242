"""The data sets that the project knows, and how their raw files become clean tables."""

from collections.abc import Iterable, Sequence
from pathlib import Path

import pandas as pd

from tweetopt.datasets.catalog import Dataset, Source
from tweetopt.datasets.cleaning import clean
from tweetopt.datasets.entities import LINK, mask
from tweetopt.datasets.python_lines import python_lines

_LEAST_CHARACTERS = 20  # beside links
_TITLE_CHARACTERS = (20, 200)
_POSTS = ("id", "account", "created_at", "text", "likes", "retweets")


def congress(paths: Sequence[Path]) -> pd.DataFrame:
    """One file an account: columns separated by "|", texts and numbers as Twitter names them."""

    def read(path: Path) -> pd.DataFrame:
        raw = pd.read_csv(path, sep="|", dtype={"id": str}, keep_default_na=False)
        text = "full_text" if "full_text" in raw else "text"
        _expect(raw, ("id", "created_at", text, "lang", "favorite_count"), path)
        raw = raw[raw["lang"] == "en"]
        raw["created_at"] = pd.to_datetime(raw["created_at"], utc=True, format="mixed")
        raw["account"] = path.stem.strip()
        names = {text: "text", "favorite_count": "likes", "retweet_count": "retweets"}
        return raw.drop(columns="text" if text != "text" else []).rename(columns=names)

    return _tweets(map(read, paths))


def public_figures(paths: Sequence[Path]) -> pd.DataFrame:
    """One CSV an account: times in seconds, and a type that tells retweets."""

    def read(path: Path) -> pd.DataFrame:
        raw = pd.read_csv(path, dtype={"tweet_id": str}, keep_default_na=False)
        _expect(raw, ("tweet_id", "time", "type", "faves", "retweets", "text"), path)
        raw = raw[~raw["type"].astype(str).str.startswith("rt:")]
        raw["created_at"] = pd.to_datetime(raw["time"], unit="s", utc=True)
        raw["account"] = path.stem.strip()
        return raw.rename(columns={"tweet_id": "id", "faves": "likes"})

    return _tweets(map(read, paths))


def reddit(paths: Sequence[Path]) -> pd.DataFrame:
    """One CSV a community, named after it; titles that aren't marked 18+."""

    def read(path: Path) -> pd.DataFrame:
        raw = pd.read_csv(path, dtype={"id": str}, keep_default_na=False, low_memory=False)
        _expect(raw, ("id", "created_utc", "title", "score", "num_comments", "over_18"), path)
        raw = raw[raw["over_18"].astype(str) != "True"]
        raw["subreddit"] = path.stem
        raw["text"] = raw["title"].astype(str).map(clean)
        lengths = raw["text"].str.len()
        shortest, longest = _TITLE_CHARACTERS
        return raw[(lengths >= shortest) & (lengths <= longest) & raw["text"].map(str.isascii)]

    table = pd.concat(map(read, paths), ignore_index=True)
    return _numbers(table.drop_duplicates("id"), ("created_utc", "score", "num_comments"))


def upworthy(paths: Sequence[Path]) -> pd.DataFrame:
    """One Parquet file of headline tests."""
    (path,) = paths
    raw = pd.read_parquet(path)
    _expect(raw, ("clickability_test_id", "eyecatcher_id", "headline", "impressions"), path)
    raw = raw.rename(columns={"clickability_test_id": "test_id", "headline": "text"})
    raw = raw[raw["impressions"] > 0]
    return raw.assign(text=raw["text"].map(clean), ctr=raw["clicks"] / raw["impressions"])


def _tweets(tables: Iterable[pd.DataFrame]) -> pd.DataFrame:
    """Clean tweets: no retweets, some words beside links, each text once."""
    table = pd.concat(tables, ignore_index=True)
    table["text"] = table["text"].astype(str).map(clean)
    words = table["text"].map(lambda text: mask(text).text.replace(LINK, "").strip())
    kept = ~table["text"].str.startswith("RT @") & (words.str.len() >= _LEAST_CHARACTERS)
    return _numbers(table[kept].drop_duplicates("text"), ("likes", "retweets"))


def _numbers(table: pd.DataFrame, columns: Sequence[str]) -> pd.DataFrame:
    for column in columns:
        table[column] = pd.to_numeric(table[column], errors="coerce")
    return table.dropna(subset=list(columns)).reset_index(drop=True)


def _expect(table: pd.DataFrame, columns: Sequence[str], path: Path) -> None:
    missing = [column for column in columns if column not in table]
    if missing:
        raise ValueError(
            f"{path}: expected a column {missing[0]!r}, got {', '.join(table.columns)}"
        )


TWEETS_CONGRESS = Dataset(
    name="tweets_congress",
    description="Tweets by members of the US Congress, 2009 to 2022, with likes and retweets.",
    licence="none stated",
    columns=_POSTS,
    build=congress,
    source=Source(
        "aferrero23/twitter-category-nlp",
        "baa58cb8acfba53cb64d42ef08cde17aaccf6795",
        "tweets_congress.csv",
    ),
)
TWEETS_PUBLIC_FIGURES = Dataset(
    name="tweets_public_figures",
    description="Tweets by 74 scientists, media, brands and entertainers, 2007 to 2015.",
    licence="none stated",
    columns=_POSTS,
    build=public_figures,
    source=Source(
        "sxywu/tweety",
        "96c15c9390f0908e031fe9ad8c8b4a76b2a4c741",
        "tweets_public_figures.csv",
    ),
)
REDDIT_TITLES = Dataset(
    name="reddit_titles",
    description="Titles of top posts of about 2,400 Reddit communities, with scores; 2013.",
    licence="ODC PDDL 1.0 (public domain)",
    columns=("id", "subreddit", "created_utc", "text", "score", "num_comments"),
    build=reddit,
    source=Source(
        "umbrae/reddit-top-2.5-million",
        "d0efcade504b8ed735a48ddc2b15552fa924c9d9",
        "reddit_titles.csv",
    ),
)
HEADLINES_UPWORTHY = Dataset(
    name="headlines_upworthy",
    description="Randomised headline tests: within one, the wording causes the click rates.",
    licence="Upworthy Research Archive, CC BY 4.0",
    columns=("test_id", "eyecatcher_id", "text", "impressions", "clicks", "ctr"),
    build=upworthy,
    source=Source(
        "elilk2/Upworthy-Analysis-Project",
        "5ff635b171053909b1d63617732924f206b0945b",
        "headlines_upworthy.csv",
    ),
)


def _yelp(part: str) -> Dataset:
    return Dataset(
        name=f"yelp_{part}",
        description=f"Short review sentences, positive or negative; the {part} part.",
        licence="Yelp's terms apply",
        columns=("text", "positive"),
        build=None,
    )


YELP_TRAIN = _yelp("train")
YELP_DEV = _yelp("dev")


def _library(_: Sequence[Path]) -> pd.DataFrame:
    return python_lines()


PYTHON_LINES = Dataset(
    name="python-lines",
    description="One-line statements of this interpreter's own standard library; no download.",
    licence="Python Software Foundation License",
    columns=("text", "module"),
    build=_library,
)
