"""The user's own past posts, in the library and on the command line."""

import json

import pandas as pd
import pytest

from tweetopt.datasets.posts.column_names import PostColumns
from tweetopt.optimizer.cli import main
from tweetopt.optimizer.history import with_history

TEXT = "my dog hates the rain"
POSTS = [f"{who} loves {what}" for who in ("my dog", "our team") for what in ("a bike", "coffee")]


@pytest.fixture
def past(tmp_path):
    """Forty posts by someone who usually gets about 20 likes; the last is the first in time."""
    frame = pd.DataFrame({"text": POSTS * 10, "likes": [20, 50, 19, 60] * 10})
    frame["created_at"] = pd.date_range("2024-01-01", periods=40)[::-1].astype(str)
    path = tmp_path / "my.csv"
    frame.to_csv(path, index=False)
    return path


@pytest.fixture
def run(capsys, model_folder, head_folder):
    def call(*arguments):
        with pytest.raises(SystemExit) as end:
            main([*map(str, arguments), "--model", str(model_folder), "--predictor",
                  str(head_folder)])  # fmt: skip
        return end.value.code or 0, *capsys.readouterr()

    return call


def test_the_median_comes_from_the_file(engine, past):
    calibrated, history = with_history(engine, past, columns=PostColumns())
    assert history.posts == 40
    assert history.account_median == 35
    known = [history.account_median]
    (before,) = engine.predict([TEXT], account_medians=known)
    (after,) = calibrated.predict([TEXT], account_medians=known)
    assert (after["likes"].value > before["likes"].value) == (history.shift > 0)


def test_the_product_with_a_history(run, past):
    arguments = ("--text", TEXT, "--target-likes", 60, "--history", past, "--effort", "draft")
    code, out, err = run(*arguments)
    assert (code, err) == (0, "")
    told = " ".join(out.split())
    assert (
        "40 posts: text from text, likes from likes, newest 2024-02-09; left out: nothing" in told
    )
    assert "The latest 40 posts usually get 35 likes" in told
    assert "usually gets 35 likes" in told
    data = json.loads(run(*arguments, "--json")[1])
    assert data["history"].keys() == {
        "file",
        "read",
        "posts",
        "account_median",
        "shift",
        "strength",
        "columns",
        "width",
    }


def test_predictions_with_a_history(run, past):
    code, out, err = run("predict", "--text", TEXT, "--history", past)
    assert (code, err) == (0, "")
    assert "for an account that usually gets 35" in out
    data = json.loads(run("predict", past, "--history", past, "--json")[1])
    assert len(data) == 40


def test_bad_histories_are_one_clear_line(run, past, tmp_path):
    def fails(*arguments):
        code, out, err = run("--text", TEXT, "--target-likes", 60, *arguments)
        assert (code, out) == (2, "")
        assert err.count("\n") == 1
        return err

    both = fails("--history", past, "--usual-likes", 5)
    assert "--history: expected it or --usual-likes, got both" in both
    assert "expected a column 'tweet'" in fails("--history", past, "--text-column", "tweet")
    pd.read_csv(past).drop(columns="likes").to_csv(tmp_path / "none.csv", index=False)
    assert "expected a column of likes" in fails("--history", tmp_path / "none.csv")
    pd.read_csv(past).head(0).to_csv(tmp_path / "empty.csv", index=False)
    assert "posts of your own with a text, got none" in fails("--history", tmp_path / "empty.csv")
    pd.read_csv(past).assign(text="").to_csv(tmp_path / "blank.csv", index=False)
    assert "left out: 40 without a text" in fails("--history", tmp_path / "blank.csv")
    pd.read_csv(past).assign(text="word " * 200).to_csv(tmp_path / "long.csv", index=False)
    assert "expected past posts with texts" in fails("--history", tmp_path / "long.csv")
    pd.read_csv(past).assign(likes=-1).to_csv(tmp_path / "negative.csv", index=False)
    assert "expected numbers of at least 0" in fails("--history", tmp_path / "negative.csv")
    assert "no such file" in fails("--history", tmp_path / "missing.csv")


def test_a_table_and_a_history_have_columns_of_their_own(run, past, tmp_path):
    table = tmp_path / "drafts.csv"
    pd.DataFrame({"draft": POSTS}).to_csv(table, index=False)
    odd = tmp_path / "odd.csv"
    pd.read_csv(past).rename(columns={"text": "said", "likes": "hearts"}).to_csv(odd, index=False)
    named = ("--history-text-column", "said", "--likes-column", "hearts", "--text-column", "draft")
    code, out, err = run("predict", table, "--history", odd, *named, "--json")
    assert (code, err, len(json.loads(out))) == (0, "", len(POSTS))
    _, _, err = run("predict", table, "--history", odd, "--text-column", "draft")
    assert "name the right one with --history-text-column" in err
    code, out, _ = run("predict", "--text", TEXT, "--history", odd, "--text-column", "said",
                       "--likes-column", "hearts")  # fmt: skip
    assert code == 0
    assert "text from said, likes from hearts" in " ".join(out.split())
