"""The command line as a user meets it: output, JSON, and one line for bad input."""

import json
import os
import shutil

import pandas as pd
import pytest
from safetensors.torch import load_file, save_file

from tweetopt.datasets import split_of

TEXT = "my dog hates the rain"
REWRITTEN = "my cat hates a bike"


@pytest.fixture
def table(tmp_path):
    subjects = ["my dog", "our team", "the cat", "a friend"]
    rows = [
        (f"user{n}", f"2024-01-{day + 1:02d}", f"{subjects[(n + day) % 4]} loves {thing}", likes)
        for n in range(120)
        for day, (thing, likes) in enumerate([("coffee", 300), ("the rain", 40), ("a bike", 100)])
    ]
    frame = pd.DataFrame(rows, columns=["account", "created_at", "text", "likes"])
    path = tmp_path / "tweets.csv"
    frame.to_csv(path, index=False)
    return path


def test_the_product(optimize):
    code, out, err = optimize(
        "--text", REWRITTEN, "--target-likes", 10_000, "--usual-likes", 100, "--effort", "high"
    )
    assert (code, err) == (0, ""), err
    assert REWRITTEN in out
    assert "90% interval" in out
    assert "x as it is · " in out
    assert "usually gets 100 likes" in out.replace("\n", " ")


def test_the_texts_alone_and_the_table(optimize):
    wanted = ("--text", REWRITTEN, "--usual-likes", 100, "--effort", "high")
    code, out, err = optimize(*wanted, "--plain")
    told = json.loads(optimize(*wanted, "--json")[1])
    assert (code, err) == (0, "")
    assert out.splitlines() == [each["text"] for each in told["candidates"]]
    assert "Times: " in optimize(*wanted, "--table")[1]
    code, out, err = optimize(*wanted, "--plain", "--json")
    assert (code, out, err.count("\n")) == (2, "", 1)


def test_of_an_unknown_account_the_gain_comes_first(optimize):
    code, out, err = optimize("--text", REWRITTEN, "--effort", "high")
    assert (code, err) == (0, "")
    rewrites, small_print = out.split("by such an account: ")
    assert "★ about " in rewrites
    assert " likes" not in rewrites.split("Better")[0]
    assert "likes predicted, 90% interval" in small_print


def test_the_product_as_json(optimize):
    arguments = (
        "--text",
        REWRITTEN,
        "--goal",
        "likes=max",
        "--usual-likes",
        100,
        "--json",
        "--effort",
        "high",
    )
    code, out, _ = optimize(*arguments)
    assert code == 0
    data = json.loads(out)
    assert data["status"] == "closer"
    assert data["candidates"][0]["predicted"] > data["original"]["predicted"]
    assert json.loads(optimize(*arguments)[1]) == data


def test_a_bare_text_is_rewritten_and_a_bare_word_is_no_command(optimize):
    options = ("--usual-likes", 100, "--effort", "draft", "--json")
    code, out, _ = optimize(REWRITTEN, *options)
    assert code == 0
    assert out == optimize("--text", REWRITTEN, "--goal", "likes=max", *options)[1]
    code, _, err = optimize("explian")
    assert code == 2
    assert "no command 'explian'; did you mean explain?" in err
    assert "no command 'hi'. A text goes in quotes" in optimize("hi")[2]


def test_options_may_stand_before_a_bare_text(optimize):
    wanted = ("--effort", "high", "--plain")
    code, out, err = optimize("--usual-likes", 100, *wanted, REWRITTEN)
    assert (code, err) == (0, "")
    assert out == optimize(REWRITTEN, "--usual-likes", 100, *wanted)[1] != ""
    assert optimize("run", *wanted, REWRITTEN, "--usual-likes", 100)[1] == out
    reached = optimize("--target-likes", 1, REWRITTEN)[1]
    assert "at least 1 likes" in reached
    dashed = optimize(f"- {REWRITTEN}", "--effort", "draft", "--json")
    assert json.loads(dashed[1])["text"] == f"- {REWRITTEN}"


def test_alone_it_says_how_to_begin(optimize):
    code, out, err = optimize(bundled=True)
    assert (code, err) == (0, "")
    assert 'optimize "Just finished' in out
    assert "optimize ui" in out


