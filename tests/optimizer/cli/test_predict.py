"""Texts and tables predicted on the screen."""

import json

TEXT = "my dog hates the rain"


def test_predict_a_text_and_a_table(optimize, table):
    code, out, _ = optimize("predict", "--text", TEXT, "--json")
    assert code == 0
    prediction = json.loads(out)["likes"]
    assert prediction["low"] < prediction["value"] < prediction["high"]
    assert len(json.loads(optimize("predict", table, "--json")[1])) == 360
    code, out, _ = optimize("predict", table, "--usual-likes", 50)
    assert code == 0
    assert "and 330 more" in out
