"""`optimize explain` and `optimize compare` as a user meets them."""

import json

import pandas as pd
import pytest
from rich.text import Text

TEXT = "my dog loves coffee"


def test_words_are_told_on_screen_and_as_json(optimize, tmp_path):
    code, out, err = optimize("explain", "--text", TEXT, "--usual-likes", 100)
    assert (code, err) == (0, ""), err
    assert TEXT in out
    assert "usually gets 100 likes" in " ".join(out.split())
    assert "Predicted isn't caused" in " ".join(out.split())
    code, out, _ = optimize("explain", "--text", TEXT, "--json", "--check")
    told = json.loads(out)
    assert code == 0
    assert [word["text"] for word in told["words"]] == TEXT.split()
    assert told["words"][3]["difference"] > 0
    assert told["rank_correlation"] is None  # four words are too few
    picture = tmp_path / "why.svg"
    code, _, err = optimize("explain", "--text", TEXT, "--plot", picture)
    assert (code, err) == (0, f"Drawn into {picture}.\n"), err
    assert "contributes" in picture.read_text()


SCREENS = {
    "explain": ("explain", "--text", TEXT, "--usual-likes", 100),
    "predict": ("predict", "--text", TEXT),
    "compare": ("compare", TEXT, "my dog loves the rain"),
    "run": (TEXT, "--effort", "draft", "--why"),
}


@pytest.mark.parametrize("width", [45, 80, 140])
@pytest.mark.parametrize("command", SCREENS)
def test_screens_show_the_text_first_and_fit(optimize, monkeypatch, command, width):
    monkeypatch.setenv("COLUMNS", str(width))
    monkeypatch.setenv("FORCE_COLOR", "1")  # as on a terminal
    coloured = optimize(*SCREENS[command])[1]
    lines = Text.from_ansi(coloured).plain.splitlines()
    assert lines[1 if command == "run" else 0] in (TEXT, "my dog loves the rain")
    assert max(map(len, lines)) <= width
    assert not set("│┃━─") & set("".join(lines))
    monkeypatch.setenv("NO_COLOR", "1")
    plain = optimize(*SCREENS[command])[1]
    assert "\x1b[3" not in plain  # no colour, but bold and dim
    monkeypatch.delenv("FORCE_COLOR")
    piped = optimize(*SCREENS[command])[1]
    assert "\x1b" not in piped
    assert len(piped.splitlines()) <= len(lines)


def test_tables_are_there_for_those_who_want_them(optimize, monkeypatch):
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.setenv("FORCE_COLOR", "1")
    for command in ("explain", "predict", "compare"):
        assert "│" in optimize(*SCREENS[command], "--table")[1]


def test_bad_input_is_one_line(optimize):
    for arguments in (("--text", ""), ("--text", "word " * 500)):
        code, out, err = optimize("explain", *arguments)
        assert (code, out, err.count("\n")) == (2, "", 1), err


def test_drafts_are_compared_from_arguments_and_files(optimize, tmp_path):
    drafts = ["my dog loves the rain", "my dog loves coffee"]
    code, out, err = optimize("compare", *drafts, "--usual-likes", 100)
    assert (code, err) == (0, ""), err
    assert out.index("coffee") < out.index("the rain")
    assert "│" not in out
    unknown = " ".join(optimize("compare", *drafts)[1].split())
    assert "say what your posts usually get with --usual-likes" in unknown
    assert unknown.index("by its wording") < unknown.rindex("for an unknown account ")
    file = tmp_path / "drafts.csv"
    pd.DataFrame({"text": drafts}).to_csv(file, index=False)
    code, out, _ = optimize("compare", file, "--json")
    assert code == 0
    told = json.loads(out)
    assert [each["text"] for each in told["drafts"]] == drafts[::-1]
    assert told["drafts"][0]["behind"] is None
    assert told["drafts"][1]["behind"]["chance"] is None
    code, _, err = optimize("compare", "my dog")
    assert (code, err.count("\n")) == (2, 1)
    assert "two drafts or a file" in err


def test_evidence_is_measured_kept_and_shown(optimize, head_folder, tmp_path):
    table, out = tmp_path / "mine.csv", tmp_path / "evidence"
    tags = {"": 100, " #new": 60, " #new #old": 40}
    rows = [
        (f"{who} {verb} {thing}{end}", likes + 5 * (number % 3))
        for who in ("my dog", "our team", "the cat", "a friend")
        for number, verb in enumerate(("loves", "hates", "wants", "found"))
        for thing in ("coffee", "the rain", "a bike")
        for end, likes in tags.items()
    ]
    pd.DataFrame(rows, columns=["text", "likes"]).to_csv(table, index=False)
    code, told, err = optimize("train", "evidence", table, "--out", out, "--predictor",
                                head_folder)  # fmt: skip
    assert (code, err) == (0, ""), err
    assert "hashtags" in told
    kept = json.loads((out / "evidence.json").read_text())
    effects = dict(zip(kept["short"]["names"], kept["short"]["effects"], strict=True))
    assert effects["hashtags"] < -0.1
    text = "my dog loves coffee #new"
    code, told, err = optimize("explain", "--text", text, "--evidence", out, "--json")
    assert (code, err) == (0, ""), err
    moves = {each["move"]: each for each in json.loads(told)["suggestions"]}
    assert moves["no-hashtag"]["real_difference"] > 0
    code, told, err = optimize("compare", text, "my dog loves coffee", "--evidence", out, "--json")
    assert json.loads(told)["drafts"][1]["behind"]["chance"] >= 0.5
    wrong = optimize("explain", "--text", text, "--evidence", tmp_path / "none")
    assert (wrong[0], wrong[2].count("\n")) == (2, 1)


def test_moves_are_listed(optimize):
    code, out, _ = optimize("explain", "--list-moves")
    assert code == 0
    assert "no-link" in out
    assert "drop-links" in out


def test_why_beside_rewrites_and_in_tables(optimize, tmp_path):
    arguments = ("--text", TEXT, "--target-likes", 200, "--effort", "draft")
    code, out, err = optimize(*arguments, "--why", "--json", "--may", "drop-links,ask")
    assert (code, err) == (0, ""), err
    assert [word["text"] for word in json.loads(out)["why"]["words"]] == TEXT.split()
    code, _, err = optimize(*arguments, "--may", "drop-everything")
    assert (code, err.count("\n")) == (2, 1)
    assert "expected permissions such as drop-links" in err
    table, done = tmp_path / "in.csv", tmp_path / "out.csv"
    pd.DataFrame({"text": [TEXT, ""]}).to_csv(table, index=False)
    code, _, err = optimize("batch", table, done, "--goal", "likes>=1", "--explain",
                            "--workers", 1)  # fmt: skip
    rows = pd.read_csv(done)
    assert code in (0, 1), err
    assert json.loads(rows["contributions"][0])[0]["text"] == "coffee"
    assert {each["move"] for each in json.loads(rows["suggestions"][0])} >= {"question"}
    assert pd.isna(rows["contributions"][1])
