"""A gist is trained, gone on with and measured by the command line alone."""

import json

import pandas as pd
import pytest
import tiny


@pytest.fixture
def table(tmp_path):
    path = tmp_path / "world.csv"
    texts = [*tiny.CLAUSES * 2, *(f"{a}, {b}" for a, b in zip(tiny.CLAUSES, tiny.CLAUSES[7:]))]  # noqa: B905
    accounts = [f"account{n % 40}" for n in range(len(texts))]
    pd.DataFrame({"text": texts, "account": accounts}).to_csv(path, index=False)
    return path


def test_a_gist_is_trained_and_measured(optimize, table, tmp_path):
    out, tokens = tmp_path / "model", tmp_path / "world.npz"
    taught = ("--teacher", "lsa", "--teacher-texts", 100)
    code, _, err = optimize(
        "train", "vae", table, "--out", out, "--preset", "tiny", "--epochs", 2, "--gist-dim", 6,
        *taught, "--schedule", "flat", "--batch-tokens", 512, bundled=True,
    )  # fmt: skip
    assert code == 0, err
    assert (tmp_path / "model.teacher" / "teacher.json").is_file()
    assert json.loads((out / "config.json").read_text())["gist_dim"] == 6

    code, shown, err = optimize(
        "train", "tokens", table, "--out", tokens, "--base", out, *taught, bundled=True
    )
    assert (code, "Wrote" in shown) == (0, True), err
    code, _, err = optimize(
        "train", "vae", tokens, "--base", out, "--out", tmp_path / "longer", "--epochs", 1,
        "--latent-dim", 44, "--decoder-layers", 3, "--batch-tokens", 512, bundled=True,
    )  # fmt: skip
    assert code == 0, err
    config = json.loads((tmp_path / "longer" / "config.json").read_text())
    assert (config["latent_dim"], config["gist_dim"], config["num_decoder_layers"]) == (44, 6, 3)

    arguments = (
        "evaluate", "vae", table, "--model", tmp_path / "longer", "--max-rows", 12,
        "--skip-smoothness", "--teacher", "lsa",
    )  # fmt: skip
    code, shown, err = optimize(*arguments, bundled=True)
    assert (code, err) == (0, ""), err
    for part in ("gist", "detail", "both", "Use of the gist"):
        assert part in shown
    assert "…" not in shown
    figures = json.loads(optimize(*arguments, "--json", bundled=True)[1])
    assert [each["part"] for each in figures["meaning"]] == ["gist", "detail", "both"]
    assert [each["level"] for each in figures["gist_use"]] == [0.3, 0.5, 0.7, 0.9]


def test_token_ids_bring_their_teacher_along(optimize, tmp_path):
    (tmp_path / "t.npz").write_bytes(b"")
    code, _, err = optimize(
        "train", "vae", tmp_path / "t.npz", "--base", "tweets", "--out", tmp_path / "m",
        "--teacher", "lsa", bundled=True,
    )  # fmt: skip
    assert code == 2
    assert "--teacher: expected only with tables, got token ids" in err
