"""Tables with their predictions, at any size."""

import pandas as pd
from csv_text import rows_of

from tweetopt.optimizer import Status

BATCH = ("--effort", "draft", "--workers", 1)


def test_what_predict_wrote_is_rewritten(optimize, table, tmp_path):
    first, second = tmp_path / "first.csv", tmp_path / "second.csv"
    assert optimize("predict", table, "--out", first)[0] == 0
    code, _, err = optimize("batch", first, second, "--multiply", 1.5, *BATCH)
    assert code == 0
    assert "columns status, message, low, high; added are status_2, message_2, low_2, high_2" in err
    before, after = (rows_of(path.read_text(encoding="utf-8")) for path in (first, second))
    assert [{name: row[name] for name in before[0]} for row in after] == before
    assert after[0]["status_2"] in set(Status)
    told = optimize("batch", first, second, "--multiply", 1.5, "--resume", *BATCH)[2]
    assert "nothing to resume" in told


def test_predicting_a_file_streams_it_too(optimize, table, tmp_path):
    out = tmp_path / "out.tsv.gz"
    code, _, err = optimize("predict", table, "--out", out, "--median-column", "usual",
                            "--workers", 1)  # fmt: skip
    assert code == 0, err
    rows = pd.read_csv(out, sep="\t")
    statuses = ["predicted", "failed", "failed", "predicted", "predicted", "predicted"]
    assert rows["status"].tolist() == statuses
    assert (rows["low"] <= rows["predicted"])[rows["status"] == "predicted"].all()
    assert "add --out" in optimize("predict", table, "--resume")[2]
