"""Tables on the page, in a real browser: there and back, bad ones, and stopped ones."""

import re
from collections import Counter
from pathlib import Path

import pandas as pd
import pytest
import torch
from folds import unfold

pytest.importorskip("gradio", reason="the page needs the extra tweetopt[ui]")

from tweetopt.datasets.text_kinds import TWEETS
from tweetopt.optimizer import Effort, Settings, parse_goal
from tweetopt.optimizer.batch.checks import Batch
from tweetopt.optimizer.batch.run import Summary, run_batch
from tweetopt.optimizer.batch.targets import Account, Targets
from tweetopt.optimizer.ui.table_run import PageRows, result_name
from tweetopt.optimizer.ui.table_tab import _report
from tweetopt.optimizer.ui.workbench import Bench, PostsFile
from tweetopt.predictors import load_predictor

TEXT = "my dog hates the rain"


def test_a_table_there_and_back(page, tmp_path):
    texts = [
        "my cat hates a bike",
        "",
        "the cat loves coffee",
        "a friend wants a bike",
        "our team found old books",
    ]
    table = tmp_path / "tweets.csv"
    pd.DataFrame({"id": range(5), "tweet_text": texts, "usual": [100, 1, 30, None, 10]}).to_csv(
        table, index=False
    )
    page.get_by_role("tab", name="Table").click()
    page.locator("#upload input[type=file]").set_input_files(table)
    page.locator("#table-results .notice", has_text="tweets.csv: 5 rows.").wait_for()
    assert page.locator("#column input").input_value() == "tweet_text"
    page.locator("#table-target input, #table-target textarea").fill("10000")
    page.locator("#run").click()
    page.locator("#table-results .notice", has_text="5 rows: ").wait_for()
    assert page.locator("#table-results [data-use]").count()
    assert page.locator("#table-results .tag.failed").count() == 1
    with page.expect_download() as download:
        page.locator("#download").click()
    assert download.value.suggested_filename == "tweets-optimized.csv"
    got = pd.read_csv(download.value.path())
    assert got["id"].tolist() == list(range(5))
    assert got["tweet_text"].fillna("").tolist() == texts
    assert (got["status"] == "failed").tolist() == [False, True, False, False, False]
    assert got["optimized_text"].notna().sum() == 4


def test_a_table_that_is_none_is_a_sentence(page, tmp_path):
    page.get_by_role("tab", name="Table").click()
    page.locator("#run").click()
    page.locator("#table-results .notice.error", has_text="Choose a table first.").wait_for()
    bad = tmp_path / "bad.csv"
    bad.write_text('text\n"never closed\n')
    page.locator("#upload input[type=file]").set_input_files(bad)
    page.locator("#table-results .notice.error", has_text="bad.csv").wait_for()
    assert "Traceback" not in page.content()


def test_every_row_can_be_asked_for_more_than_it_gets(page, tmp_path):
    table = tmp_path / "tweets.csv"
    pd.DataFrame({"text": [TEXT] * 9, "usual": range(9)}).to_csv(table, index=False)
    page.get_by_role("tab", name="Table").click()
    page.locator("#upload input[type=file]").set_input_files(table)
    page.locator("#table-results .notice", has_text="tweets.csv: 9 rows.").wait_for()
    unfold(page, "#table-options")
    page.locator("#table-relation").get_by_label("Times").check()
    number = page.locator("#table-target input, #table-target textarea")
    number.fill("few")
    page.locator("#run").click()
    page.locator("#table-results .notice.error", has_text="The number wanted: expected").wait_for()
    number.fill("1.2")
    page.locator("#table-effort").get_by_label("Draft").check()
    page.locator("#run").click()
    page.locator("#table-results", has_text="The first 8 rows; the file has them all.").wait_for()
    assert page.locator("#table-results tbody tr").count() == 8


