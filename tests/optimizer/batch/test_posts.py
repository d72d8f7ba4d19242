"""Batches, predictions and training on posts as platforms give them away."""

import json

import pandas as pd

POSTS = [
    {"tweet": {"id_str": "1", "full_text": "my dog hates the rain", "favorite_count": "3",
               "entities": {"urls": []}}},
    {"tweet": {"id_str": "2", "full_text": "RT @anna: our team loves coffee",
               "favorite_count": "0", "entities": {"urls": []}}},
]  # fmt: skip


def archive(path):
    path.write_text(f"window.YTD.tweets.part0 = {json.dumps(POSTS)}", encoding="utf-8")
    return path


def test_a_batch_on_an_archive(optimize, tmp_path):
    out = tmp_path / "out.csv"
    code, _, err = optimize(
        "batch", archive(tmp_path / "tweets.js"), out, "--multiply", "1.5", "--effort", "draft",
        "--workers", 1,
    )  # fmt: skip
    assert code == 0, err
    assert "tweets.js: text from full_text." in err
    got = pd.read_csv(out)
    assert got["full_text"].tolist() == [each["tweet"]["full_text"] for each in POSTS]
    assert got["status"].tolist()[1] == "failed"
    assert "somebody else's" in got["message"][1]
    assert got["status"][0] != "failed"


def test_an_archive_is_never_written(optimize, tmp_path):
    source = archive(tmp_path / "tweets.js")
    for name in ("out.js", "out.zip", "out.json"):
        code, _, err = optimize("batch", source, tmp_path / name, "--multiply", "2")
        assert (code, err.count("expected a .csv, .tsv, .jsonl or .parquet")) == (2, 1)


def test_dotted_names_lead_into_objects(optimize, tmp_path):
    rows = [{"post": {"said": f"my dog hates the rain {n}"}, "metrics": {"usual": n}}
            for n in range(3)]  # fmt: skip
    source, out = tmp_path / "in.jsonl", tmp_path / "out.jsonl"
    source.write_text("\n".join(map(json.dumps, rows)))
    code, _, err = optimize(
        "predict", source, "--out", out, "--text-column", "post.said", "--median-column",
        "metrics.usual", "--workers", 1,
    )  # fmt: skip
    assert code == 0, err
    got = [json.loads(line) for line in out.read_text().splitlines()]
    assert [each["status"] for each in got] == ["predicted"] * 3
    assert [each["post"] for each in got] == [each["post"] for each in rows]
    pd.DataFrame(rows).to_parquet(tmp_path / "in.parquet")
    named = ("--text-column", "post.said", "--json")
    code, out, _ = optimize("predict", tmp_path / "in.parquet", *named)
    said = [f"my dog hates the rain {n}" for n in range(3)]
    assert [each["text"] for each in json.loads(out)] == said


def test_training_on_nested_posts(optimize, tmp_path):
    things = ("coffee", "the rain", "old books", "a bike")
    rows = [{"id": str(n), "text": f"{who} {does} {what}", "public_metrics": {"like_count": n}}
            for n, (who, does, what) in enumerate(
                (w, d, t) for w in ("my dog", "the cat", "a friend", "our team")
                for d in ("loves", "hates", "wants", "found") for t in things)]  # fmt: skip
    rows.append({"id": "99", "text": "RT @anna: coffee", "public_metrics": {"like_count": 0}})
    source = tmp_path / "in.json"
    source.write_text(json.dumps({"data": rows * 4}))
    code, out, err = optimize("train", "predictor", source, "--property", "likes", "--out",
                              tmp_path / "head")  # fmt: skip
    assert code == 0, err
    assert "Column public_metrics.like_count taken for likes." in out
    assert "4 retweets" in out
