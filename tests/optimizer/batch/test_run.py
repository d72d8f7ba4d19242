"""Whole tables: every row comes out once, in its place, whatever happens on the way."""

import contextlib
import csv
import importlib.util
import io
import json
import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from tweetopt.optimizer import Status
from tweetopt.optimizer.batch.parts import parts_folder
from tweetopt.optimizer.batch.rows import OptimizeRows
from tweetopt.optimizer.batch.run import Summary
from tweetopt.optimizer.batch.targets import Targets
from tweetopt.optimizer.settings import Settings

ADDED = ["optimized_text", "status", "message", "tweaked_text", "predicted_before",
         "predicted_after", "low", "high", "gain", "better", "similarity", "writer"]  # fmt: skip
TABLE = """id,text,wish,usual,words,note
1,my dog hates the rain,300,100,dog,=1+1
2,,300,100,,plain
3,@bob our team wants the rain,300,oops,,"a ""b"",
c"
4,the cat hates the rain,many,,,-5
5,a friend found the rain,200,,cat,
6,the cat loves coffee,,50,,
"""
BATCH = ("--effort", "draft", "--workers", 1)


@pytest.fixture
def table(tmp_path):
    path = tmp_path / "in.csv"
    path.write_text(TABLE, encoding="utf-8")
    return path


def rows_of(text):
    return list(csv.DictReader(io.StringIO(text, newline="")))


def test_workers_share_what_a_server_may_spend():
    job = OptimizeRows(Targets(multiply=2.0), settings=Settings(writer_tokens=100))
    assert job.shared(4).settings.writer_tokens == 25
    assert job.shared(1) == job
    free = OptimizeRows(Targets(multiply=2.0))
    assert free.shared(4) == free


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


def test_links_and_tables_are_read_alike_everywhere(optimize, tmp_path):
    link = "https://tea.org/pots?a=1&region=eu&copy=2&amp;not=3"
    (tmp_path / "t.jsonl").write_text(json.dumps({"text": f"my dog &amp; me {link}"}))
    (told,) = json.loads(optimize("predict", tmp_path / "t.jsonl", "--json")[1])
    assert told["text"] == f"my dog & me {link}"
    typed = json.loads(optimize("predict", "--text", f"my dog &amp; me {link}", "--json")[1])
    assert typed["text"] == told["text"]
    wanted = ("--target-likes", 100, "--effort", "draft", "--json")
    rewritten = json.loads(optimize("--text", f"my dog &amp; me {link}", *wanted)[1])
    assert rewritten["text"] == told["text"]
    optimize("batch", tmp_path / "t.jsonl", tmp_path / "o.jsonl", "--multiply", 1, *BATCH)
    (row,) = map(json.loads, (tmp_path / "o.jsonl").read_text().splitlines())
    assert row["text"] == f"my dog &amp; me {link}"
    assert row["optimized_text"].count(link) == 1


def test_bytes_in_parquet_are_texts_and_lists_fail(optimize, tmp_path):
    texts = pa.array([b"my dog hates the rain", b"caf\xe9"], pa.binary())
    pq.write_table(pa.table({"text": texts}), tmp_path / "t.parquet")
    (tmp_path / "t.jsonl").write_text('{"text": ["my dog"]}\n')
    for name, said in (
        ("t.parquet", "expected UTF-8, got byte 0xe9"),
        ("t.jsonl", "expected text"),
    ):
        optimize("batch", tmp_path / name, tmp_path / f"{name}.csv", "--multiply", 1, *BATCH)
        rows = rows_of((tmp_path / f"{name}.csv").read_text("utf-8", "surrogateescape"))
        assert rows[-1]["status"] == "failed"
        assert said in rows[-1]["message"]
        if len(rows) > 1:
            assert rows[0]["optimized_text"] == "my dog hates the rain"


