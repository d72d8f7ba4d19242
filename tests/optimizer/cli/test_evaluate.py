"""Figures of models, predictors and the search."""

import json
import shutil

import pandas as pd
import pytest
from safetensors.torch import load_file, save_file

from tweetopt.datasets import split_of


def test_too_few_rows_to_judge_by_are_named_first(optimize, table):
    pd.read_csv(table).head(40).to_csv(table, index=False)
    code, out, err = optimize("evaluate", "optimizer", table, "--split", "all")
    assert (code, out, err.count("\n")) == (2, "", 1)
    assert "expected at least 10 rows of split 'judge'" in err
    assert "some 300 rows or more" in err


@pytest.mark.parametrize("what", ["vae", "predictor", "optimizer"])
def test_evaluations_print_tables_and_json(optimize, table, what):
    arguments = ("evaluate", what, table, "--split", "train", "--max-rows", 6)
    code, out, err = optimize(*arguments)
    assert (code, err) == (0, ""), err
    assert "│" in out
    assert "…" not in out  # no column is cut off
    assert json.loads(optimize(*arguments, "--json")[1])


def test_the_bold_search_is_judged_beside_the_other(optimize, table):
    arguments = ("evaluate", "optimizer", table, "--split", "train", "--max-rows", 24, "--json")
    report = json.loads(optimize(*arguments, "--factor", "0.5")[1])
    plain, bold = report["scores"][:2]
    assert (plain["method"], bold["method"]) == ("search", "bold search")
    assert bold["predicted_ratio"] <= plain["predicted_ratio"]  # other nouns are let in
    assert bold["judged"] != plain["judged"]


def test_evaluating_a_model_shows_how_smooth_it_is(optimize, table):
    arguments = ("evaluate", "vae", table, "--max-rows", 20, "--parse", "python")
    code, out, err = optimize(*arguments)
    assert (code, err) == (0, ""), err
    for title in ("Reconstruction", "Small steps", "Far from any text", "lines that are Python"):
        assert title in out
    assert "…" not in out  # no column is cut off
    figures = json.loads(optimize(*arguments, "--json")[1])
    assert figures["echoes"]["samples"] == 1_000
    assert "Echoes: of 1,000 texts" in out
    assert figures["smoothness"].keys() == {
        "texts", "learned_texts", "real_perplexity", "ladder", "written", "real"
    }  # fmt: skip
    assert [step["size"] for step in figures["smoothness"]["ladder"]][:2] == [0, 0.1]
    assert figures["smoothness"]["learned_texts"] > 200
    assert figures["smoothness"]["written"]["prior"]["perplexity_ratio"] > 0
    assert figures["validity"]["samples"]["lines"] == 1000
    assert figures["validity"]["samples"].keys() == {"lines", "valid", "distinct", "new"}
    assert figures["collapsed"] is False
    quick = json.loads(optimize(*arguments[:5], "--skip-smoothness", "--json")[1])
    assert "smoothness" not in quick
    assert quick["bands"][-1]["refined"]["bleu"] >= 0


def test_evaluating_a_model_tells_what_its_codes_know_of_meaning(optimize, table):
    arguments = ("evaluate", "vae", table, "--max-rows", 20, "--skip-smoothness")
    code, out, err = optimize(*arguments, "--teacher", "lsa")
    assert (code, err) == (0, ""), err
    assert "Meaning: embeddings by lsa" in out
    assert "…" not in out
    (scores,) = json.loads(optimize(*arguments, "--teacher", "lsa", "--json")[1])["meaning"]
    assert scores["part"] == "both"
    assert scores["cosine"] > scores["baseline"]
    assert "meaning" not in json.loads(optimize(*arguments, "--json")[1])
    code, out, err = optimize(*arguments, "--split", "all", "--teacher", "lsa")
    assert (code, out, err.count("\n")) == (2, "", 1)
    assert "--teacher lsa: expected training rows in the table" in err
    code, _, err = optimize(*arguments, "--teacher", table.parent)
    assert code == 2
    assert "expected a sentence encoder with safetensors weights, got none" in err


def test_without_training_rows_only_fluency_is_left_out(optimize, table):
    arguments = ("evaluate", "vae", table, "--split", "all", "--max-rows", 360)
    code, out, _ = optimize(*arguments)
    assert code == 0
    assert "the table has no training rows" in out.replace("\n", " ")
    smoothness = json.loads(optimize(*arguments, "--json")[1])["smoothness"]
    assert smoothness["ladder"][0]["chrf"] > 0
    assert smoothness["real"]["perplexity_ratio"] is smoothness["real_perplexity"] is None
    frame = pd.read_csv(table)
    frame[frame["account"] == "user0"].to_csv(table, index=False)
    held_out = "judge" if split_of("user0") == "test" else "test"
    code, _, err = optimize(*arguments[:3], "--split", held_out)
    assert code == 2
    assert f"expected rows of split '{held_out}', got none; use --split all" in err


def test_a_collapsed_model_is_called_so_with_the_remedy(optimize, model_folder, table, tmp_path):
    collapsed = shutil.copytree(model_folder, tmp_path / "collapsed")
    weights = load_file(collapsed / "model.safetensors")
    for name in ("weight", "bias"):
        weights[f"squeeze.sequence.{name}"].zero_()  # every text gets the same code
    save_file(weights, collapsed / "model.safetensors", metadata={"format": "pt"})
    arguments = ("evaluate", "vae", table, "--skip-smoothness", "--model", collapsed)
    code, out, _ = optimize(*arguments, bundled=True)
    assert code == 0
    assert "Warning: the code has collapsed" in out
    assert "lower --latent-noise or --mmd" in " ".join(out.split())
    assert json.loads(optimize(*arguments, "--json", bundled=True)[1])["collapsed"] is True
