"""Bad input is one line that says what was expected, and exit code 2."""

import json
import shutil

import pytest

TEXT = "my dog hates the rain"
REWRITTEN = "my cat hates a bike"


BAD_INPUT = {
    "empty text": (["--text", "", "--target-likes", "5"], "text: expected some text"),
    "long text": (["--text", "x" * 400, "--target-likes", "5"], "expected at most 31 characters"),
    "negative target": (["--text", TEXT, "--target-likes", "-5"], "--target-likes: expected"),
    "NaN target": (["--text", TEXT, "--target-likes", "nan"], "--target-likes: expected"),
    "target a word": (["--text", TEXT, "--target-likes", "many"], "--target-likes: expected"),
    "no text": (["--target-likes", "5"], "expected a text in quotes, or --text, got none"),
    "misspelt option before a text": (["--usual-lkies", "5", TEXT], "--usual-lkies"),
    "no number before a text": (["--target-likes", TEXT], "expected a text in quotes"),
    "a text without quotes": (["--plain", *TEXT.split()], "in quotes, got 'my' and 'dog' and 3"),
    "a word for a text": (["--plain", "hello"], "got 'hello'; a word alone goes after --text"),
    "two texts": (["--text", TEXT, REWRITTEN], "expected one text in quotes, got"),
    "a text of nothing": ([""], "text: expected some text"),
    "options before a command": (["--plain", "explain", "--text", TEXT], "got 'explain' and"),
    "bad goal": (["--text", TEXT, "--goal", "likes"], "goal: expected"),
    "unknown property": (["--text", TEXT, "--goal", "stars=5"], "expected a property among"),
    "broken text": (
        ["--text", "caf\udce9 is good", "--target-likes", "5"],
        "text: expected UTF-8, got byte 0xe9 after 3 characters",
    ),
    "broken text to predict": (["predict", "--text", "half \ud83d"], "got half a character"),
    "broken text to stay near": (["sample", "--near", "caf\udce9"], "expected UTF-8"),
    "broken text on a path": (["interpolate", "my dog", "\udce9"], "expected UTF-8"),
    "a property that ends in a relation": (
        ["train", "predictor", "none.csv", "--property", "likes>", "--out", "new"],
        "--property: expected a name that a goal can have, got 'likes>'",
    ),
    "bad effort": (
        ["--text", TEXT, "--target-likes", "5", "--effort", "max"],
        "--effort: expected one of draft, normal, high, got 'max'",
    ),
    "negative median": (
        ["--text", TEXT, "--target-likes", "5", "--usual-likes", "-1"],
        "--usual-likes: expected",
    ),
    "keep": (["--text", TEXT, "--target-likes", "500", "--keep", "cow"], "keep: expected"),
    "unknown option": (["--tekst", TEXT], "--tekst"),
    "unknown command": (["optimise"], "optimise"),
    "option before a command": (["--text", "a", "predict", "b.csv"], "predict"),
    "nothing to predict": (["predict"], "predict: expected either --text or a file"),
    "standard input to the screen": (["predict", "-"], "predict -: expected --out with standard"),
    "no such file": (["predict", "none.csv"], "no such file"),
    "another language": (
        ["evaluate", "vae", "none.csv", "--parse", "perl"],
        "--parse: expected python, got 'perl'",
    ),
    "nothing trained": (["train", "vae", "none.csv", "--out", "new"], "no such file"),
    "noise beyond 1": (
        ["train", "vae", "none.csv", "--out", "new", "--latent-noise", "2"],
        "latent noise: expected 0 to 1, got 2",
    ),
    "unknown preset": (
        ["train", "vae", "none.csv", "--out", "new", "--preset", "it's, huge"],
        '--preset: expected one of tiny, small, medium, got "it\'s, huge"',
    ),
    "unknown split": (
        ["evaluate", "predictor", "none.csv", "--split", "dev"],
        "--split: expected one of test, judge, calibration, validation, train, all, got 'dev'",
    ),
    "unknown schedule": (
        ["train", "vae", "none.csv", "--out", "new", "--schedule", "wave"],
        "--schedule: expected one of cosine, flat, got 'wave'",
    ),
    "unknown optimizer": (
        ["train", "vae", "none.csv", "--out", "new", "--optimizer", "sgd"],
        "--optimizer: expected one of adamw, muon, got 'sgd'",
    ),
    "unknown tracker": (
        ["train", "vae", "none.csv", "--out", "new", "--track", "paper"],
        "--track: expected one of tensorboard, wandb, got 'paper'",
    ),
}


@pytest.mark.parametrize("case", BAD_INPUT)
def test_bad_input_is_one_clear_line(optimize, case):
    arguments, message = BAD_INPUT[case]
    train = "train" in arguments or "command" in case
    code, out, err = optimize(*arguments, bundled=train)
    assert (code, out) == (2, "")
    assert err.startswith("error: ")
    assert message in err
    assert err.count("\n") == 1


def test_bad_models_and_predictors(optimize, model_folder, head_folder, tmp_path):
    def fails(*arguments):
        code, _, err = optimize("--text", TEXT, "--target-likes", 5, *arguments, bundled=True)
        assert code == 2
        assert err.count("\n") == 1
        return err

    assert "expected a folder or one of" in fails("--model", "unknown")
    assert "expected a folder or one of" in fails("--model", model_folder, "--predictor", "nope")
    broken = shutil.copytree(model_folder, tmp_path / "broken")
    (broken / "tokenizer.json").unlink()
    assert "tokenizer.json, which is missing" in fails("--model", broken)
    (broken / "tokenizer.json").write_text("{}")
    assert "damaged file" in fails("--model", broken)
    card = json.loads((head_folder / "head.json").read_text()) | {"fingerprint": "0" * 16}
    foreign = shutil.copytree(head_folder, tmp_path / "foreign")
    (foreign / "head.json").write_text(json.dumps(card))
    assert "expected one for latent space" in fails("--model", model_folder, "--predictor", foreign)
