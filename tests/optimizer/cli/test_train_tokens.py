import json

TEXTS = ["my dog loves coffee", "the cat hates old books", "our team found a bike"]


def test_by_the_command_line(optimize, model_folder, tmp_path):
    table, file, out = tmp_path / "t.csv", tmp_path / "t.npz", tmp_path / "m"
    rows = [f"{text},{number % 9},{number}" for number, text in enumerate(TEXTS * 20)]
    table.write_text("text,account,likes\n" + "\n".join(rows) + "\n")
    options = ["--base", model_folder, "--property", "likes"]
    code, said, _ = optimize("train", "tokens", table, "--out", file, *options, bundled=True)
    assert code == 0
    assert "texts into" in said
    assert optimize("train", "tokens", table, "--out", file, *options, bundled=True)[0] == 2
    train = ["train", "vae", file, "--out", out, "--epochs", "1", "--batch-tokens", "256"]
    for wrong, message in (
        ([], "expected a --base"),
        ([*options, "--max-rows", "5"], "--max-rows: expected only with tables"),
        (["--base", model_folder, "--property", "score"], "expected likes"),
        ([table, *options], "expected token ids alone"),
        ([*options, "--learning-rate", "0"], "learning rate: expected a positive number"),
    ):
        code, _, error = optimize(*train, *wrong, bundled=True)
        assert (code, message in error) == (2, True), error
    rates = ["--learning-rate", "0.002", "--even-lengths"]
    assert optimize(*train, *options, *rates, bundled=True)[0] == 0
    config = json.loads((out / "training.json").read_text())["config"]
    wanted = {"batch_tokens": 256, "learning_rate": 0.002, "even_lengths": True}
    assert {name: config[name] for name in wanted} == wanted