def test_predict_a_text_and_a_table(optimize, table):
    code, out, _ = optimize("predict", "--text", TEXT, "--json")
    assert code == 0
    prediction = json.loads(out)["likes"]
    assert prediction["low"] < prediction["value"] < prediction["high"]
    assert len(json.loads(optimize("predict", table, "--json")[1])) == 360
    code, out, _ = optimize("predict", table, "--usual-likes", 50)
    assert code == 0
    assert "and 330 more" in out


def test_train_a_predictor_and_use_it(optimize, table, tmp_path):
    code, out, err = optimize("train", "predictor", table, "--property", "likes", "--out",
                              tmp_path / "head")  # fmt: skip
    assert (code, err) == (0, ""), err
    assert "Scale: log1p (chosen from the numbers" in out
    assert "pairs of one account right" in " ".join(out.split())
    card = json.loads((tmp_path / "head" / "head.json").read_text())
    assert card["name"] == "likes"
    assert card["training"]["rows"] > 200
    assert card["figures"]["validation_pairs"] > 0.9  # coffee beats rain in this world
    code, out, _ = optimize("predict", "--text", TEXT, "--predictor", tmp_path / "head")
    assert code == 0


def test_a_property_with_blanks_is_a_goal(optimize, table, tmp_path):
    frame = pd.read_csv(table)
    frame.assign(**{"engagement rate": frame["likes"] / 1000}).to_csv(table, index=False)
    head = tmp_path / "rate"
    train = ("train", "predictor", table, "--property", "engagement rate", "--out", head)
    assert optimize(*train, "--members", 1)[0] == 0
    wanted = ("--goal", "engagement rate>=0.02", "--effort", "draft", "--predictor", head)
    code, out, err = optimize("--text", TEXT, *wanted)
    assert (code, err) == (0, ""), err
    assert "engagement rate" in out


def test_labels_without_accounts_from_table_to_prediction(optimize, tmp_path):
    pleasant = {"coffee": 1, "the rain": 0, "a bike": 1, "old books": 0}
    rows = [
        (f"{who}{n % 9} {verb} {thing}", label)
        for n in range(9)
        for who in ("my dog", "our team", "the cat", "a friend")
        for verb in ("loves", "wants", "found")
        for thing, label in pleasant.items()
    ]
    table = tmp_path / "kind.csv"
    pd.DataFrame(rows, columns=["text", "pleasant"]).to_csv(table, index=False)
    train = ("train", "predictor", table, "--property", "pleasant", "--out", tmp_path / "head")
    code, out, err = optimize(*train, "--json")
    assert (code, err) == (0, ""), err
    report = json.loads(out)
    assert report["scale"] == "label"
    assert report["head"]["auc"] > 0.8
    assert report["words"]["auc"] == 1
    assert report["words_cap"] > report["words_rows"] > 200
    assert "not better" in report["verdict"] or report["head"]["auc"] == 1
    head = ("--predictor", tmp_path / "head")
    code, out, err = optimize("evaluate", "predictor", table, "--split", "test", *head)
    assert (code, err) == (0, ""), err
    assert "probabilities are calibrated, and have no interval" in " ".join(out.split())
    code, out, _ = optimize("predict", "--text", TEXT, "--json", *head)
    prediction = json.loads(out)["pleasant"]
    assert 0 < prediction["value"] < 1
    assert prediction["low"] is prediction["high"] is None
    wrong = optimize("train", "predictor", table, "--property", "pleasant", "--out",
                     tmp_path / "new", "--scale", "odd")  # fmt: skip
    assert wrong[0] == 2
    assert "--scale: expected one of log1p, logit, plain, label, got 'odd'" in wrong[2]


def test_every_row_of_a_training_is_accounted_for(optimize, table, tmp_path):
    frame = pd.read_csv(table).astype({"likes": object})
    frame.loc[:2, "likes"] = ["", "many", "1.2K"]
    frame.loc[9, "account"] = None
    frame.drop(columns="created_at").to_csv(table, index=False)
    arguments = ("train", "predictor", table, "--property", "likes", "--members", 1)
    told = json.loads(optimize(*arguments, "--max-rows", 180, "--json", "--out", tmp_path / "a")[1])
    assert told["trained_rows"] + sum(told["other_rows"].values()) == len(frame)
    assert told["other_rows"]["with no number"] == 1
    assert told["other_rows"]["with an unreadable number"] == 1
    assert told["other_rows"]["beyond --max-rows"] > 0
    assert "No column 'created_at'" in told["notes"][0]
    assert "Rows without an account, each an account of its own: 1." in told["notes"][1]
    named = optimize(*arguments, "--group-column", "acount", "--out", tmp_path / "b")
    assert named[0] == 2
    assert "expected a column 'acount'" in named[2]


