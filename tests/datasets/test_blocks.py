"""Tables as streams: what comes out is what went in, and damage is named by its line."""

import csv
import gzip
import io
import json
import re

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings, strategies as st

from tweetopt.datasets import read_table
from tweetopt.datasets.block_writers import open_writer
from tweetopt.datasets.blocks import read_blocks, read_columns, survey
from tweetopt.datasets.dialects import named
from tweetopt.datasets.formats import Format, Kind, format_of, sniff
from tweetopt.datasets.spreadsheets import guard, unguard
from tweetopt.datasets.writers import write_table

ROWS = [{"text": "=1+1", "n": "-5"}, {"text": 'a "b",\nc', "n": ""}, {"text": "@bob 🎉", "n": "3"}]
NAMES = ["t.csv", "t.tsv", "t.jsonl", "t.csv.gz", "t.tsv.zst", "t.ndjson.gz", "t.parquet"]


def write(path, rows, *, columns=("text", "n"), added=()):
    with open_writer(path, format_of(path), columns=list(columns), added=dict(added)) as writer:
        writer.write(block_of(rows, columns), [{} for _ in rows])


def block_of(rows, columns):
    from tweetopt.datasets.blocks import Block

    return Block(0, list(rows), list(columns))


def read(path, *, size=2):
    blocks = list(read_blocks(path, format_of(path), size=size, name=path.name))
    return [row for block in blocks for row in block.rows]


@pytest.mark.parametrize("name", NAMES)
def test_every_format_comes_back_as_it_was(tmp_path, name):
    path = tmp_path / name
    write(path, ROWS)
    assert read(path) == ROWS
    found = survey(path, format_of(path))
    assert (found.rows, found.columns) == (3, ("text", "n"))
    first = path.read_bytes()
    path.unlink()
    write(path, ROWS)
    assert path.read_bytes() == first


@pytest.mark.parametrize("name", NAMES)
def test_blocks_have_fixed_sizes_and_a_table_without_rows_is_a_block(tmp_path, name):
    path = tmp_path / name
    write(path, [{"text": str(n), "n": str(n)} for n in range(7)])
    blocks = list(read_blocks(path, format_of(path), size=3, name=name))
    assert [(block.start, len(block.rows)) for block in blocks] == [(0, 3), (3, 3), (6, 1)]
    path.unlink()
    write(path, [])
    (block,) = read_blocks(path, format_of(path), size=3, name=name)
    assert block.rows == []
    assert survey(path, format_of(path)).rows == 0


CELLS = st.text(st.characters(codec="utf-8"), max_size=12)
ODD = st.sampled_from(
    ["=", "'", "'=1", "''@", "-1", "+1e5", "\r", "\n", "\t", '"', ",", "\x00", " "]
)
TABLES = st.integers(1, 4).flatmap(
    lambda width: st.tuples(
        st.lists(CELLS | ODD, min_size=width, max_size=width, unique=True),
        st.lists(st.lists(CELLS | ODD, min_size=width, max_size=width), max_size=6),
    )
)


@settings(max_examples=300, deadline=None, suppress_health_check=list(HealthCheck))
@given(TABLES, st.sampled_from(["o.csv", "o.tsv", "o.jsonl"]))
def test_any_table_comes_back_as_it_was_and_starts_no_formula(tmp_path, table, name):
    columns, cells = table
    rows = [dict(zip(columns, row, strict=True)) for row in cells]
    path = tmp_path / name
    write(path, rows, columns=columns)
    names = columns if name == "o.jsonl" else named(columns)
    assert read(path) == [dict(zip(names, row, strict=True)) for row in cells]
    if name == "o.csv":
        with path.open(encoding="utf-8", newline="") as file:
            for line in csv.reader(file):
                assert not any(cell.startswith(("=", "\t", "\r")) for cell in line)


@given(CELLS | ODD)
def test_guarding_has_an_inverse(cell):
    assert unguard(guard(cell)) == cell


def test_a_plain_number_stays_a_number():
    assert [guard(cell) for cell in ("-5", "+1.5e3", "-x", "=5")] == ["-5", "+1.5e3", "'-x", "'=5"]


