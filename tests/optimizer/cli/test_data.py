"""`optimize data` as a user meets it."""

import json

import pandas as pd
import pytest

from tweetopt.datasets.catalog import FOLDER_VARIABLE
from tweetopt.datasets.download import CACHE_VARIABLE
from tweetopt.optimizer.cli import main

TWEETS = pd.DataFrame(
    {
        "id": ["1", "2"],
        "account": ["ann", "bob"],
        "created_at": pd.to_datetime(["2020-01-01", "2020-01-02"], utc=True),
        "text": ["The kettle sings [bold]again[/bold]", "Two lines\nof nothing much"],
        "likes": [3, 4],
        "retweets": [0, 1],
    }
)


@pytest.fixture
def data(capsys, monkeypatch, tmp_path):
    """Runs `optimize data`; gives exit code, stdout and stderr."""
    monkeypatch.delenv(FOLDER_VARIABLE, raising=False)
    monkeypatch.setenv(CACHE_VARIABLE, str(tmp_path / "cache"))
    TWEETS.to_parquet(tmp_path / "tweets_congress.parquet")

    def call(*arguments):
        with pytest.raises(SystemExit) as end:
            main(["data", *map(str, arguments)])
        return end.value.code or 0, *capsys.readouterr()

    return call


def test_list(data):
    code, out, err = data("list")
    assert (code, err) == (0, "")
    assert "tweets_congress" in out
    assert "272 MB" in out
    sets = {each["name"]: each for each in json.loads(data("list", "--json")[1])}
    assert sets["reddit_titles"]["licence"].startswith("ODC PDDL")
    assert sets["python-lines"]["columns"].keys() == {"text", "module"}


def test_show_with_and_without_a_file(data, tmp_path, monkeypatch):
    code, out, _ = data("show", "tweets_congress")
    assert code == 0
    assert "No rows at hand" in out
    assert "retweets" in out
    code, out, _ = data("show", "tweets_congress", "--from", tmp_path)
    assert code == 0
    assert "[bold]again[/bold]" in " ".join(out.split())
    monkeypatch.setenv(FOLDER_VARIABLE, str(tmp_path))
    facts = json.loads(data("show", "tweets_congress", "-n", 1, "--json")[1])
    assert facts["rows"] == 2
    assert [row["text"] for row in facts["sample"]] == TWEETS["text"].tolist()[:1]
    assert facts["sample"][0]["created_at"].startswith("2020-01-01T00:00:00")


def test_show_without_a_download_says_so(data):
    assert "not downloaded" in " ".join(data("show", "yelp_dev")[1].split())
    facts = json.loads(data("show", "reddit_titles", "--json")[1])
    assert (facts["rows"], facts["sample"], facts["file"]) == (None, None, None)
    assert len(json.loads(data("show", "python-lines", "--json")[1])["sample"]) == 5


@pytest.mark.parametrize("suffix", [".csv", ".parquet"])
def test_get(data, tmp_path, suffix):
    out = tmp_path / f"out{suffix}"
    code, printed, err = data("get", "tweets_congress", "--out", out, "--from", tmp_path)
    assert (code, err) == (0, "")
    assert printed.startswith("Wrote 2 rows")
    table = pd.read_csv(out, dtype={"id": str}) if suffix == ".csv" else pd.read_parquet(out)
    table["created_at"] = pd.to_datetime(table["created_at"], utc=True)
    pd.testing.assert_frame_equal(table, TWEETS, check_dtype=False)


def test_nothing_is_overwritten_unless_asked(data, tmp_path):
    out = tmp_path / "out.csv"
    out.write_text("precious")
    arguments = ("get", "tweets_congress", "--out", out, "--from", tmp_path)
    code, _, err = data(*arguments)
    assert code == 2
    assert "exists already" in err
    assert out.read_text() == "precious"
    assert data(*arguments, "--overwrite")[0] == 0
    assert out.read_text().startswith("id,account")


BAD_INPUT = {
    "unknown name": (["get", "tweets", "--out", "{}/x.csv"], "expected one of headlines_upworthy"),
    "unknown name, show": (["show", "tweets"], "got 'tweets'"),
    "no output": (["get", "yelp_dev"], "--out"),
    "another format": (["get", "yelp_dev", "--out", "{}/x.txt"], "ends in .parquet or .csv"),
    "no folder": (["get", "yelp_dev", "--out", "{}/x.csv", "--from", "{}/no"], "--from: expected"),
    "no file": (["get", "yelp_dev", "--out", "{}/x.csv", "--from", "{}"], "yelp_dev.parquet, got"),
    "no download": (["get", "yelp_dev", "--out", "{}/x.csv"], "it isn't downloaded"),
    "negative rows": (["show", "yelp_dev", "-n", "-1"], "-n"),
}


@pytest.mark.parametrize("case", BAD_INPUT)
def test_bad_input_is_one_clear_line(data, tmp_path, case):
    arguments, message = BAD_INPUT[case]
    code, out, err = data(*(argument.format(tmp_path) for argument in arguments))
    assert (code, out) == (2, "")
    assert err.startswith("error: ")
    assert message in err
    assert err.count("\n") == 1
    assert not (tmp_path / "x.csv").exists()
