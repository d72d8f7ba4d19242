import functools
import hashlib
import http.server
import threading

import pandas as pd
import pytest

from tweetopt.datasets.catalog import (
    Dataset,
    Source,
    find_dataset,
    list_datasets,
    load_dataset,
)
from tweetopt.datasets.sources import congress, public_figures, reddit, upworthy

CONGRESS = """id|user|created_at|text|lang|label|retweet_count|favorite_count
12|1|Mon Jun 28 00:20:44 +0000 2021|Two bridges &amp; a school, built this year|en|D|4|13
13|1|Sat Nov 07 18:39:02 +0000 2020|RT @friend: a thing that somebody else wrote|en|D|7|22
14|1|Sat Nov 07 18:39:02 +0000 2020|Otro puente y otra escuela para la ciudad|es|D|7|22
15|1|Sat Nov 07 18:39:02 +0000 2020|Short https://t.co/abcdefghijklmnopqrs|en|D|7|22
16|1|Sun Nov 08 18:39:02 +0000 2020|Two bridges &amp; a school, built this year|en|D|1|2
"""
FIGURES = """tweet_id,time,hashtags,type,faves,retweets,text,mentions
7,1248738665,[],,69,20,"I baked a cake, and it fell off the table",[]
8,1248738666,[],rt:9,1,2,A cake that somebody else baked for me,[]
"""
REDDIT = """created_utc,score,domain,id,title,author,ups,downs,num_comments,over_18
1345107919.0,430,self,yb94y,The reason why my bread never rises,me,504,74,134,False
1345107920.0,31,self,yb95y,A title that not everybody should read,me,4,7,13,True
1345107921.0,31,self,yb96y,Too short,me,4,7,13,False
"""


@pytest.fixture
def server(tmp_path):
    """Serves a folder on this machine; gives the folder and the address."""
    folder = tmp_path / "served"
    folder.mkdir()

    class Quiet(http.server.SimpleHTTPRequestHandler):
        def log_message(self, *_):
            pass

    handler = functools.partial(Quiet, directory=folder)
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as running:
        threading.Thread(target=running.serve_forever, daemon=True).start()
        yield folder, f"http://127.0.0.1:{running.server_port}"
        running.shutdown()


def publish(folder, tmp_path, *, digest=None):
    """A data set whose one file, with a space in its name, is on the server."""
    content = CONGRESS.encode()
    raw = folder / "owner" / "name" / ("0" * 40) / "data" / " SenatorX.csv"
    raw.parent.mkdir(parents=True)
    raw.write_bytes(content)
    digest = digest or hashlib.sha256(content).hexdigest()
    manifest = tmp_path / "manifest.csv"
    manifest.write_text(f"path,bytes,sha256\ndata/ SenatorX.csv,{len(content)},{digest}\n")
    source = Source("owner/name", "0" * 40, str(manifest))
    columns = ("id", "account", "created_at", "text", "likes", "retweets")
    return Dataset("posts", "Posts.", "none", columns, congress, source)


def test_a_data_set_is_downloaded_checked_cached_and_cleaned(server, tmp_path):
    folder, address = server
    dataset = publish(folder, tmp_path)
    options = {"address": address, "cache": tmp_path / "cache"}
    done = []
    table = load_dataset(dataset, on_files=done.append, **options)
    assert done == [1]
    assert table["text"].tolist() == ["Two bridges & a school, built this year"]
    (row,) = table.to_dict("records")
    assert (row["id"], row["account"], row["likes"]) == ("12", "SenatorX", 13)
    assert row["created_at"] == pd.Timestamp("2021-06-28 00:20:44", tz="UTC")
    next(folder.rglob("*.csv")).unlink()
    assert load_dataset(dataset, **options).equals(table)  # from the cache


def test_a_damaged_or_missing_download_is_refused_in_one_line(server, tmp_path):
    folder, address = server
    dataset = publish(folder, tmp_path, digest="f" * 64)
    with pytest.raises(ValueError, match=r"could not be had from .*--from or TWEETOPT_DATA"):
        load_dataset(dataset, address=address, cache=tmp_path / "cache")
    next(folder.rglob("*.csv")).unlink()
    with pytest.raises(ValueError, match="could not be had"):
        load_dataset(dataset, address=address, cache=tmp_path / "other")


def test_a_local_folder_goes_first(tmp_path, monkeypatch):
    dataset = find_dataset("headlines_upworthy")
    row = {"test_id": "a", "eyecatcher_id": "b", "text": "c", "impressions": 2, "clicks": 1}
    pd.DataFrame([{**row, "ctr": 0.5, "more": 1}]).to_parquet(
        tmp_path / "headlines_upworthy.parquet"
    )
    assert list(load_dataset(dataset, folder=tmp_path)) == [*row, "ctr"]
    monkeypatch.setenv("TWEETOPT_DATA", str(tmp_path))
    assert len(load_dataset(dataset)) == 1
    with pytest.raises(FileNotFoundError, match=r"reddit_titles\.parquet: no such file"):
        load_dataset(find_dataset("reddit_titles"), folder=tmp_path)
    with pytest.raises(ValueError, match="expected a local copy"):
        load_dataset(find_dataset("yelp_train"))
    pd.DataFrame([row]).to_parquet(tmp_path / "headlines_upworthy.parquet")
    with pytest.raises(ValueError, match="expected a column 'ctr'"):
        load_dataset(dataset, folder=tmp_path)


def test_every_registered_set_is_whole():
    datasets = list_datasets()
    assert {"tweets_congress", "reddit_titles", "python-lines"} <= {each.name for each in datasets}
    for dataset in datasets:
        if dataset.source:
            files = dataset.source.files()
            assert len(dataset.source.commit) == 40
            assert all(size > 0 and len(digest) == 64 for size, digest in files.values())
    with pytest.raises(ValueError, match=r"expected one of .*python-lines.*, got 'tweet'"):
        find_dataset("tweet")


@pytest.mark.parametrize(
    ("build", "name", "content", "expected"),
    [
        (public_figures, "Baker.csv", FIGURES,
         {"id": "7", "account": "Baker", "text": "I baked a cake, and it fell off the table",
          "likes": 69, "retweets": 20}),
        (reddit, "breadit.csv", REDDIT,
         {"id": "yb94y", "subreddit": "breadit", "text": "The reason why my bread never rises",
          "score": 430, "num_comments": 134}),
    ],
)  # fmt: skip
def test_raw_files_become_clean_rows(tmp_path, build, name, content, expected):
    path = tmp_path / name
    path.write_text(content)
    (row,) = build([path]).to_dict("records")
    assert row.items() >= expected.items()
    path.write_text("one,two\n1,2\n")
    with pytest.raises(ValueError, match="expected a column"):
        build([path])


def test_headline_tests_get_click_rates(tmp_path):
    rows = {"clickability_test_id": ["a", "a"], "eyecatcher_id": ["b", "b"],
            "headline": ["You won&#39;t guess", "This"], "impressions": [200, 0],
            "clicks": [5, 0]}  # fmt: skip
    pd.DataFrame(rows).to_parquet(tmp_path / "raw.parquet")
    (row,) = upworthy([tmp_path / "raw.parquet"]).to_dict("records")
    assert (row["test_id"], row["text"], row["ctr"]) == ("a", "You won't guess", 0.025)