@pytest.mark.parametrize(
    "cell", ["@bob", "@bob hi (you too)", "@bob: yes", "@bob's", " @bob @eve", "@bob@tea.org\nhi"]
)
def test_a_mention_is_no_formula(cell):
    assert guard(cell) == unguard(cell) == cell


@pytest.mark.parametrize(
    "cell",
    ["@SUM(1+1)", "@SUM (1+1)", "@NETWORKDAYS.INTL(1)", "@cmd|'/c calc'!A0", "@A1+HYPERLINK(1)",
     "@ bob", "@=1", "@", "＠SUM(1)", " @SUM(1)", "@bob\n+cmd|x!A0"],
)  # fmt: skip
def test_what_might_be_run_is_guarded(cell):
    assert guard(cell) == f"'{cell}"
    assert unguard(guard(cell)) == cell


def test_tables_read_whole_are_unguarded_too(tmp_path):
    frame = pd.DataFrame({"text": ["@bob hi", "=1", "plain"], "n": [-1, 2, 3]})
    write_table(frame, tmp_path / "t.csv")
    assert (tmp_path / "t.csv").read_text() == "text,n\n@bob hi,-1\n'=1,2\nplain,3\n"
    read_back = read_table(tmp_path / "t.csv", columns=["text", "n"])
    assert read_back["text"].tolist() == frame["text"].tolist()
    assert read_back["n"].tolist() == ["-1", "2", "3"]
    (tmp_path / "t.csv.gz").write_bytes(gzip.compress((tmp_path / "t.csv").read_bytes(), mtime=0))
    assert read_table(tmp_path / "t.csv.gz", columns=["text"])["text"][0] == "@bob hi"


def test_bytes_that_are_no_utf8_survive_in_text_and_are_escaped_in_json(tmp_path):
    (tmp_path / "t.csv").write_bytes(b"text,n\ncaf\xe9,1\n")
    rows = read(tmp_path / "t.csv")
    assert rows == [{"text": "caf\udce9", "n": "1"}]
    write(tmp_path / "o.csv", rows)
    assert (tmp_path / "o.csv").read_bytes() == b"text,n\ncaf\xe9,1\n"
    write(tmp_path / "o.jsonl", [*rows, {"text": "half \ud83d", "n": "2"}])
    assert (tmp_path / "o.jsonl").read_text(encoding="utf-8").startswith('{"text": "caf\\udce9"')
    write(tmp_path / "o.parquet", rows)
    assert read(tmp_path / "o.parquet")[0]["text"] == "caf\ufffd"


def test_parquet_keeps_its_types_and_values_that_are_no_utf8(tmp_path):
    table = pa.table(
        {
            "when": pa.array([0, 1], pa.timestamp("ns", tz="UTC")),
            "tags": pa.array([["a"], []]),
            "text": pa.Array.from_buffers(
                pa.string(), 2, pa.array([b"caf\xe9", b"ok"], pa.binary()).buffers()
            ),
        }
    )
    pq.write_table(table, tmp_path / "t.parquet", row_group_size=1)
    blocks = list(read_blocks(tmp_path / "t.parquet", format_of(tmp_path / "t.parquet"), size=2,
                              name="t"))  # fmt: skip
    assert [row["text"] for row in blocks[0].rows] == ["caf\udce9", "ok"]
    with open_writer(tmp_path / "o.parquet", Format(Kind.PARQUET), columns=table.column_names,
                     added={"low": float}) as writer:  # fmt: skip
        writer.write(blocks[0], [{"low": 1.0}, {"low": None}])
    written = pq.read_table(tmp_path / "o.parquet")
    assert written.schema.field("when").type == pa.timestamp("ns", tz="UTC")
    assert written["low"].to_pylist() == [1.0, None]
    assert written.drop_columns("low").equals(table)


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("t.csv", b"text,n\na,1\nb\n", "t.csv, line 3: expected 2 cells, got 1"),
        ("t.csv", b'text,n\n"a\nb",1\n"c,2\nd,3\n', "t.csv, line 4: cannot be read"),
        ("t.csv", b"text,text\n", "t.csv, line 1: expected different column names"),
        ("t.csv", b"", "t.csv: expected a line of column names"),
        ("t.csv", b"\xe9,n\n", "t.csv, line 1: expected UTF-8 text"),
        ("t.csv", b"\xff\xfet\x00\x00\xd8a\x00", "t.csv: expected UTF-16 text"),
        (
            "t.jsonl",
            b'{"text": "a"}\n\n{"text"\n',
            "line 3: cannot be read as JSON: .* after 8 characters",
        ),
        ("t.jsonl", b'{"text": "a"}\n[1]\n', "t.jsonl, line 2: expected an object"),
        ("t.jsonl", b'{"a": ' + b"[" * 100_000, "t.jsonl, line 1: cannot be read as JSON"),
        ("t.csv.gz", b"text\na\n", "t.csv.gz: cannot be read as gzip"),
        (
            "t.csv.gz",
            gzip.compress(b"text\na\n" * 99, mtime=0)[:-9],
            "t.csv.gz: cannot be read as gzip",
        ),
        ("t.parquet", b"PAR1 no", "t.parquet: cannot be read as parquet"),
    ],
)
def test_malformed_files_name_the_line(tmp_path, name, content, message):
    (tmp_path / name).write_bytes(content)
    with pytest.raises(ValueError, match=message):
        survey(tmp_path / name, format_of(tmp_path / name), name=name)


