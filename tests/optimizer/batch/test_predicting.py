"""Predictions on the screen, row by row."""

import json
import re


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