def test_columns_and_order_stay_and_bad_rows_say_why(optimize, table, tmp_path):
    out = tmp_path / "out.csv"
    columns = ("--target-column", "wish", "--median-column", "usual", "--keep-column", "words")
    code, stdout, err = optimize("batch", table, out, *columns, *BATCH)
    assert (code, stdout) == (0, "")
    rows = rows_of(out.read_text(encoding="utf-8"))
    before = rows_of(TABLE)
    assert list(rows[0]) == [*before[0], *ADDED]
    assert [row["id"] for row in rows] == list("123456")
    assert rows[0]["note"] == "'=1+1"  # no formula
    assert rows[2]["note"] == before[2]["note"]
    assert rows[2]["text"] == "@bob our team wants the rain"
    reasons = [row["message"] for row in rows]
    assert "expected some text, got none" in reasons[1]
    assert "usual: expected a number of at least 0, got 'oops'" in reasons[2]
    assert "wish: expected a number of at least 0, got 'many'" in reasons[3]
    assert "keep: expected a word of the text, got 'cat'" in reasons[4]
    assert "wish: expected a number of at least 0, got ''" in reasons[5]
    assert [row["status"] for row in rows[1:]] == ["failed"] * 5
    assert rows[1]["optimized_text"] == rows[1]["predicted_after"] == ""
    assert rows[0]["status"] in set(Status)
    assert float(rows[0]["low"]) <= float(rows[0]["predicted_after"]) <= float(rows[0]["high"])
    assert re.search(
        r"Wrote 6 rows into .*: 1 [a-z ]+, 5 failed; median prediction \d\.\d\dx the original's",
        err,
    )
    assert not parts_folder(out).exists()


def test_a_row_gives_what_its_text_alone_gives(optimize, tmp_path):
    texts = ["my dog hates the rain", "our team hates the rain", "the cat hates old books &amp; I"]
    table = tmp_path / "in.jsonl"
    table.write_text("".join(json.dumps({"text": text, "n": [1]}) + "\n" for text in texts))
    goal = ("--target-likes", 300, "--usual-likes", 100, "--seed", 3)
    code, _, _ = optimize("batch", table, tmp_path / "out.jsonl", *goal, *BATCH)
    assert code == 0
    rows = [json.loads(line) for line in (tmp_path / "out.jsonl").read_text().splitlines()]
    assert [row["text"] for row in rows] == texts
    assert rows[0]["n"] == [1]
    (_, out, _) = optimize("--text", texts[0], *goal, "--effort", "draft", "--json")
    alone = json.loads(out)
    assert rows[0]["status"] == alone["status"]
    best = alone["candidates"][0]["text"] if alone["candidates"] else texts[0]
    assert rows[0]["optimized_text"] == best


def test_multiples_of_the_own_prediction_and_other_texts(optimize, table, tmp_path):
    arguments = ("--multiply", 2, "--candidates", 3, "--keep", "dog", *BATCH)
    code, _, _ = optimize("batch", table, tmp_path / "out.parquet", *arguments)
    assert code == 0
    frame = pq.read_table(tmp_path / "out.parquet").to_pandas()
    row = frame.iloc[0]
    assert "dog" in row["optimized_text"]
    assert isinstance(json.loads(row["other_texts"]), list)


def test_a_pipe_gives_the_rows_of_a_file(optimize, table, tmp_path, monkeypatch):
    goal = ("--target-likes", 300, "--effort", "draft")
    optimize("batch", table, tmp_path / "out.csv", *goal, "--workers", 1)
    for output in ("-", str(tmp_path / "again.csv")):
        stdin = io.TextIOWrapper(io.BufferedReader(io.BytesIO(TABLE.encode())))
        monkeypatch.setattr(sys, "stdin", stdin)
        code, out, err = optimize("batch", "-", output, *goal)
        assert code == 0, err
        written = out if output == "-" else (tmp_path / "again.csv").read_text(encoding="utf-8")
        assert written == (tmp_path / "out.csv").read_text(encoding="utf-8")


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


