"""What the search makes of texts that are no tweets, and of numbers that belong to no account."""

import json
import shutil
from itertools import product

import pandas as pd
import pytest

from tweetopt.optimizer import Engine, Request, optimize_texts, parse_goal
from tweetopt.vae import TextAutoencoder

LINES = [
    f"{name} = {call}({argument})"
    for name, call, argument in product(
        ("total", "rows", "size"), ("sum", "len", "sorted"), ("values", "names", "queue")
    )
]


class Watched(Engine):
    """Writes down what it reads."""

    def predict_latents(self, latents, *, texts, **others):
        self.__dict__.setdefault("seen", set()).update(texts)
        return super().predict_latents(latents, texts=texts, **others)


@pytest.fixture
def of_kind(model_folder, head, tmp_path):
    """The tiny model, as if it had been trained on texts of that kind."""

    def load(kind):
        folder = shutil.copytree(model_folder, tmp_path / kind)
        config = json.loads((folder / "config.json").read_text())
        (folder / "config.json").write_text(json.dumps({**config, "kind": kind}))
        return Watched(TextAutoencoder.from_pretrained(folder, bf16=False), {"likes": head})

    return load


def read_on_the_way(engine, text):
    request = Request(text, [parse_goal("likes>=1000")], account_median=100.0)
    optimize_texts([request], engine=engine)
    return engine.seen - {text}


def test_english_rewordings_are_for_prose(of_kind):
    text = "my dog loves the rain"
    assert f"{text}!" in read_on_the_way(of_kind("prose"), text)
    others = read_on_the_way(of_kind("code"), text)
    assert others
    assert f"{text}!" not in others


@pytest.mark.parametrize(("kind", "seen"), [("tweets", "\ue001 my dog"), ("code", "@amy my dog")])
def test_entities_are_those_of_the_kind(of_kind, kind, seen):
    engine = of_kind(kind)
    engine.predict(["@amy my dog"], account_medians=[None])
    assert engine.seen == {seen}


def test_the_length_rule_is_that_of_the_kind(of_kind):
    """A rewrite of a short text is never too long for code, whatever Twitter would say."""
    from tweetopt.optimizer.words.constraints import Constraints

    engines = {kind: of_kind(kind) for kind in ("tweets", "code")}
    broken = {
        kind: Constraints(engine.kind.mask("good"), engine.kind).broken_by("good " * 80)
        for kind, engine in engines.items()
    }
    assert broken == {"tweets": "got too long to post", "code": None}


def test_lines_of_code_from_table_to_rewrite(optimize, tmp_path):
    """A model remembers its kind, a head that it knows no accounts; nobody is told of them."""
    table = tmp_path / "lines.csv"
    rows = [(f"{line}  # {number}", len(line)) for line in LINES for number in range(10)]
    pd.DataFrame(rows, columns=["text", "length"]).to_csv(table, index=False)
    model, head = tmp_path / "model", tmp_path / "head"
    code, _, err = optimize("train", "vae", table, "--kind", "code", "--preset", "tiny",
                            "--epochs", 1, "--out", model, bundled=True)  # fmt: skip
    assert code == 0, err
    assert json.loads((model / "config.json").read_text())["kind"] == "code"
    both = ("--model", model, "--predictor", head)
    code, _, err = optimize("train", "predictor", table, "--property", "length", "--model", model,
                            "--out", head, bundled=True)  # fmt: skip
    assert code == 0, err
    for what in (("predict",), ("run", "--goal", "length<=5")):
        code, out, err = optimize(*what, "--text", "total = sum(values)", *both, bundled=True)
        assert code == 0, err
        assert "account" not in out


def test_a_model_is_of_the_kind_of_its_base_unless_told(optimize, of_kind, tmp_path):
    table, base = tmp_path / "lines.csv", of_kind("prose").autoencoder.folder
    pd.DataFrame({"text": LINES}).to_csv(table, index=False)
    train = ("train", "vae", table, "--base", base, "--epochs", 0.1)
    for options, kind in (((), "prose"), (("--kind", "code"), "code")):
        code, _, err = optimize(*train, *options, "--out", tmp_path / f"a {kind}", bundled=True)
        assert code == 0, err
        assert TextAutoencoder.from_pretrained(tmp_path / f"a {kind}").kind == kind


def test_a_model_of_a_kind_that_is_not_installed_is_refused(optimize, of_kind, head_folder):
    folder = of_kind("tickets").autoencoder.folder
    code, _, err = optimize("predict", "--text", "my dog", "--model", folder, "--predictor",
                            head_folder, bundled=True)  # fmt: skip
    assert (code, err.count("\n")) == (2, 1)
    assert "got 'tickets'; check the name, or install the package that brings it" in err


def test_an_unknown_kind_is_one_clear_line(optimize, tmp_path):
    table = tmp_path / "lines.csv"
    pd.DataFrame({"text": LINES}).to_csv(table, index=False)
    train = ("train", "vae", table, "--kind", "poems", "--out", tmp_path / "new")
    code, _, err = optimize(*train, bundled=True)
    assert (code, err.count("\n")) == (2, 1)
    assert "kind: expected one of tweets, prose, code, got 'poems'" in err


def test_the_page_calls_texts_by_their_kind(of_kind):
    pytest.importorskip("gradio", reason="the page needs the extra tweetopt[ui]")
    from tweetopt.optimizer.ui.page import header_html
    from tweetopt.optimizer.ui.workbench import Bench

    page = header_html(Bench(of_kind("code"), model=""))
    assert "Your line, toward more likes" in page
