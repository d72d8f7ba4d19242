"""Moving through the space, as a user meets it: output, JSON, and one line for bad input."""

import json

import pandas as pd
import pytest

from tweetopt.optimizer import learn_tone
from tweetopt.optimizer.cli import main

A, B = "my dog hates the rain", "our team loves coffee"


@pytest.fixture
def optimize(capsys, model_folder, head_folder):
    """Runs a command with the tiny model; gives exit code, stdout and stderr."""

    def call(*arguments, head=True):
        predictor = ["--predictor", str(head_folder)] if head else []
        with pytest.raises(SystemExit) as end:
            main([*map(str, arguments), "--model", str(model_folder), *predictor])
        return end.value.code or 0, *capsys.readouterr()

    return call


@pytest.fixture(scope="module")
def tone_folder(autoencoder, tmp_path_factory):
    out = tmp_path_factory.mktemp("tone") / "glad"
    sour, glad = ([f"{s} {verb} {o}" for s in ("my dog", "our team") for o in ("coffee", "a bike")]
                  for verb in ("hates", "loves"))  # fmt: skip
    learn_tone(sour, glad, autoencoder=autoencoder, name="glad").save(out)
    return out


def test_a_path_on_screen_and_as_json(optimize):
    code, out, err = optimize("interpolate", A, B)
    assert (code, err) == (0, "")
    assert A in out
    assert B in out
    assert "different texts in 11 points" in out
    assert "Likes" in out
    data = json.loads(optimize("interpolate", A, B, "--steps", 5, "--json")[1])
    assert [point["fraction"] for point in data["points"]] == [0, 0.25, 0.5, 0.75, 1]
    assert data["points"][0]["predictions"]["likes"]["value"] > 0
    assert data["largest_jump"] > 0


def test_paths_of_a_file(optimize, tmp_path):
    path = tmp_path / "pairs.csv"
    pd.DataFrame({"start": [A, B], "end": [B, A]}).to_csv(path, index=False)
    code, out, _ = optimize("interpolate", "--pairs", path, head=False)
    assert code == 0
    assert out.count("different texts in") == 2
    assert len(json.loads(optimize("interpolate", "--pairs", path, "--json")[1])) == 2


def test_samples_on_screen_and_as_json(optimize):
    code, out, err = optimize("sample", "-n", 4, "--parse", "python", "--goal", "likes>=1")
    assert (code, err) == (0, "")
    assert "4 of 4 meet likes>=1" in out
    assert "of 4 are valid lines of Python" in out
    data = json.loads(optimize("sample", "-n", 4, "--near", A, "--radius", 3, "--json")[1])
    assert data[0].keys() == {"text", "predictions", "log_prob", "fluency", "met", "reads"}
    code, out, _ = optimize("sample", "-n", 30, "--near", A, "--radius", 0.001, head=False)
    assert code == 0
    assert "of 30" in out


def test_a_tone_learned_from_files_pairs_and_labels(optimize, tmp_path):
    written = {}
    for name, verb in (("sour", "hates"), ("glad", "loves")):
        written[name] = [f"{who} {verb} coffee" for who in ("my dog", "our team", "a friend")]
        pd.DataFrame({"text": written[name]}).to_csv(tmp_path / f"{name}.csv", index=False)
    both = [(text, name) for name, texts in written.items() for text in texts]
    pd.DataFrame(both, columns=["text", "mood"]).to_csv(tmp_path / "both.csv", index=False)
    files = ("--from", tmp_path / "sour.csv", "--to", tmp_path / "glad.csv")
    for number, arguments in enumerate(
        (files, (*files, "--paired"), ("--data", tmp_path / "both.csv", "--label", "mood",
                                       "--toward", "glad", "--name", "glad"))
    ):  # fmt: skip
        out = tmp_path / f"tone{number}"
        code, text, err = optimize("tone", "learn", *arguments, "--out", out, head=False)
        assert (code, err) == (0, "")
        assert "Learned 'glad' from 6 texts" in text
        card = json.loads((out / "tone.json").read_text())
        assert card["name"] == "glad"
        code, text, _ = optimize("tone", "apply", "--tone", out, "--text",
                                 "my dog hates coffee", "--json", head=False)  # fmt: skip
        assert code == 0
        data = json.loads(text)
        assert data["best"] != "my dog hates coffee"
        assert data["candidates"][0]["tone"] > data["tone"]