def test_too_few_rows_to_judge_by_are_named_first(optimize, table):
    pd.read_csv(table).head(40).to_csv(table, index=False)
    code, out, err = optimize("evaluate", "optimizer", table, "--split", "all")
    assert (code, out, err.count("\n")) == (2, "", 1)
    assert "expected at least 10 rows of split 'judge'" in err
    assert "some 300 rows or more" in err


def test_numbers_that_do_not_fit_the_scale_are_one_clear_line(optimize, table, tmp_path):
    code, out, err = optimize("train", "predictor", table, "--property", "likes", "--out",
                              tmp_path / "new", "--scale", "logit")  # fmt: skip
    assert (code, out, err.count("\n")) == (2, "", 1)
    assert "column 'likes': expected rates from 0 to 1 for the scale logit, got 300" in err


def test_train_a_model_from_a_table(optimize, table, tmp_path):
    code, out, _ = optimize("train", "vae", table, "--out", tmp_path / "vae", "--preset", "tiny",
                            "--epochs", 1, bundled=True)  # fmt: skip
    assert code == 0
    assert "Trained" in out
    assert (tmp_path / "vae" / "model.safetensors").is_file()


def test_train_a_model_with_every_option(optimize, table, model_folder, tmp_path):
    steps = ("--base", model_folder, "--epochs", 1, "--property", "likes", "--optimizer", "muon")
    noise = ("--latent-noise", 0.5, "--input-noise", 0.2, "--mmd", 5, "--consistency", 0.1)
    out = tmp_path / "vae"
    code, _, _ = optimize("train", "vae", table, "--out", out, *steps, *noise, bundled=True)
    assert code == 0
    config = json.loads((out / "training.json").read_text())["config"]
    assert config["optimizer"] == "muon"
    loss = {"latent_noise": 0.5, "input_noise": 0.2, "mmd": 5, "consistency": 0.1}
    assert config["loss"].items() >= loss.items()
    assert config["loss"]["effect"] > 0


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


def test_info(optimize):
    data = json.loads(optimize("info", "--json")[1])
    assert (data["texts"], data["latent_dim"]) == ("tweets", 32)
    assert "likes" in optimize("info")[1]


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


def test_bad_tables_and_folders_lose_nothing(optimize, table, tmp_path):
    def fails(*arguments):
        code, _, err = optimize("train", "predictor", *arguments)
        assert code == 2
        assert err.count("\n") == 1
        return err

    full = tmp_path / "full"
    full.mkdir()
    (full / "precious").write_text("data")
    assert "holds something" in fails(table, "--property", "likes", "--out", full)
    assert (full / "precious").read_text() == "data"
    new = ("--out", tmp_path / "new")
    assert "expected a column 'stars'" in fails(table, "--property", "stars", *new)
    assert "expected numbers in column 'text'" in fails(table, "--property", "text", *new)
    assert not (tmp_path / "new").exists()


def test_rows_without_a_number_are_skipped_and_counted(optimize, table, tmp_path):
    frame = pd.read_csv(table, dtype=str)
    frame.loc[:9, "likes"] = "many"
    frame.to_csv(table, index=False)
    code, out, _ = optimize(
        "train", "predictor", table, "--property", "likes", "--out", tmp_path / "head"
    )
    assert code == 0
    assert "10 with an unreadable number" in out


def test_threads_sleep_while_they_wait_but_in_trainings(optimize, monkeypatch):
    monkeypatch.setenv("OMP_WAIT_POLICY", "")
    for arguments, policy in ((["train", "--help"], None), (["run", "--help"], "PASSIVE")):
        monkeypatch.delenv("OMP_WAIT_POLICY", raising=False)
        optimize(*arguments, bundled=True)
        assert os.environ.get("OMP_WAIT_POLICY") == policy


def test_the_version_is_told_before_any_command(optimize):
    from importlib.metadata import version

    assert optimize("--version", bundled=True)[:2] == (0, version("tweetopt") + "\n")
