"""Predictors and models trained from tables, and what became of each row."""

import json

import pandas as pd

TEXT = "my dog hates the rain"


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
