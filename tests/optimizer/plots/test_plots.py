"""Figures: every command that draws one, and what stops it before the work."""

import html
import json
import sys
import xml.etree.ElementTree as ET
from typing import Any

import pandas as pd
import pytest
from tiny import TEXTS, likes_of

from tweetopt.optimizer import Request, optimize_texts, parse_goal
from tweetopt.optimizer.cli import main

pytest.importorskip("matplotlib", reason="needs tweetopt[plot]")

A, B = "my dog hates the rain", "our team loves coffee"


@pytest.fixture(scope="module")
def table(tmp_path_factory):
    path = tmp_path_factory.mktemp("data") / "texts.csv"
    texts = TEXTS * 8
    rows = pd.DataFrame({"text": texts, "account": [f"a{n % 40}" for n in range(len(texts))]})
    rows["likes"] = rows["text"].map(likes_of)
    rows["created_at"] = 1.7e9 + 3600.0 * rows.index
    rows.to_csv(path, index=False)
    return path


def words_of(path):
    """All that a figure says, with what stands on its axes: SVG keeps it in comments."""
    parser = ET.XMLParser(target=ET.TreeBuilder(insert_comments=True))
    comment: Any = ET.Comment  # the tag of comments is this function
    return [html.unescape(each.text.strip()) for each in ET.parse(path, parser).iter(comment)]


@pytest.mark.parametrize(
    ("command", "said"),
    [
        (["run", "--text", A, "--goal", "likes>=900"],
         ["Predicted likes, with 90% interval", "Goal: likes>=900", "Original", A,
          "more likes, predicted", "fewer"]),
        (["interpolate", A, B],
         ["Predicted likes, with 90% interval", "Share of the way between the two codes", B]),
        (["evaluate", "predictor", "TABLE", "--split", "all"],
         ["Predicted likes", "Observed likes", "Values inside the 90% interval"]),
        (["evaluate", "vae", "TABLE", "--split", "all", "--max-rows", 40, "--skip-smoothness"],
         ["Unseen texts given back", "Length (tokens)", "exact, refined"]),
        (["evaluate", "vae", "TABLE", "--split", "all", "--max-rows", 40],
         ["Length (tokens)", "Step (norms of a random code)", "unchanged"]),
        (["evaluate", "optimizer", "TABLE", "--split", "all", "--max-rows", 2, "--effort", "draft"],
         ["Judge: ridge", "Judge: boosting", "Mean judged move toward the goal (log likes)",
          "search", "random edits"]),
    ],
)  # fmt: skip
def test_every_figure_says_what_it_shows(optimize, table, tmp_path, command, said):
    path = tmp_path / "figure.svg"
    arguments = [table if each == "TABLE" else each for each in command]
    code, _, err = optimize(*arguments, "--json", "--plot", path)
    assert code == 0, err
    words = words_of(path)
    assert not [each for each in said if each not in words]
    assert [each.name for each in tmp_path.iterdir()] == ["figure.svg"]


def test_a_picture_of_dots(optimize, tmp_path):
    path = tmp_path / "Figure.PNG"
    assert optimize("run", "--text", A, "--target-likes", 500, "--plot", path)[0] == 0
    assert path.read_bytes().startswith(b"\x89PNG")


def test_the_same_figure_is_the_same_file(optimize, tmp_path):
    for name in ("one.svg", "two.svg"):
        assert optimize("interpolate", A, B, "--plot", tmp_path / name)[0] == 0
    assert (tmp_path / "one.svg").read_bytes() == (tmp_path / "two.svg").read_bytes()


def test_signs_of_other_scripts_and_formulas_are_drawn(optimize, tmp_path):
    path = tmp_path / "figure.svg"
    text = "my dog loves coffee $5 or $10 🐶 犬"
    code, _, err = optimize("run", "--text", text, "--target-likes", 500, "--plot", path)
    assert code == 0, err
    assert "my dog loves coffee $5 or $10 □ □" in words_of(path)


def test_losses_of_a_training(table, tmp_path):
    path, out = tmp_path / "loss.svg", tmp_path / "model"
    with pytest.raises(SystemExit) as end:
        main(["train", "vae", str(table), "--out", str(out), "--preset", "tiny", "--epochs", "2",
              "--plot", str(path)])  # fmt: skip
    assert not end.value.code
    assert json.loads((out / "training.json").read_text())["history"]
    words = words_of(path)
    for said in ("Total loss", "Negative log-likelihood (nats a token)", "told its own code"):
        assert said in words


def test_calibration_of_a_training(table, model_folder, tmp_path):
    path = tmp_path / "calibration.svg"
    with pytest.raises(SystemExit) as end:
        main(["train", "predictor", str(table), "--property", "likes", "--model", str(model_folder),
              "--out", str(tmp_path / "head"), "--plot", str(path)])  # fmt: skip
    assert not end.value.code
    words = words_of(path)
    for said in ("Predicted likes", "Observed likes", "as predicted", "aim: 90%"):
        assert said in words


def test_the_map_shows_the_search_among_other_texts(engine):
    from tweetopt.optimizer.plots.maps import MapFigure

    trails = []
    request = Request(A, [parse_goal("likes>=900")])
    (result,) = optimize_texts(
        [request], engine=engine, on_trail=lambda _request, trail: trails.append(trail)
    )
    chart = MapFigure.of(result, request=request, engine=engine, trail=trails[0])
    kinds = [point.kind for point in chart.points]
    assert kinds.count("seen") >= 20
    assert kinds[-1] == "start"
    assert len(chart.ways) == kinds.count("end") > 0
    still = MapFigure.of(result, request=request, engine=engine, trail=None)
    assert not still.ways


@pytest.mark.parametrize(
    "command",
    [
        ["run", "--text", A, "--target-likes", 500],
        ["interpolate", A, B],
        ["evaluate", "predictor", "missing.csv"],
        ["evaluate", "vae", "missing.csv"],
        ["evaluate", "optimizer", "missing.csv"],
        ["train", "vae", "missing.csv", "--out", "model"],
        ["train", "predictor", "missing.csv", "--property", "likes", "--out", "head"],
    ],
)
def test_a_figure_that_cannot_be_drawn_stops_before_the_work(
    capsys, tmp_path, monkeypatch, command
):
    def stopped(path):
        with pytest.raises(SystemExit) as end:
            main([*map(str, command), "--plot", path])
        return end.value.code, *capsys.readouterr()

    monkeypatch.chdir(tmp_path)
    folder = tmp_path / "folder.png"
    folder.mkdir()
    for path, said in (
        ("figure.pdf", "--plot: expected a file ending in .png or .svg, got figure.pdf"),
        ("nowhere/figure.png", "--plot: expected a folder that is there, got nowhere; make it"),
        ("folder.png", "--plot: expected a file, got the folder folder.png; name another"),
    ):
        assert stopped(path) == (2, "", f"error: {said}\n")
    monkeypatch.setitem(sys.modules, "matplotlib", None)
    code, out, err = stopped("figure.png")
    assert (code, out) == (2, "")
    assert err.startswith("error: --plot: expected matplotlib, which is not installed; pip install")
    assert [each.name for each in tmp_path.iterdir()] == ["folder.png"]


def test_a_path_without_predictions_is_refused(capsys, model_folder, tmp_path):
    with pytest.raises(SystemExit) as end:
        main(["interpolate", A, B, "--model", str(model_folder), "--plot",
              str(tmp_path / "path.png")])  # fmt: skip
    assert end.value.code == 2
    assert "--plot: expected a predictor" in capsys.readouterr().err
