import pandas as pd
import pytest

from tweetopt.datasets import clean, numbers, read_table, seconds
from tweetopt.datasets.corpus import read_corpus
from tweetopt.datasets.kinds import TWEETS
from tweetopt.datasets.tables import Columns, read_text_table

ROWS = pd.DataFrame(
    {"text": ["NA", 'with "quotes", commas\nand lines', "naïve 🎉"], "likes": [1, 2, 3]}
)


@pytest.mark.parametrize("suffix", [".csv", ".tsv", ".jsonl", ".parquet"])
def test_every_format_gives_the_same_rows(tmp_path, suffix):
    path = tmp_path / f"table{suffix}"
    if suffix == ".parquet":
        ROWS.to_parquet(path)
    elif suffix == ".jsonl":
        ROWS.to_json(path, lines=True, orient="records")
    else:
        ROWS.to_csv(path, sep="\t" if suffix == ".tsv" else ",", index=False)
    table = read_table(path, columns=["text"], optional=["likes", "account"])
    pd.testing.assert_frame_equal(table, ROWS, check_dtype=False)


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("missing.csv", None, "no such file"),
        ("table.xlsx", b"", "expected one of .csv"),
        ("table.csv", b"tweet,likes\na,1\n", "expected a column 'text', got tweet, likes"),
        ("latin.csv", "text\ncaf\u00e9\n".encode("latin-1"), "expected UTF-8 text, got byte 0xe9"),
        ("table.parquet", b"not parquet", "cannot be read as parquet"),
        ("table.jsonl", b"{'a': 1", "cannot be read as jsonl"),
        ("empty.csv", b"", "cannot be read as csv"),
    ],
)
def test_bad_files_are_refused_in_one_line(tmp_path, name, content, message):
    if content is not None:
        (tmp_path / name).write_bytes(content)
    with pytest.raises((ValueError, OSError), match=message) as error:
        read_table(tmp_path / name, columns=["text"])
    assert "\n" not in str(error.value)


def test_rows_without_a_number_are_counted():
    table = pd.DataFrame({"likes": ["1", "", "many", "inf", "2.5"]})
    kept, skipped = numbers(table, "likes", source="t.csv")
    assert kept["likes"].tolist() == [1.0, 2.5]
    assert skipped == {"no number": 1, "an unreadable number": 2}
    with pytest.raises(ValueError, match=r"t\.csv: expected numbers in column 'likes', got 'many'"):
        numbers(table.iloc[2:3], "likes", source="t.csv")


def test_times_are_dates_or_seconds():
    assert seconds(pd.Series(["1970-01-02", "1970-01-01T01:00:00+01:00"])).tolist() == [86400, 0]
    assert seconds(pd.Series([5, 6])).tolist() == [5.0, 6.0]


def test_cleaning_repairs_exports_and_nothing_else():
    assert clean("a &amp; b &lt;3 itâ€™s") == "a & b <3 it’s"
    kept = "“quotes”  two  spaces\r\n\ttab 👨‍👩‍👧 ﬁ"
    assert clean(kept) == kept


def test_a_corpus_keeps_held_out_accounts_out(tmp_path):
    accounts = [f"account{n}" for n in range(200)]
    table = pd.DataFrame({"account": accounts, "text": [f"by {a} &amp; @bob" for a in accounts]})
    table.loc[0, "text"] = "   "
    path = tmp_path / "t.csv"
    table.to_csv(path, index=False)
    corpus = read_corpus([path], kind=TWEETS, columns=Columns())
    assert corpus.skipped == 1
    assert 0 < len(corpus.validation) < 30
    assert 120 < len(corpus.train) < 180
    assert not set(corpus.train) & set(corpus.validation)
    assert corpus.train[0].endswith("& \ue001")
    assert len(read_corpus([path], kind=TWEETS, columns=Columns(), max_rows=50).train) < 50


@pytest.mark.parametrize("accounts", [0, 7, 90])
def test_evaluation_splits_a_table_as_training_does(tmp_path, accounts):
    """However few the accounts: what training learned must not be measured as unseen."""
    table = pd.DataFrame({"text": [f"text {n} &amp; @you" for n in range(200)] + [" "]})
    if accounts:
        table["account"] = [f"user{n % accounts}" for n in range(201)]
    table.to_csv(path := tmp_path / "texts.csv", index=False)
    corpus, splits = (
        read_corpus([path], kind=TWEETS, columns=Columns()),
        read_text_table(path, kind=TWEETS, columns=Columns()),
    )
    assert splits.part("train")["text"].tolist() == corpus.train
    assert splits.part("validation")["text"].tolist() == corpus.validation
    assert len(splits.part("all")) == 200
    some = splits.part("all", most=30)
    assert len(some) == 30
    assert some.equals(splits.part("all", most=30))
    assert not set(splits.part("train", without=some)["text"]) & set(some["text"])