@pytest.mark.parametrize(
    ("head", "format"),
    [
        (b"text,n\n", Format(Kind.CSV)),
        (b"text\tn\n", Format(Kind.TSV)),
        (b'\xef\xbb\xbf{"text": "a, b"}', Format(Kind.JSON_LINES)),
        (b"PAR1", Format(Kind.PARQUET)),
        (gzip.compress(b'{"text": 1}', mtime=0), Format(Kind.JSON_LINES, "gzip")),
        (pa.compress(b"a\tb\n", codec="zstd", asbytes=True), Format(Kind.TSV, "zstd")),
        (b"", Format(Kind.CSV)),
    ],
)
def test_nameless_streams_are_told_by_their_first_bytes(head, format):  # noqa: A002
    assert sniff(head) == format


def test_streams_are_read_as_files_are():
    blocks = read_blocks(io.BytesIO(b"\xef\xbb\xbftext\r\na\r\n\r\nb"), Format(Kind.CSV), size=9,
                         name="stdin")  # fmt: skip
    (block,) = blocks
    assert block.rows == [{"text": "a"}, {"text": "b"}]
    assert [block.place(0), block.place(1)] == ["line 2", "line 4"]


def test_json_values_become_cells(tmp_path):
    write(tmp_path / "o.csv", [{"text": True, "n": [1, "é"]}, {"n": 1.5}, {"text": {"a": None}}])
    text = (tmp_path / "o.csv").read_text(encoding="utf-8")
    assert text == 'text,n\ntrue,"[1, ""é""]"\n,1.5\n"{""a"": null}",\n'
    assert json.loads(read(tmp_path / "o.csv")[0]["n"]) == [1, "é"]


_BITS = [
    "a",
    "'",
    "=",
    "@x",
    "-3",
    '"',
    '""',
    ",",
    "\n",
    "\r\n",
    "é",
    "\0",
    "",
    "'=1",
    '"\'@x"',
    "\udc80",
]


@given(st.lists(st.sampled_from(_BITS), max_size=14))
@settings(max_examples=300, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whole_tables_are_read_as_blocks_are(tmp_path, bits):
    path = tmp_path / "t.csv"
    path.write_bytes("".join(["a,b\n1,2\n", *bits]).encode("utf-8", "surrogateescape"))
    try:
        rows = read(path, size=300)
    except ValueError as error:
        with pytest.raises(ValueError, match=re.escape(str(error))):
            read_columns(path, format_of(path), name=path.name)
    else:
        columns = read_columns(path, format_of(path), name=path.name)
        assert columns == {name: [row[name] or None for row in rows] for name in ("a", "b")}


def test_whole_tables_of_many_rows_keep_their_order(tmp_path):
    path = tmp_path / "t.tsv"
    write(path, [{"text": f"=row {n}", "n": str(n) if n % 3 else ""} for n in range(1_000)])
    columns = read_columns(path, format_of(path), name="t")
    assert columns["text"] == [f"=row {n}" for n in range(1_000)]
    assert columns["n"] == [str(n) if n % 3 else None for n in range(1_000)]