def test_a_file_is_predicted_on_the_screen_row_by_row(optimize, tmp_path):
    table = tmp_path / "in.csv"
    rows = [b"my dog loves coffee", b"", b"caf\xe9", b"x" * 9000] + [b"the cat found a bike"] * 29
    table.write_bytes(b"text,n\n" + b"".join(row + b",1\n" for row in rows))
    code, out, err = optimize("predict", table)
    assert (code, err) == (0, "")
    assert "... and 3 more" in out
    told = " ".join(re.sub(r"[│\s]+", " ", out).split())
    assert "expected some text" in told
    assert "expected UTF-8" in told
    assert out.count("x") < 600
    found = json.loads(optimize("predict", table, "--json")[1])
    assert len(found) == 33
    assert found[0]["likes"]["low"] < found[0]["likes"]["value"]
    assert found[1] == {"text": "", "error": "text: expected some text, got none; write something"}
    assert "byte 0xe9" in found[2]["error"]
    with table.open("a") as file:
        file.write("a bike\n")
    for more in ((), ("--json",)):
        code, out, err = optimize("predict", table, *more)
        assert (code, out) == (2, "")
        assert "in.csv, line 35: expected 2 cells, got 1" in err


def test_several_processes_give_the_same_file(tmp_path, optimize):
    table = tmp_path / "in.csv"
    texts = [f"my dog found {n}" for n in range(70)]
    pd.DataFrame({"text": texts}).to_csv(table, index=False)
    for workers in (1, 2):
        out = tmp_path / f"out{workers}.csv"
        goal = ("--goal", "likes>=1")  # met, so that it's quick
        code, _, err = optimize("batch", table, out, *goal, "--workers", workers)
        assert code == 0, err
    assert (tmp_path / "out1.csv").read_bytes() == (tmp_path / "out2.csv").read_bytes()


@pytest.mark.skipif(importlib.util.find_spec("ray") is None, reason="needs tweetopt[ray]")
@pytest.mark.parametrize("killed", [False, True])
def test_ray_gives_the_same_file(tmp_path, model_folder, head_folder, optimize, killed):
    """Also where an actor is killed at its work: another does it again, each row once."""
    table = tmp_path / "in.csv"
    texts = [f"my dog found {n}" for n in range(400 if killed else 70)]
    pd.DataFrame({"text": texts}).to_csv(table, index=False)
    optimize("batch", table, tmp_path / "here.csv", "--goal", "likes>=1", "--workers", 1)
    names = ["--model", model_folder, "--predictor", head_folder, "--goal", "likes>=1"]
    code = "from tweetopt.optimizer.cli import main; main()"
    options = ["--engine", "ray", "--workers", 1]
    out = tmp_path / "ray.csv"
    command = [sys.executable, "-c", code, "batch", table, out, *names, *options]
    polite = os.environ | {"RAY_worker_niceness": "0", "RAY_USAGE_STATS_ENABLED": "0"}
    with subprocess.Popen(
        list(map(str, command)), cwd=tmp_path, env=polite, stderr=subprocess.PIPE
    ) as batch:
        if killed:
            kill_an_actor(batch, out)
        _, err = batch.communicate()
    assert batch.returncode == 0, err.decode()
    assert out.read_bytes() == (tmp_path / "here.csv").read_bytes()


def kill_an_actor(batch, out):
    """Kill -9 a busy actor once the first part is there."""
    while batch.poll() is None:
        if list(parts_folder(out).glob("part-*")):
            for process in Path("/proc").glob("[0-9]*"):
                with contextlib.suppress(OSError):  # it may end meanwhile
                    name = (process / "cmdline").read_bytes()
                    if b"ray::" in name and b"Worker" in name:
                        os.kill(int(process.name), signal.SIGKILL)
                        return
        time.sleep(0.02)
    pytest.fail("the batch was done before an actor could be killed")


def test_without_ray_it_is_one_clear_line(optimize, table, tmp_path, monkeypatch):
    monkeypatch.setattr(importlib.util, "find_spec", lambda _: None)
    code, _, err = optimize("batch", table, tmp_path / "o.csv", "--multiply", 2, "--engine", "ray")
    assert code == 2
    assert err.count("\n") == 1
    assert "pip install '.[ray]' in tweetopt's folder" in err


