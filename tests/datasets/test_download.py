"""Public sets end to end: raw files in the layouts of the sources, from a server on loopback."""

import hashlib
import threading
from dataclasses import replace
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pandas as pd
import pytest

from tweetopt.datasets import public
from tweetopt.datasets.download import CACHE_VARIABLE
from tweetopt.datasets.layouts import congress_tweets

CONGRESS = "id|user|created_at|text|lang|label|retweet_count|favorite_count\n"
TWEETS = {
    "data/ First.csv": CONGRESS
    + "12|9|Sat Feb 15 01:09:53 +0000 2020|Later &amp; longer, from the same hand|en|R|3|40\n"
    + '11|9|Fri Feb 14 01:09:53 +0000 2020|"A ""quoted"" line,\nand | another"|en|R|1|2\n'
    + "13|9|Sat Feb 15 02:00:00 +0000 2020|short https://t.co/abcdefghijkl|en|R|1|2\n"
    + "14|9|Sat Feb 15 02:00:00 +0000 2020|Una frase bastante larga en otra lengua|es|R|1|2\n"
    + "15|9|Sat Feb 15 02:00:00 +0000 2020|RT @someone: a text that somebody else wrote|en|R|1|2\n"
    + "16|9|Sat Feb 15 02:00:00 +0000 2020|nobody counted the likes of this one|en|R|1|\n"
    + "17|9|some day|nobody knows when this was posted|en|R|1|2\n"
    + "18|9|one|field|too|many|in|this|line\n",
    "data/Empty.csv": CONGRESS,
    "data/Third.csv": CONGRESS
    + "21|10|Sun Mar 01 00:00:00 +0000 2020|Somebody else, some other month|en|D|0|7\n"
    + "22|10|Sun Mar 01 00:00:01 +0000 2020|Somebody else, some other month|en|D|0|8\n",
}
FIGURES = {
    "data/someone.csv": "tweet_id,time,hashtags,type,faves,retweets,text,mentions\n"
    '5,1381449101,[],,689,328,"Found a dog &amp; a cat, both hungry",[5]\n'
    '6,1381449102,"[""tag""]",r:14901457,0,0,@bob a reply that is long enough,[14901457]\n'
    "7,1381449103,[],rt:268049348741455872,0,1,RT @bob: what bob said at some length,[3]\n"
}
TITLES = {
    "data/tea.csv": "created_utc,score,domain,id,title,author,num_comments,selftext,over_18\n"
    "1345107919.0,430,self.tea,b2,My kettle sings in two voices,me,12,,False\n"
    "1345107918.0,7,self.tea,b1,Which &quot;green&quot; tea is this?,me,3,a,False\n"
    "1345107918.0,7,self.tea,b3,A title that is for grown-ups only,me,3,,True\n"
    "1345107918.0,7,self.tea,b4,Caf\u00e9 au lait is not really a tea,me,3,,False\n"
    "1345107918.0,7,self.tea,b5,Too short,me,3,,False\n"
}
EVERYDAY = {
    "datasets/emoji/train_text.txt": "Rainy day with the kettle \ufe0f \ufe0f @ Tea House, Kent\n"
    "So proud of her today @user #tea (@ The Old Mill in Kent)\n"
    "This one was cut by the phone #t\u2026\n"
    "#tea #cake with @user\n"
    "Rainy day with the kettle\n",
    "datasets/sentiment/val_text.txt": 'My aunt\\u2019s tea &amp; cake\\u002c '
    '"so good"  ! \\ud83c\\udf75 \n'
    "@user I may come for tea on Sunday . . . \n"
    "@user @user @user are you coming for tea? \n"
    "@user tea at 5 @ mine, @user ? \n",
}  # fmt: skip


@pytest.fixture
def serve(tmp_path, monkeypatch):
    """Serves raw files for a set; gives the set, told where they are and what they weigh."""
    monkeypatch.setenv(CACHE_VARIABLE, str(tmp_path / "cache"))
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    root = tmp_path / "server"
    root.mkdir()

    class Quiet(SimpleHTTPRequestHandler):
        def log_message(self, *_):
            served.append(self.path)

    served: list[str] = []
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=root))
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()

    def start(dataset, files):
        lines = ["path,bytes,sha256"]
        for path, content in files.items():
            data = content if isinstance(content, bytes) else content.encode()
            file = root / dataset.repository / dataset.commit / path
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(data)
            lines.append(f"{path},{len(data)},{hashlib.sha256(data).hexdigest()}")
        manifest = tmp_path / "manifest.csv"
        manifest.write_text("\n".join(lines) + "\n")
        base = f"http://127.0.0.1:{server.server_port}"
        return replace(dataset, base_address=base, manifest=manifest, retries=0)

    serving: Any = start
    serving.root, serving.served = root, served
    yield serving

    server.shutdown()
    thread.join()
    server.server_close()


def ignore(*_):
    pass


def test_tweets_of_congress(serve):
    dataset = serve(public.TWEETS_CONGRESS, TWEETS)
    progress = []
    table = dataset.build(lambda *done: progress.append(done))
    assert progress == [(1, 3), (2, 3), (3, 3)]
    assert list(table) == list(dataset.columns)
    assert table["id"].tolist() == ["21", "11", "12"]
    assert table["account"].tolist() == ["10", "9", "9"]
    assert table["text"].tolist()[1:] == [
        'A "quoted" line,\nand | another',
        "Later & longer, from the same hand",
    ]
    assert table["likes"].tolist() == [7, 2, 40]
    assert table["created_at"].iloc[2] == pd.Timestamp("2020-02-15 01:09:53", tz="UTC")