def test_a_file_gets_one_line_for_each_line(optimize, tone_folder, tmp_path):
    lines = ["my dog hates coffee", "", "x" * 500, "our team hates a bike\u2028", "my dog"]
    path = tmp_path / "texts.txt"
    path.write_bytes("\r\n".join(lines).encode())
    arguments = ("tone", "apply", path, "--tone", tone_folder)
    code, out, err = optimize(*arguments, "--method", "search", head=False)
    assert (code, err) == (0, "")
    written = out.removesuffix("\n").split("\n")
    assert len(written) == 5
    assert written[0] != lines[0]
    assert written[1:3] == lines[1:3]
    table = tmp_path / "texts.csv"
    pd.DataFrame({"text": ["my dog\nhates coffee", "x"]}).to_csv(table, index=False)
    assert optimize("tone", "apply", table, "--tone", tone_folder, head=False)[1].count("\n") == 2


def test_a_tone_on_screen(optimize, tone_folder):
    code, out, err = optimize("tone", "apply", "--tone", tone_folder, "--text",
                              "my dog hates coffee", head=False)  # fmt: skip
    assert (code, err) == (0, "")
    assert "Glad, share" in out
    assert "as 'glad'" in out


BAD_INPUT = {
    "one text": (["interpolate", A], "expected two texts or --pairs FILE"),
    "texts and pairs": (["interpolate", A, B, "--pairs", "p.csv"], "expected two texts or --pairs"),
    "one step": (["interpolate", A, B, "--steps", "1"], "--steps: expected at least 2"),
    "no pairs": (["interpolate", "--pairs", "none.csv"], "no such file"),
    "no samples": (["sample", "-n", "0"], "count: expected at least 1"),
    "no radius": (["sample", "--radius", "0"], "radius: expected a number above 0"),
    "perl": (["sample", "--parse", "perl"], "--parse: expected python, got 'perl'"),
    "unknown property": (["sample", "--goal", "stars=5"], "expected a property among likes"),
    "nothing to learn": (["tone", "learn", "--out", "new"], "tone learn: expected --from FILE"),
    "half a heap": (
        ["tone", "learn", "--out", "new", "--from", "a.csv"],
        "tone learn: expected --from FILE and --to FILE",
    ),
    "no tone": (["tone", "apply", "--tone", "none", "--text", A], "tone: expected a folder"),
    "nothing to apply to": (["tone", "apply", "--tone", "none"], "expected either --text or a"),
    "unknown method": (
        ["tone", "apply", "--tone", "none", "--text", A, "--method", "magic"],
        "--method: expected one of words, search, got 'magic'",
    ),
}


@pytest.mark.parametrize("case", BAD_INPUT)
def test_bad_input_is_one_clear_line(optimize, case):
    arguments, message = BAD_INPUT[case]
    code, out, err = optimize(*arguments, head=arguments[0] != "tone")
    assert (code, out) == (2, "")
    assert err.startswith("error: ")
    assert message in err
    assert err.count("\n") == 1


def test_labels_must_be_two(optimize, tmp_path):
    path = tmp_path / "texts.csv"
    pd.DataFrame({"text": [A, B, A], "mood": [1, 2, 3]}).to_csv(path, index=False)
    arguments = ("tone", "learn", "--data", path, "--label", "mood", "--out", tmp_path / "new")
    code, _, err = optimize(*arguments, head=False)
    assert code == 2
    assert "expected two different labels in column 'mood', got 3" in err
    code, _, err = optimize(*arguments, "--paired", head=False)
    assert "--paired: expected --from FILE and --to FILE" in err
    pd.DataFrame({"text": [A, B], "mood": [0, 1]}).to_csv(path, index=False)
    code, _, err = optimize(*arguments, "--toward", "blue", head=False)
    assert "--toward: expected 0 or 1, got 'blue'" in err


def test_a_tone_of_another_space_is_refused(optimize, tone_folder):
    card = tone_folder / "tone.json"
    original = card.read_text()
    card.write_text(json.dumps(json.loads(original) | {"fingerprint": "0" * 16}))
    code, _, err = optimize("tone", "apply", "--tone", tone_folder, "--text", A, head=False)
    card.write_text(original)
    assert code == 2
    assert "expected one for the model" in err
    assert err.count("\n") == 1