def test_bad_input_is_one_clear_line(optimize, table, tmp_path):
    out = tmp_path / "out.csv"

    def fails(*arguments):
        code, stdout, err = optimize("batch", *arguments)
        assert (code, stdout, err.count("\n")) == (2, "", 1), err
        assert not parts_folder(out).exists()
        return err

    twice = ("--multiply", 2, *BATCH)
    assert "expected a number of at least 1, got 0.5" in fails(table, out, "--multiply", 0.5)
    assert "got several" in fails(table, out, *twice, "--target-likes", 5)
    assert "got both" in fails(table, out, *twice, "--usual-likes", 5, "--median-column", "n")
    assert "no such file" in fails(tmp_path / "no.csv", out, *twice)
    assert "expected one of .csv" in fails(table, tmp_path / "out.xlsx", *twice)
    assert "no such folder" in fails(table, tmp_path / "no" / "out.csv", *twice)
    assert "another file than the input" in fails(table, table, *twice, "--overwrite")
    assert "expected a column 'tweet'" in fails(table, out, *twice, "--text-column", "tweet")
    assert "among likes, got 'stars'" in fails(table, out, "--goal", "stars=5", *BATCH)
    assert "--engine: expected one of local, ray, got 'spark'" in fails(
        table, out, *twice, "--engine", "spark"
    )
    assert "-: expected an output file" in fails(table, "-", *twice, "--resume")
    (tmp_path / "broken.csv").write_text("text,n\na,1\nb\n")
    assert "broken.csv, line 3: expected 2 cells" in fails(tmp_path / "broken.csv", out, *twice)
    out.write_text("precious")
    assert "exists already" in fails(table, out, *twice)
    assert "exists already" in fails(table, out, *twice, "--resume")
    assert out.read_text() == "precious"
    out.unlink()
    parts_folder(out).mkdir()
    (parts_folder(out) / "precious").write_text("mine")
    code, _, err = optimize("batch", table, out, *twice, "--overwrite")
    assert code == 2
    assert "expected room for a batch's parts" in err


def test_an_input_that_the_shell_made_the_output_is_refused(tmp_path, optimize, monkeypatch):
    table = tmp_path / "in.jsonl"
    table.write_text('{"text": "my dog loves coffee"}\n')
    before = table.read_bytes()
    arguments = ("--goal", "likes>=1", *BATCH)
    with table.open("a") as appended, monkeypatch.context() as patch:
        patch.setattr(sys, "stdout", appended)
        code, _, err = optimize("batch", table, "-", *arguments)
    assert (code, err.count("\n")) == (2, 1)
    assert "stdout: expected another file than the input" in err
    with table.open() as given, monkeypatch.context() as patch:
        patch.setattr(sys, "stdin", given)
        code, _, err = optimize("batch", "-", table, "--overwrite", *arguments)
    assert code == 2
    assert "expected another file than the input" in err
    assert table.read_bytes() == before


def test_fail_fast_into_a_file_names_the_line_and_keeps_the_parts(optimize, table, tmp_path):
    arguments = (table, tmp_path / "out.csv", "--goal", "likes>=1", *BATCH)
    (_, _, err) = optimize("batch", table, "-", *arguments[2:], "--fail-fast")
    assert "in.csv, line 3: text: expected some text, got none" in err
    code, _, err = optimize("batch", *arguments, "--fail-fast")
    assert code == 2
    assert "in.csv, line 3: text: expected some text, got none" in err
    assert optimize("batch", *arguments, "--resume")[0] == 0


def test_a_summary_has_the_median_of_all_ratios():
    summary = Summary()
    assert summary.median_ratio is None
    summary.add([
        {"status": "improved", "predicted_before": 10.0, "predicted_after": 10.0 * ratio}
        for ratio in (1, 5, 2)
    ])  # fmt: skip
    summary.add([{"status": "failed", "predicted_before": None, "predicted_after": None}])
    assert summary.median_ratio == 2
    assert summary.rows == 4
