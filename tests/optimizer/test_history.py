"""The user's own past posts, in the library and on the command line."""

import json

import pandas as pd
import pytest

from tweetopt.datasets.tables import Columns
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
    calibrated, history = with_history(engine, past, columns=Columns())
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
    assert "40 posts that usually get 35 likes" in told
    assert "usually gets 35 likes" in told
    data = json.loads(run(*arguments, "--json")[1])
    assert data["history"].keys() == {"file", "posts", "account_median", "shift", "width"}


def test_predictions_with_a_history(run, past):
    code, out, err = run("predict", "--text", TEXT, "--history", past)
    assert (code, err) == (0, "")
    assert "For an account that usually gets 35" in out
    data = json.loads(run("predict", past, "--history", past, "--json")[1])
    assert len(data) == 40


def test_bad_histories_are_one_clear_line(run, past, tmp_path):
    def fails(*arguments):
        code, out, err = run("--text", TEXT, "--target-likes", 60, *arguments)
        assert (code, out) == (2, "")
        assert err.count("\n") == 1
        return err

    both = fails("--history", past, "--account-median", 5)
    assert "--history: expected it or --account-median, got both" in both
    assert "expected a column 'tweet'" in fails("--history", past, "--text-column", "tweet")
    pd.read_csv(past).drop(columns="likes").to_csv(tmp_path / "none.csv", index=False)
    assert "expected a column 'likes'" in fails("--history", tmp_path / "none.csv")
    pd.read_csv(past).head(0).to_csv(tmp_path / "empty.csv", index=False)
    assert "got no rows" in fails("--history", tmp_path / "empty.csv")
    pd.read_csv(past).assign(text="").to_csv(tmp_path / "blank.csv", index=False)
    assert "expected past posts with texts" in fails("--history", tmp_path / "blank.csv")
    pd.read_csv(past).assign(likes=-1).to_csv(tmp_path / "negative.csv", index=False)
    assert "expected numbers of at least 0" in fails("--history", tmp_path / "negative.csv")
    assert "no such file" in fails("--history", tmp_path / "missing.csv")
