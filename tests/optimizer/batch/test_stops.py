"""Batches that are stopped: killed, out of disk, changed on the way. Nothing is lost."""

import json
import os
import resource
import signal
import subprocess
import sys
import time

import pandas as pd
import pytest
from tiny import write_mixed

from tweetopt.optimizer.batch import run as batches
from tweetopt.optimizer.batch.checks import Batch
from tweetopt.optimizer.batch.parts import parts_folder
from tweetopt.optimizer.batch.predict_rows import PredictRows
from tweetopt.optimizer.batch.run import run_batch, write_finished

BATCH = ("--effort", "draft", "--workers", 1)


@pytest.fixture
def small_parts(monkeypatch):
    """Batches of a few rows have several parts."""
    monkeypatch.setattr(PredictRows, "together", 2)


@pytest.fixture
def predicting(model_folder, head_folder):
    """A batch that predicts a table."""

    def batch(table, output, predictors=(str(head_folder),), **options):
        return Batch(table, output, PredictRows(), str(model_folder), predictors, **options)

    return batch


@pytest.mark.parametrize("point", [0, 1, 2])
def test_a_killed_batch_resumes_byte_for_byte(optimize, tmp_path, model_folder, head_folder, point):
    # So many that much is left to do at the last point, however late the kill comes.
    texts = [f"my dog hates the rain {n}" for n in range(190)] + ["", "x" * 999]
    table = tmp_path / "in.csv"
    pd.DataFrame({"text": texts, "n": range(192)}).to_csv(table, index=False)
    out, parts = tmp_path / "out.csv", parts_folder(tmp_path / "out.csv")
    names = ["--model", model_folder, "--predictor", head_folder, "--goal", "likes<=60", *BATCH]
    code = "from tweetopt.optimizer.cli import main; main()"
    command = [sys.executable, "-c", code, "batch", table, out, *names]
    running = subprocess.Popen(list(map(str, command)), cwd="/", stderr=subprocess.DEVNULL)
    while len(list(parts.glob("part-*"))) < point or not (parts / "manifest.json").exists():
        assert running.poll() is None
        time.sleep(0.01)
    running.send_signal(signal.SIGKILL)
    running.wait()
    assert not out.exists()
    assert "go on with --resume" in optimize("batch", table, out, "--goal", "likes<=60", *BATCH)[2]
    (parts / "output").write_text("half a file")
    code, _, err = optimize("batch", table, out, "--goal", "likes<=60", "--resume", *BATCH)
    assert code == 0, err
    whole = tmp_path / "undisturbed"
    whole.mkdir()
    optimize("batch", table, whole / "out.csv", "--goal", "likes<=60", *BATCH)
    assert out.read_bytes() == (whole / "out.csv").read_bytes()
    assert not parts.exists()


class Killed(BaseException):
    """Stands for the moment at which nothing more happens."""


@pytest.mark.parametrize("after", [False, True])
@pytest.mark.usefixtures("small_parts")
def test_whatever_the_moment_nothing_is_lost(tmp_path, predicting, monkeypatch, after):
    table = tmp_path / "in.csv"
    pd.DataFrame({"text": [f"my dog found {n}" for n in range(7)]}).to_csv(table, index=False)
    whole = tmp_path / "whole.csv"
    run_batch(predicting(table, whole))
    replace, moments = os.replace, 0
    for moment in range(20):
        left = moment

        def dying(source, target):
            nonlocal left
            if left == 0 and not after:
                raise Killed
            replace(source, target)
            if left == 0:
                raise Killed
            left -= 1

        out = tmp_path / f"out{moment}.csv"
        monkeypatch.setattr(os, "replace", dying)
        try:
            run_batch(predicting(table, out))
            break
        except Killed:
            moments += 1
        monkeypatch.setattr(os, "replace", replace)
        run_batch(predicting(table, out, resume=True))
        assert out.read_bytes() == whole.read_bytes()
        assert not parts_folder(out).exists()
    assert moments == 6  # the manifest, four parts, the output


@pytest.mark.parametrize("parts", [0, 2])
@pytest.mark.usefixtures("small_parts")
def test_what_a_stopped_batch_has_done_can_be_had(tmp_path, predicting, parts):
    table, out, some, whole = (tmp_path / f"{name}.csv" for name in ("in", "out", "some", "whole"))
    pd.DataFrame({"text": [f"my dog found {n}" for n in range(7)]}).to_csv(table, index=False)
    run_batch(predicting(table, whole))

    def stop(done, _total):
        if done == 2 * parts:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run_batch(predicting(table, out), on_rows=stop)
    assert write_finished(predicting(table, out), some).rows == 2 * parts
    lines = whole.read_text().splitlines()
    assert some.read_text().splitlines() == lines[: 1 + 2 * parts]
    assert run_batch(predicting(table, out, resume=True)).rows == 7
    assert out.read_bytes() == whole.read_bytes()


