import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from tweetopt.datasets import clean, numbers, read_table, seconds
from tweetopt.datasets.corpus import read_corpus
from tweetopt.datasets.readers import read_texts
from tweetopt.datasets.tables import Columns, read_text_table
from tweetopt.datasets.text_kinds import TWEETS

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
    assert list(table.columns) == ["text", "likes"]
    assert table["text"].tolist() == ROWS["text"].tolist()
    assert numbers(table, "likes", source="t")[0]["likes"].tolist() == [1, 2, 3]


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("missing.csv", None, "no such file"),
        ("table.xlsx", b"", "expected one of .csv"),
        ("table.csv", b"tweet,likes\na,1\n", "expected a column 'text', got tweet, likes"),
        (
            "latin.csv",
            "text\ncaf\u00e9\n".encode("latin-1"),
            "row 1.*expected UTF-8, got byte 0xe9",
        ),
        (
            "list.jsonl",
            b'{"text": "a"}\n{"text": ["b"]}',
            "row 2, column 'text': expected text, got",
        ),
        ("table.parquet", b"not parquet", "cannot be read as parquet"),
        ("table.jsonl", b"{'a': 1", "line 1: cannot be read as JSON"),
        ("empty.csv", b"", "expected a line of column names"),
    ],
)
def test_bad_files_are_refused_in_one_line(tmp_path, name, content, message):
    if content is not None:
        (tmp_path / name).write_bytes(content)
    with pytest.raises((ValueError, OSError), match=message) as error:
        read_texts(tmp_path / name, kind=TWEETS, column="text")
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


SPREADSHEETS = {
    "trailing.csv": b",text,likes,,\n0,Good day,5,,x\n1,Hello,7,,\n",
    "semicolons.csv": b"text;likes\nGood day;5\nHello;7\n",
    "sep_line.csv": b"sep=|\r\ntext|likes\r\nGood day|5\r\nHello|7\r\n",
    "tabs.csv": b"text\tlikes\nGood day\t5\nHello\t7\n",
    "commas.tsv": b"text,likes\nGood day,5\nHello,7\n",
    "unicode.tsv": "\ufefftext\tlikes\r\nGood day\t5\r\nHello\t7\r\n".encode("utf-16-le"),
    "big_end.csv": "\ufefftext,likes\nGood day,5\nHello,7\n".encode("utf-16-be"),
    "mark.csv": "\ufefftext,likes\nGood day,5\nHello,7\n".encode(),
}


@pytest.mark.parametrize("name", SPREADSHEETS)
def test_what_spreadsheets_write_is_read(tmp_path, name):
    (tmp_path / name).write_bytes(SPREADSHEETS[name])
    table = read_table(tmp_path / name, columns=["text", "likes"])
    assert table.to_numpy().tolist() == [["Good day", "5"], ["Hello", "7"]]


@pytest.mark.parametrize(
    "content", ["text\nred; green\nblue\n", '"a;b"\nred; green\nblue\n', "a;b,c\nred,1\nblue,2\n"]
)
def test_a_comma_or_a_single_column_needs_no_other_separator(tmp_path, content):
    (tmp_path / "t.csv").write_text(content)
    column = content.splitlines()[0].split(",")[0].strip('"')
    found = read_table(tmp_path / "t.csv", columns=[column])[column].tolist()
    assert found == [line.split(",")[0] for line in content.splitlines()[1:]]


def test_a_line_after_a_separator_line_is_counted(tmp_path):
    (tmp_path / "t.csv").write_text("sep=;\ntext;likes\na;1\nb\n")
    with pytest.raises(ValueError, match=r"line 4: expected 2 cells, got 1"):
        read_table(tmp_path / "t.csv", columns=["text"])


def test_bytes_in_parquet_are_texts(tmp_path):
    columns = {
        "text": pa.array(["café".encode(), None], pa.binary()),
        "account": pa.array([7, None], pa.int64()),
        "tag": pa.array(["a", "b"]).dictionary_encode(),
    }
    pq.write_table(pa.table(columns), tmp_path / "t.parquet")
    table = read_text_table(tmp_path / "t.parquet", kind=TWEETS, columns=Columns())
    assert table.rows["text"].tolist() == ["café"]
    assert read_table(tmp_path / "t.parquet", columns=["tag"])["tag"].tolist() == ["a", "b"]
    pq.write_table(pa.table({"text": [b"caf\xe9"]}), tmp_path / "l.parquet")
    with pytest.raises(
        ValueError, match=r"l.parquet, row 1, column 'text': expected UTF-8, got byte"
    ):
        read_text_table(tmp_path / "l.parquet", kind=TWEETS, columns=Columns())


@pytest.mark.parametrize("suffix", [".csv", ".jsonl", ".parquet"])
def test_an_empty_account_cell_changes_no_other_account(tmp_path, suffix):
    ids = [1357587318119407616 + n % 30 for n in range(300)]
    table = pd.DataFrame({"text": [f"text {n}" for n in range(300)], "account": ids})
    some = table.astype({"account": "Int64"})
    some.loc[[3, 33], "account"] = pd.NA

    def read(frame, name):
        path = tmp_path / f"{name}{suffix}"
        if suffix == ".parquet":
            frame.to_parquet(path)
        elif suffix == ".jsonl":
            frame.to_json(path, lines=True, orient="records")
        else:
            frame.to_csv(path, index=False)
        return read_text_table(path, kind=TWEETS, columns=Columns())

    full, holed = read(table, "full"), read(some, "holed")
    assert full.rows["account"].nunique() == 30
    assert holed.rows["account"].nunique() == 32
    others = ~full.rows.index.isin([3, 33])
    assert full.rows["split"][others].equals(holed.rows["split"][others])
    assert not full.notes
    assert "Rows without an account, each an account of its own: 2." in holed.notes[0]


def test_a_corpus_says_which_rows_taught_no_number(tmp_path):
    accounts = [f"account{n % 40}" for n in range(200)]
    table = pd.DataFrame({"account": accounts, "text": [f"text {n}" for n in range(200)]})
    table["likes"] = ["", "1,5", *map(str, range(198))]
    table.to_csv(tmp_path / "t.csv", index=False)
    table.drop(columns="likes").to_csv(tmp_path / "u.csv", index=False)
    paths = [tmp_path / "t.csv", tmp_path / "u.csv"]
    notes = read_corpus(paths, kind=TWEETS, columns=Columns(), property_column="likes").notes
    assert [note.split(": ", 1)[1] for note in notes] == [
        "No column 'created_at': the order of the rows stands for time.",
        "Rows with no number, which teach wording only: 1.",
        "Rows with an unreadable number, which teach wording only: 1.",
        "No column 'likes': it teaches wording only.",
    ]


def test_columns_that_were_named_must_be_there(tmp_path):
    (tmp_path / "t.csv").write_text("text,likes,account\na,1,x\n")
    named = Columns.named(text="text", group="acount")
    with pytest.raises(ValueError, match="expected a column 'acount', got text, likes, account"):
        read_text_table(tmp_path / "t.csv", kind=TWEETS, columns=named)
    (tmp_path / "u.csv").write_text("text,likes\na,1\n")
    usual = read_text_table(tmp_path / "u.csv", kind=TWEETS, columns=Columns.named(text="text"))
    assert "No column 'account'" in usual.notes[0]
