import json
from pathlib import Path

import pandas as pd
import pytest
import tiny

from tweetopt.datasets.placeholders import LINK
from tweetopt.datasets.text_kinds import TWEETS
from tweetopt.optimizer.cli.triples import read_triples

EXAMPLES = Path(__file__).resolve().parents[3] / "examples" / "meaning.csv"
HEAD = "kind,text,paraphrase,other\n"


def test_the_examples_are_fifty_different_triples_a_kind():
    triples = read_triples(EXAMPLES, kind=TWEETS)
    kinds = pd.Series([triple.kind for triple in triples])
    assert kinds.value_counts().to_dict() == dict.fromkeys(
        ("negation", "noun", "antonym", "number"), 50
    )
    texts = [text for each in triples for text in (each.text, each.paraphrase, each.other)]
    assert len(set(texts)) == 600
    assert all(6 <= len(triple.text.split()) <= 18 for triple in triples)


def test_texts_are_cleaned_and_masked(tmp_path):
    path = tmp_path / "t.csv"
    path.write_text(HEAD + "noun,tea &amp; cake https://a.example/x,b,c\n")
    (triple,) = read_triples(path, kind=TWEETS)
    assert triple.text == f"tea & cake {LINK}"


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ("kind,text,paraphrase\nnoun,a,b\n", "expected a column 'other', got kind, text, para"),
        (HEAD, "expected triples of texts, got no rows"),
        (HEAD + "noun,a,b,c\nnoun,a,,c\n", "row 2, column 'paraphrase': expected text, got not"),
    ],
)
def test_a_table_that_is_not_whole_is_one_line(optimize, tmp_path, content, told):
    path = tmp_path / "t.csv"
    path.write_text(content)
    code, out, err = optimize("evaluate", "vae", EXAMPLES, "--triples", path)
    assert (code, out, err.count("\n")) == (2, "", 1)
    assert told in err
    assert str(path) in err


def test_a_model_without_a_teacher_says_that_it_does_not_know_meaning(optimize, tmp_path):
    table, triples = tmp_path / "world.csv", tmp_path / "t.csv"
    pd.DataFrame({"text": tiny.CLAUSES}).to_csv(table, index=False)
    triples.write_text(HEAD + "noun,my dog loves coffee,my dog loves coffee!,a bike\n")
    arguments = (
        "evaluate", "vae", table, "--split", "all", "--max-rows", 12, "--skip-smoothness",
        "--triples", triples,
    )  # fmt: skip
    code, out, err = optimize(*arguments)
    assert (code, err) == (0, ""), err
    assert "The model doesn't know what texts mean" in out
    figures = json.loads(optimize(*arguments, "--json")[1])["triples"]
    assert figures == {
        "triples": {"noun": 1}, "left_out": 0, "knows_meaning": False,
        "nearer": {"chrF": {"overall": 1.0, "by_kind": {"noun": 1.0}}},
    }  # fmt: skip