@pytest.mark.usefixtures("small_parts")
def test_resuming_with_anything_changed_is_refused(tmp_path, predicting, monkeypatch, head):
    table, out = tmp_path / "in.csv", tmp_path / "out.csv"
    table.write_text("text\na dog\na cat\na bike\n")
    given = predicting(table, out)
    monkeypatch.setattr(batches, "_assemble", lambda *_: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        run_batch(given)
    monkeypatch.undo()
    with pytest.raises(FileExistsError, match="an unfinished batch is there"):
        run_batch(given)

    def resume(**changes):
        options = {"resume": True} | changes
        return run_batch(predicting(table, out, **options))

    other = tmp_path / "head"
    head.save(other)
    card = json.loads((other / "head.json").read_text())
    (other / "head.json").write_text(json.dumps(card | {"wording_spread": 9.0}))
    with pytest.raises(ValueError, match="expected the predictor likes"):
        resume(predictors=(str(other),))
    table.write_text("text\na dog\na cat\na bird\n")
    with pytest.raises(ValueError, match="expected the input sha256"):
        resume()
    table.write_text("text\na dog\na cat\na bike\n")
    part = next(parts_folder(out).glob("part-*0.jsonl"))
    part.write_text("{}")
    with pytest.raises(ValueError, match="got a damaged file; delete it and --resume"):
        resume()
    part.unlink()
    assert resume().rows == 3
    assert resume().finished_before
    for changed in ("text\na dog\n", "text\na dog\na cat\na bird\n"):
        table.write_text(changed)
        with pytest.raises(FileExistsError, match="exists already"):
            resume()
    table.write_text("text\na dog\n")
    assert resume(resume=False, overwrite=True).rows == 1


def test_a_refusal_names_the_value_that_differs(optimize, tmp_path):
    table, out = tmp_path / "in.csv", tmp_path / "out.csv"
    table.write_text('text\na dog\n""\n')
    optimize("batch", table, out, "--goal", "likes>=90", *BATCH, "--fail-fast")
    code, _, err = optimize("batch", table, out, "--goal", "likes>=91", *BATCH, "--resume")
    assert code == 2
    assert (
        "expected the job targets goals 1 value that the batch was begun with, 90.0, got 91.0"
        in err
    )


@pytest.mark.usefixtures("small_parts")
def test_parts_that_no_batch_owns_are_not_believed(tmp_path, predicting):
    """A batch that was killed while it tidied up leaves parts without a manifest."""
    table, out = tmp_path / "in.csv", tmp_path / "out.csv"
    table.write_text("text\na dog\na cat\n")
    parts_folder(out).mkdir()
    stale = json.dumps({"status": "reached"})
    (parts_folder(out) / "part-000000.jsonl").write_text(f"{stale}\n{stale}\n")
    assert run_batch(predicting(table, out)).statuses == {"predicted": 2}


def test_stopping_several_processes_leaves_no_traceback(tmp_path, model_folder, head_folder):
    table, out = tmp_path / "in.csv", tmp_path / "out.csv"
    write_mixed(table, 2000, searched=4)
    names = ["--model", model_folder, "--predictor", head_folder, "--goal", "likes>=90"]
    code = "from tweetopt.optimizer.cli import main; main()"
    command = [sys.executable, "-c", code, "batch", table, out, *names, "--workers", 2]
    running = subprocess.Popen(
        list(map(str, command)), cwd="/", stderr=subprocess.PIPE, start_new_session=True
    )
    while not list(parts_folder(out).glob("part-*")):
        assert running.poll() is None
        time.sleep(0.01)
    os.killpg(running.pid, signal.SIGINT)  # as a terminal does
    _, err = running.communicate(timeout=30)
    assert running.returncode == 130
    assert err.decode().strip() == "Stopped; the same command with --resume goes on."


def test_workers_that_die_of_ctrl_c_first_are_no_accident(tmp_path, model_folder, head_folder):
    """The same stop, whoever hears of it first: here one worker alone, which is still starting."""
    table, out = tmp_path / "in.csv", tmp_path / "out.csv"
    write_mixed(table, 2000, searched=4)
    names = ["--model", model_folder, "--predictor", head_folder, "--goal", "likes>=90"]
    code = (
        "import multiprocessing, os, signal, threading, time\n"
        "def stop():\n"
        "    while not (workers := multiprocessing.active_children()):\n"
        "        time.sleep(0.01)\n"
        "    time.sleep(0.5)\n"
        "    os.kill(workers[0].pid, signal.SIGINT)\n"
        "if __name__ == '__main__':\n"
        "    threading.Thread(target=stop, daemon=True).start()\n"
        "    from tweetopt.optimizer.cli import main; main()\n"
    )
    (tmp_path / "stopped.py").write_text(code)
    command = [sys.executable, tmp_path / "stopped.py", "batch", table, out, *names]
    done = subprocess.run(
        [*map(str, command), "--workers", "2"], cwd="/", capture_output=True, timeout=60
    )
    assert done.returncode == 130
    assert done.stderr.decode().strip() == "Stopped; the same command with --resume goes on."


@pytest.mark.parametrize("limit", [600, 3000])
def test_a_full_disk_is_one_clear_line_and_loses_nothing(tmp_path, predicting, limit):
    """A limit on the size of files stands for the disk: at the manifest, and at the output."""
    table, out = tmp_path / "in.csv", tmp_path / "out.csv"
    table.write_text("text\n" + "the cat found old books\n" * 60)
    given = predicting(table, out)
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limits[1]))
    try:
        with pytest.raises(OSError, match=r"out\.csv: the disk is full .*; free some space"):
            run_batch(given)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    assert not out.exists()
    given = predicting(table, out, resume=True)
    assert run_batch(given).statuses == {"predicted": 60}


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_an_unwritable_folder_is_one_clear_line(tmp_path, predicting):
    folder = tmp_path / "locked"
    folder.mkdir(mode=0o500)
    table = tmp_path / "in.csv"
    table.write_text("text\na dog\n")
    with pytest.raises(OSError, match="cannot be written"):
        run_batch(predicting(table, folder / "out.csv"))