def test_a_stopped_table_loses_nothing(page, tmp_path, model_folder, head_folder):
    table, alone = tmp_path / "tweets.csv", tmp_path / "alone.csv"
    pd.DataFrame({"text": [f"{TEXT} {n}" for n in range(300)]}).to_csv(table, index=False)
    page.get_by_role("tab", name="Table").click()
    assert not page.locator("#stop").is_visible()
    page.locator("#upload input[type=file]").set_input_files(table)
    page.locator("#table-results .notice", has_text="tweets.csv: 300 rows.").wait_for()
    page.locator("#table-target input, #table-target textarea").fill("150")
    unfold(page, "#table-options")
    page.locator("#table-effort").get_by_label("Draft").check()
    page.locator("#run").click()
    page.locator("#table-results .notice", has_text=re.compile(r"[1-9]\d* of 300 rows")).wait_for()
    page.locator("#stop").click()
    stopped = page.locator("#table-results .notice", has_text="Stopped.")
    stopped.wait_for()
    done = int(re.search(r"(\d+) of 300 rows are done", stopped.inner_text())[1])
    assert 0 < done < 300
    assert not page.locator("#stop").is_visible()
    with page.expect_download() as download:
        page.locator("#download", has_text=f"Download these {done} rows").click()
    assert download.value.suggested_filename == "tweets-optimized-so-far.csv"
    so_far = download.value.path().read_bytes()
    assert len(pd.read_csv(download.value.path())) == done

    page.locator("#run").click()
    going_on = page.locator("#table-results .notice", has_text=f"{done} of 300 rows")
    ended = page.locator("#table-results .notice", has_text="300 rows: ")
    going_on.or_(ended).first.wait_for()
    ended.wait_for()
    with page.expect_download() as download:
        page.locator("#download", has_text="Download the result").click()
    whole = download.value.path().read_bytes()
    assert whole.startswith(so_far)
    job = PageRows(
        Targets((parse_goal("likes>=150"),)),
        Account(),
        settings=Settings(candidates=1, effort=Effort.DRAFT),
    )
    run_batch(Batch(table, alone, job, str(model_folder), (str(head_folder),)))
    assert whole == alone.read_bytes()


def test_nothing_reached_is_not_green(tmp_path):
    (tmp_path / "t.csv").write_text("optimized_text,status,message\n", encoding="utf-8")
    batch = Batch(tmp_path / "t.csv", tmp_path / "t.csv", PageRows(Targets()), "tiny", ())
    none = Summary(statuses=Counter({"no_rewrite": 29, "about_the_same": 1}))
    told = _report(batch, none, TWEETS)
    assert "Nothing was bettered." in told
    assert "29 no rewrite, 1 about the same" in told
    assert "notice plain" in told
    some = Summary(statuses=Counter({"no_rewrite": 29, "reached": 1}))
    assert "notice good" in _report(batch, some, TWEETS)


def test_an_example_table_is_there_to_try(page):
    page.get_by_role("tab", name="Table").click()
    page.locator("#example").click()
    page.locator("#table-results .notice", has_text="example.csv: 8 rows.").wait_for()


def test_past_posts_count_in_tables_too(engine, head_folder, tmp_path):
    posts = tmp_path / "mine.csv"
    texts = ["the cat loves coffee", "a friend wants a bike", "our team found old books"] * 10
    pd.DataFrame({"text": texts, "likes": [30, 40, 50] * 10}).to_csv(posts, index=False)
    bench = Bench(engine, "tiny", (str(head_folder),))
    mine = PostsFile(str(posts))
    (saved,) = bench.heads(mine)
    own = load_predictor(saved, fingerprint=engine.autoencoder.fingerprint)
    latents, medians = engine.autoencoder.encode([TEXT]), torch.tensor([40.0])
    expected = bench.past(mine)[0].predictors["likes"].predict(latents, medians)
    assert own.predict(latents, medians)[0].value == pytest.approx(expected[0].value, rel=1e-3)
    assert bench.heads(None) == (str(head_folder),)
    bench.tables.cleanup()


def test_the_result_of_an_archive_is_a_table():
    assert result_name(Path("tweets.js")) == "tweets-optimized.csv"
    assert result_name(Path("posts.json.gz")) == "posts-optimized.csv"
    assert result_name(Path("t.csv.gz")) == "t-optimized.csv.gz"
