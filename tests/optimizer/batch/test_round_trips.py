"""Whatever a table's other columns hold, in any format: they come back as they went in."""

import csv
import io
import json
from datetime import UTC, datetime

import pyarrow as pa
import pyarrow.parquet as pq
from hypothesis import HealthCheck, given, settings, strategies as st

from tweetopt.datasets.block_writers import open_writer
from tweetopt.datasets.blocks import read_blocks, survey
from tweetopt.datasets.formats import format_of
from tweetopt.datasets.spreadsheets import unguard
from tweetopt.optimizer.batch.checks import output_names

OURS = {"status": str, "low": float}
ODD = st.sampled_from(
    ["", "=1", "'", "'=1", "@bob hi", "@SUM(1)", "-1", "007", "1,234", "NA", "\r", "\n", '"',
     ",", ";", "a;b", "sep=;", "status", "low", "status_2", "column 1", "\t", "\x00", " ", "1e5",
     "true", "1.0"]
)  # fmt: skip
CELL = st.text(st.characters(codec="utf-8"), max_size=8) | ODD
NAMES = st.lists(CELL, min_size=1, max_size=4, unique=True)
PLAIN_NAMES = st.lists(
    st.sampled_from(["text", "likes", "Tweet text", "status"]), min_size=2, unique=True
)
JSON_VALUE = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**60), 2**60) | st.floats(allow_nan=False) | CELL,
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(CELL, inner, max_size=2),
    max_leaves=4,
)
TYPED = {
    pa.int64(): st.integers(-(2**63), 2**63 - 1),
    pa.float64(): st.floats(allow_nan=False),
    pa.bool_(): st.booleans(),
    pa.string(): CELL,
    pa.binary(): st.binary(max_size=5),
    pa.list_(pa.string()): st.lists(CELL, max_size=2),
    pa.timestamp("us", tz="UTC"): st.datetimes(
        datetime(1970, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC)
    ),
}
QUICK = settings(
    max_examples=100, deadline=None, suppress_health_check=list(HealthCheck), database=None
)


def passed_on(source, target):
    """As a batch reads its input and writes its output; returns what it calls its columns."""
    columns = survey(source, format_of(source)).columns
    names = output_names(OURS, columns)
    added = {names[name]: kind for name, kind in OURS.items()}
    with open_writer(target, format_of(target), columns=columns, added=added) as writer:
        for block in read_blocks(source, format_of(source), size=2, name="t"):
            results = [dict(zip(added, ("ok", 0.5), strict=True)) for _ in block.rows]
            writer.write(block, results)
    return list(added)


@st.composite
def text_tables(draw):
    """Names, rows, the format's suffix, and what stands between cells and in front of the file."""
    suffix, separator, encoding = draw(
        st.sampled_from(
            [(".csv", ",", "utf-8"), (".csv", ";", "utf-8-sig"), (".csv", "\t", "utf-16"),
             (".tsv", "\t", "utf-16"), (".tsv", "\t", "utf-8"), (".csv.gz", ",", "utf-8")]
        )
    )  # fmt: skip
    usual = separator == ("\t" if suffix == ".tsv" else ",")
    names = draw(NAMES if usual else PLAIN_NAMES)
    if usual:  # spreadsheets have spare columns
        names += [""] * draw(st.integers(0, 2))
    row = st.lists(CELL, min_size=len(names), max_size=len(names))
    return names, draw(st.lists(row, max_size=4)), suffix, separator, encoding


@QUICK
@given(text_tables())
def test_text_formats(tmp_path, table):
    names, rows, suffix, separator, encoding = table
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=separator, quoting=csv.QUOTE_ALL).writerows([names, *rows])
    source, target = tmp_path / f"in{suffix}", tmp_path / f"out{suffix.removesuffix('.gz')}"
    data = pa.compress(text.getvalue().encode(encoding), codec="gzip", asbytes=True)
    source.write_bytes(data if suffix.endswith(".gz") else text.getvalue().encode(encoding))
    ours = passed_on(source, target)
    written = io.StringIO(target.read_bytes().decode(), newline="")
    header, *found = csv.reader(written, delimiter="\t" if suffix == ".tsv" else ",")
    assert [unguard(name) for name in header] == [*map(unguard, names), *ours]
    assert [[unguard(cell) for cell in row] for row in found] == [
        [*map(unguard, row), "ok", "0.5"] for row in rows
    ]


@QUICK
@given(st.lists(st.dictionaries(CELL, JSON_VALUE, min_size=1, max_size=3), max_size=4))
def test_json_lines(tmp_path, rows):
    source, target = tmp_path / "in.jsonl", tmp_path / "out.jsonl"
    source.write_text("".join(f"{json.dumps(row)}\n" for row in rows), encoding="utf-8")
    ours = dict(zip(passed_on(source, target), ("ok", 0.5), strict=True))
    found = target.read_bytes().decode().split("\n")[:-1]
    assert [json.loads(line) for line in found] == [row | ours for row in rows]


@QUICK
@given(st.data())
def test_parquet(tmp_path, data):
    names = data.draw(NAMES)
    length = data.draw(st.integers(0, 4))
    columns = {}
    for name in names:
        kind = data.draw(st.sampled_from(list(TYPED)))
        cells = st.lists(st.none() | TYPED[kind], min_size=length, max_size=length)
        columns[name] = pa.array(data.draw(cells), kind)
    table = pa.table(columns)
    pq.write_table(table, tmp_path / "in.parquet")
    ours = passed_on(tmp_path / "in.parquet", tmp_path / "out.parquet")
    found = pq.read_table(tmp_path / "out.parquet")
    assert found.column_names == [*names, *ours]
    assert found.select(range(len(names))).equals(table) or not length
