"""Whole tables: every row comes out once, in its place, whatever happens on the way."""

import contextlib
import importlib.util
import io
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pandas as pd
import pytest

from tweetopt.optimizer.batch.parts import parts_folder
from tweetopt.optimizer.batch.run import Summary

BATCH = ("--effort", "draft", "--workers", 1)


def test_a_pipe_gives_the_rows_of_a_file(optimize, table, tmp_path, monkeypatch):
    goal = ("--target-likes", 300, "--effort", "draft")
    optimize("batch", table, tmp_path / "out.csv", *goal, "--workers", 1)
    for output in ("-", str(tmp_path / "again.csv")):
        stdin = io.TextIOWrapper(io.BufferedReader(io.BytesIO(table.read_bytes())))
        monkeypatch.setattr(sys, "stdin", stdin)
        code, out, err = optimize("batch", "-", output, *goal)
        assert code == 0, err
        written = out if output == "-" else (tmp_path / "again.csv").read_text(encoding="utf-8")
        assert written == (tmp_path / "out.csv").read_text(encoding="utf-8")


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
