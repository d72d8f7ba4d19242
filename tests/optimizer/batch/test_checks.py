"""What can not be done is refused before anything is written."""

import importlib.util
import sys

from tweetopt.optimizer.batch.parts import parts_folder

BATCH = ("--effort", "draft", "--workers", 1)


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