def test_tweets_of_public_figures(serve):
    table = serve(public.TWEETS_PUBLIC_FIGURES, FIGURES).build(ignore)
    (row,) = table.to_dict("records")
    assert row == {
        "id": "5",
        "account": "someone",
        "created_at": pd.Timestamp(1381449101, unit="s", tz="UTC"),
        "text": "Found a dog & a cat, both hungry",
        "likes": 689,
        "retweets": 328,
    }


def test_titles_of_reddit(serve):
    table = serve(public.REDDIT_TITLES, TITLES).build(ignore)
    assert table.to_dict("records") == [
        {"id": "b1", "subreddit": "tea", "created_utc": 1345107918, "score": 7, "num_comments": 3,
         "text": 'Which "green" tea is this?'},
        {"id": "b2", "subreddit": "tea", "created_utc": 1345107919, "score": 430,
         "num_comments": 12, "text": "My kettle sings in two voices"},
    ]  # fmt: skip


def test_headlines_of_upworthy(serve, tmp_path):
    raw = pd.DataFrame(
        {
            "clickability_test_id": ["t1", "t1", "t2"],
            "eyecatcher_id": ["e1", "e1", None],
            "headline": ["One &amp; the same", "Another one", None],
            "impressions": [200, 0, 5],
            "clicks": [5, 0, 1],
            "winner": [True, False, True],
        },
        index=[7, 8, 9],
    )
    raw.to_parquet(tmp_path / "raw.parquet")
    content = (tmp_path / "raw.parquet").read_bytes()
    table = serve(public.HEADLINES_UPWORTHY, {"data/raw.parquet": content}).build(ignore)
    assert table.to_dict("records") == [
        {"test_id": "t1", "eyecatcher_id": "e1", "text": "One & the same", "impressions": 200,
         "clicks": 5, "ctr": 0.025}
    ]  # fmt: skip


def test_everyday_tweets_are_whole_and_without_places(serve):
    table = serve(public.TWEETS_EVERYDAY, EVERYDAY).build(ignore)
    assert table.values.tolist() == [
        ["emoji", "Rainy day with the kettle"],
        ["emoji", "So proud of her today @user #tea"],
        ["sentiment", 'My aunt\u2019s tea & cake, "so good"! \U0001f375'],
        ["sentiment", "@user tea at 5 @ mine, @user?"],
    ]


def test_downloads_are_kept_and_previewed(serve):
    dataset = serve(public.TWEETS_PUBLIC_FIGURES, FIGURES)
    assert dataset.preview(5) is None
    assert not serve.served
    table = dataset.build(ignore)
    assert len(serve.served) == 1
    pd.testing.assert_frame_equal(dataset.preview(5), table)
    pd.testing.assert_frame_equal(dataset.build(ignore), table)
    assert len(serve.served) == 1


def test_another_checksum_is_refused(serve, tmp_path):
    dataset = serve(public.TWEETS_PUBLIC_FIGURES, FIGURES)
    (file,) = (serve.root / dataset.repository).rglob("*.csv")
    file.write_text(FIGURES["data/someone.csv"].replace("689", "9999"))
    with pytest.raises(ValueError, match=r"to have SHA-256 .*, got another") as error:
        dataset.build(ignore)
    assert "\n" not in str(error.value)
    assert "data/someone.csv" in str(error.value)
    assert not list((tmp_path / "cache").rglob("*.csv"))


def test_a_changed_file_in_the_cache_is_fetched_again(serve, tmp_path):
    dataset = serve(public.TWEETS_PUBLIC_FIGURES, FIGURES)
    table = dataset.build(ignore)
    (file,) = (tmp_path / "cache").rglob("*.csv")
    file.write_text("damaged")
    pd.testing.assert_frame_equal(dataset.build(ignore), table)
    assert len(serve.served) == 2


def test_a_missing_file_and_a_dead_server_are_one_line(serve):
    dataset = serve(public.TWEETS_PUBLIC_FIGURES, FIGURES)
    (file,) = (serve.root / dataset.repository).rglob("*.csv")
    file.unlink()
    for unreachable, reason in (
        (dataset, "HTTP 404"),
        (replace(dataset, base_address="http://127.0.0.1:9"), "ConnectionError"),
    ):
        with pytest.raises(OSError, match="cannot download") as error:
            unreachable.build(ignore)
        assert f"({reason}); try again online" in str(error.value)
        assert "--from DIR" in str(error.value)
        assert "\n" not in str(error.value)


def test_a_source_without_rows_is_refused(serve):
    with pytest.raises(ValueError, match=r"expected rows in .*, got none"):
        serve(public.TWEETS_CONGRESS, {"data/Empty.csv": CONGRESS}).build(ignore)


def test_an_unknown_layout_names_the_columns_found(tmp_path):
    path = tmp_path / "who.csv"
    path.write_text("id|user|when|text\n1|2|3|4\n")
    with pytest.raises(ValueError, match=r"expected a column created_at or .*, got id, user, when"):
        congress_tweets(path)
    path.write_text("")
    with pytest.raises(ValueError, match="cannot be read as CSV"):
        congress_tweets(path)
