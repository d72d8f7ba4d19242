"""Each row of a table gets its rewrite, or the reason why there is none."""

import json
import re

import pyarrow as pa
import pyarrow.parquet as pq
from csv_text import rows_of

from tweetopt.optimizer import Status
from tweetopt.optimizer.batch.optimize_rows import OptimizeRows
from tweetopt.optimizer.batch.parts import parts_folder
from tweetopt.optimizer.batch.targets import Targets
from tweetopt.optimizer.settings import Settings

BATCH = ("--effort", "draft", "--workers", 1)


ADDED = ["optimized_text", "status", "message", "tweaked_text", "predicted_before",
         "predicted_after", "low", "high", "gain", "better", "similarity", "writer"]  # fmt: skip


def test_workers_share_what_a_server_may_spend():
    job = OptimizeRows(Targets(multiply=2.0), settings=Settings(writer_tokens=100))
    assert job.shared(4).settings.writer_tokens == 25
    assert job.shared(1) == job
    free = OptimizeRows(Targets(multiply=2.0))
    assert free.shared(4) == free


def test_links_and_tables_are_read_alike_everywhere(optimize, tmp_path):
    link = "https://tea.org/pots?a=1&region=eu&copy=2&amp;not=3"
    (tmp_path / "t.jsonl").write_text(json.dumps({"text": f"my dog &amp; me {link}"}))
    (told,) = json.loads(optimize("predict", tmp_path / "t.jsonl", "--json")[1])
    assert told["text"] == f"my dog & me {link}"
    typed = json.loads(optimize("predict", "--text", f"my dog &amp; me {link}", "--json")[1])
    assert typed["text"] == told["text"]
    wanted = ("--target-likes", 100, "--effort", "draft", "--json")
    rewritten = json.loads(optimize("--text", f"my dog &amp; me {link}", *wanted)[1])
    assert rewritten["text"] == told["text"]
    optimize("batch", tmp_path / "t.jsonl", tmp_path / "o.jsonl", "--multiply", 1, *BATCH)
    (row,) = map(json.loads, (tmp_path / "o.jsonl").read_text().splitlines())
    assert row["text"] == f"my dog &amp; me {link}"
    assert row["optimized_text"].count(link) == 1


def test_bytes_in_parquet_are_texts_and_lists_fail(optimize, tmp_path):
    texts = pa.array([b"my dog hates the rain", b"caf\xe9"], pa.binary())
    pq.write_table(pa.table({"text": texts}), tmp_path / "t.parquet")
    (tmp_path / "t.jsonl").write_text('{"text": ["my dog"]}\n')
    for name, said in (
        ("t.parquet", "expected UTF-8, got byte 0xe9"),
        ("t.jsonl", "expected text"),
    ):
        optimize("batch", tmp_path / name, tmp_path / f"{name}.csv", "--multiply", 1, *BATCH)
        rows = rows_of((tmp_path / f"{name}.csv").read_text("utf-8", "surrogateescape"))
        assert rows[-1]["status"] == "failed"
        assert said in rows[-1]["message"]
        if len(rows) > 1:
            assert rows[0]["optimized_text"] == "my dog hates the rain"


def test_columns_and_order_stay_and_bad_rows_say_why(optimize, table, tmp_path):
    out = tmp_path / "out.csv"
    columns = ("--target-column", "wish", "--median-column", "usual", "--keep-column", "words")
    code, stdout, err = optimize("batch", table, out, *columns, *BATCH)
    assert (code, stdout) == (0, "")
    rows = rows_of(out.read_text(encoding="utf-8"))
    before = rows_of(table.read_text(encoding="utf-8"))
    assert list(rows[0]) == [*before[0], *ADDED]
    assert [row["id"] for row in rows] == list("123456")
    assert rows[0]["note"] == "'=1+1"  # no formula
    assert rows[2]["note"] == before[2]["note"]
    assert rows[2]["text"] == "@bob our team wants the rain"
    reasons = [row["message"] for row in rows]
    assert "expected some text, got none" in reasons[1]
    assert "usual: expected a number of at least 0, got 'oops'" in reasons[2]
    assert "wish: expected a number of at least 0, got 'many'" in reasons[3]
    assert "keep: expected a word of the text, got 'cat'" in reasons[4]
    assert "wish: expected a number of at least 0, got ''" in reasons[5]
    assert [row["status"] for row in rows[1:]] == ["failed"] * 5
    assert rows[1]["optimized_text"] == rows[1]["predicted_after"] == ""
    assert rows[0]["status"] in set(Status)
    assert float(rows[0]["low"]) <= float(rows[0]["predicted_after"]) <= float(rows[0]["high"])
    assert re.search(
        r"Wrote 6 rows into .*: 1 [a-z ]+, 5 failed; median prediction \d\.\d\dx the original's",
        err,
    )
    assert not parts_folder(out).exists()


def test_a_row_gives_what_its_text_alone_gives(optimize, tmp_path):
    texts = ["my dog hates the rain", "our team hates the rain", "the cat hates old books &amp; I"]
    table = tmp_path / "in.jsonl"
    table.write_text("".join(json.dumps({"text": text, "n": [1]}) + "\n" for text in texts))
    goal = ("--target-likes", 300, "--usual-likes", 100, "--seed", 3)
    code, _, _ = optimize("batch", table, tmp_path / "out.jsonl", *goal, *BATCH)
    assert code == 0
    rows = [json.loads(line) for line in (tmp_path / "out.jsonl").read_text().splitlines()]
    assert [row["text"] for row in rows] == texts
    assert rows[0]["n"] == [1]
    (_, out, _) = optimize("--text", texts[0], *goal, "--effort", "draft", "--json")
    alone = json.loads(out)
    assert rows[0]["status"] == alone["status"]
    best = alone["candidates"][0]["text"] if alone["candidates"] else texts[0]
    assert rows[0]["optimized_text"] == best


def test_multiples_of_the_own_prediction_and_other_texts(optimize, table, tmp_path):
    arguments = ("--multiply", 2, "--candidates", 3, "--keep", "dog", *BATCH)
    code, _, _ = optimize("batch", table, tmp_path / "out.parquet", *arguments)
    assert code == 0
    frame = pq.read_table(tmp_path / "out.parquet").to_pandas()
    row = frame.iloc[0]
    assert "dog" in row["optimized_text"]
    assert isinstance(json.loads(row["other_texts"]), list)
