"""The search on the page: its ways and hopes, and past posts in place of your usual."""

import json

import pandas as pd
import pytest
import torch
from folds import unfold
from tiny import CLAUSES

gradio = pytest.importorskip("gradio", reason="the page needs the extra tweetopt[ui]")

from tweetopt.optimizer import Effort, Request, Settings, optimize_texts, parse_goal  # noqa: E402
from tweetopt.optimizer.result import interval  # noqa: E402
from tweetopt.optimizer.space.background import everyday_texts, texts_of_table  # noqa: E402
from tweetopt.optimizer.space.latent_map import LatentMap  # noqa: E402
from tweetopt.optimizer.ui.page import build_page  # noqa: E402
from tweetopt.optimizer.ui.past_posts import usual_text  # noqa: E402
from tweetopt.optimizer.ui.trail_plots import map_html, search_html  # noqa: E402
from tweetopt.optimizer.ui.workbench import Bench  # noqa: E402
from tweetopt.optimizer.writers.trail import Trail  # noqa: E402

TEXT = "my cat hates a bike"
DRAFT = Settings(effort=Effort.DRAFT)


@pytest.fixture(scope="module")
def searched(engine):
    """A result, and where the search for it went."""
    trails = []
    (result,) = optimize_texts(
        [Request(TEXT, [parse_goal("likes>=10000")], account_median=100)],
        engine=engine,
        settings=DRAFT,
        on_trail=lambda _request, trail: trails.append(trail),
    )
    return result, trails[0]


def test_the_map_shows_the_search_from_the_text_to_the_right(engine, searched):
    result, trail = searched
    chart = LatentMap(engine, everyday_texts(engine))
    points, ways = chart.points(result, engine=engine, median=100, trail=trail)
    start = points[-1]
    assert start.kind == "start"
    assert len(ways) == DRAFT.plan.regions
    for way in ways:
        assert way[0] == (start.x, start.y)
        assert len(way) == DRAFT.plan.steps + 2  # read again, refined, and each step
        assert way[-1][0] > way[1][0]
    ends = [point for point in points if point.kind == "end"]
    assert [(point.x, point.y) for point in ends] == [way[-1] for way in ways]
    rewrites = [point for point in points if point.kind in ("best", "other")]
    again = engine.autoencoder.encode([each.text for each in result.candidates])
    places = chart.plane(trail).places(again)
    assert [(point.x, point.y) for point in reversed(rewrites)] == [
        pytest.approx(place, abs=1e-4) for place in places
    ]
    html = map_html(points, ways, unit="likes", texts="texts", noun="tweet")
    assert html.count("<polyline") == html.count('"point end"') == len(ways)


def test_without_a_search_the_map_has_no_ways(engine, searched):
    result, trail = searched
    chart = LatentMap(engine, everyday_texts(engine))
    points, ways = chart.points(result, engine=engine, median=100)
    assert ways == []
    assert "<svg" not in map_html(points, ways, unit="likes", texts="texts", noun="tweet")
    still = Trail(trail.latents[:, :1].expand_as(trail.latents), trail.promised)
    torch.testing.assert_close(chart.plane(still).axes, chart.plane().axes)
    for plane in (chart.plane(), chart.plane(trail)):
        torch.testing.assert_close(plane.axes.T @ plane.axes, torch.eye(2), atol=1e-4, rtol=0)


def test_the_map_shows_a_table_by_its_likes(engine, tmp_path, optimize):
    table = tmp_path / "training.csv"
    linked = [f"{CLAUSES[23]} https://example.com/{page}" for page in "ab"]  # one, once masked
    rows = pd.DataFrame(
        {
            "text": [*CLAUSES[:23], *linked, "", "word " * 500],
            "likes": [*range(23), 23, 23, 90, 90],
        }
    )
    rows.to_csv(table, index=False)
    background = texts_of_table(table, engine)
    assert background.name == "texts of training.csv"
    told = dict(zip(background.texts, background.values, strict=True))
    assert len(background.texts) == len(told) == 24  # no empty one, no long one
    assert [told[text] for text in CLAUSES[:23]] == list(range(23))
    chart = LatentMap(engine, background)
    seen = chart.seen(chart.plane(), engine=engine, median=100)
    hottest, coldest = (pick(seen, key=lambda point: point.heat) for pick in (max, min))
    assert hottest.tip == f"23 likes\n{CLAUSES[23]} [link]"
    assert coldest.tip == f"0 likes\n{CLAUSES[0]}"
    rows.head(19).to_csv(table, index=False)
    code, _, err = optimize("ui", "--map", table)
    assert (code, err.count("\n")) == (2, 1)
    assert "expected at least 20 different texts that the model can hold, got 19" in err


def test_hopes_stand_beside_what_is_written(engine, searched):
    result, trail = searched
    html = search_html(result, trail, predictor=engine.predictors["likes"], target=150)
    assert html.count("<polyline") == html.count('"point end"') == DRAFT.plan.regions
    assert html.count("hoped for, nothing written yet") == 2 * DRAFT.plan.regions
    assert result.candidates
    for number, candidate in enumerate(result.candidates, 1):
        name = "Recommended" if number == 1 else f"Rewrite {number}"
        said = f"{name}: {interval(candidate.predictions['likes'])} likes\n{candidate.text}"
        assert f'data-tip="{said}"' in html


def wanted(page, number):
    page.locator("#target input, #target textarea").fill(number)
    unfold(page, "#options")
    page.locator("#effort").get_by_label("Draft").check()


def test_the_search_is_seen_in_the_browser(page):
    page.locator("#tweet textarea").fill(TEXT)
    wanted(page, "10000")
    page.locator("#optimize").click()
    unfold(page, "#details")
    for plot in ("#search", "#map"):
        page.locator(f"{plot} .point.end").last.hover()
        page.locator(".tip", has_text="hoped for").wait_for()
        assert page.locator(f"{plot} polyline").count() == DRAFT.plan.regions


def usual(page):
    return page.locator("#median input, #median textarea")


def test_past_posts_stand_in_for_the_median(page, tmp_path):
    posts = tmp_path / "mine.csv"
    texts = ["the cat loves coffee", "a friend wants a bike", "our team found old books"] * 10
    pd.DataFrame({"my_text": texts, "likes": [30, 40, 50] * 10}).to_csv(posts, index=False)
    page.locator("#tweet textarea").fill(TEXT)
    unfold(page, "#options")
    unfold(page, "#past")
    page.locator("#posts input[type=file]").set_input_files(posts)
    said = page.locator(
        "#past-told .notice.good", has_text="The latest 30 posts usually get 40 likes"
    )
    said.wait_for()
    assert "30 posts: text from my_text, likes from likes, the last ones" in said.inner_text()
    page.get_by_text("For an account that usually gets 40").wait_for()
    page.get_by_text("From your 30 past posts.").wait_for()
    assert usual(page).input_value() == "40"
    assert usual(page).is_disabled()
    wanted(page, "10000")
    page.locator("#optimize").click()
    page.locator("#results .notes", has_text="an account that usually gets 40 likes").wait_for()
    page.locator("#posts").get_by_label("Clear").click()
    page.get_by_text("For an unknown account").wait_for()
    assert usual(page).input_value() == ""
    assert usual(page).is_enabled()
    assert page.locator("#past-told .notice").count() == 0


def test_past_posts_that_are_none_are_a_sentence(page, tmp_path):
    bad = tmp_path / "mine.csv"
    bad.write_text("text,hearts\nthe cat loves coffee,3\n")
    page.locator("#tweet textarea").fill(TEXT)
    unfold(page, "#options")
    unfold(page, "#past")
    page.locator("#posts input[type=file]").set_input_files(bad)
    error = page.locator("#past-told .notice.error")
    error.wait_for()
    assert error.inner_text().startswith("Mine.csv: expected a column of likes")
    assert "got text, hearts" in error.inner_text()
    page.get_by_text("For an unknown account").wait_for()
    assert usual(page).is_enabled()
    choose(page, "#posts-value", "hearts")
    page.locator("#past-told .notice.good", has_text="likes from hearts").wait_for()
    page.get_by_text("For an account that usually gets 3").wait_for()
    page.locator("#posts").get_by_label("Clear").click()
    bad.write_text('text\n"never closed\n')
    page.locator("#posts input[type=file]").set_input_files(bad)
    page.locator("#past-told .notice.error", has_text="cannot be read").wait_for()
    page.locator("#posts", has_text="Drop File Here").wait_for()  # the bad table is gone


def choose(page, dropdown, column):
    page.locator(f"{dropdown} input").click()
    page.get_by_role("option", name=column, exact=True).click()


def test_a_file_dropped_anywhere_is_read_and_its_columns_chosen(page):
    posts = [{"tweet": {"full_text": "the cat loves coffee", "favorite_count": "40",
                        "retweet_count": "4", "created_at": f"Thu Feb 0{day} 08:00:00 +0000 2024"}}
             for day in (1, 8)]  # fmt: skip
    page.locator("#tweet textarea").fill(TEXT)
    page.evaluate(
        """text => {
            const files = new DataTransfer();
            files.items.add(new File([text], "tweets.js", {type: "text/javascript"}));
            document.querySelector("h1").dispatchEvent(
                new DragEvent("drop", {bubbles: true, cancelable: true, dataTransfer: files}));
        }""",
        f"window.YTD.tweets.part0 = {json.dumps(posts)}",
    )
    read = page.locator("#past-told .notice.good")
    read.wait_for()
    assert "2 posts: text from full_text, likes from favorite_count, newest" in read.inner_text()
    page.get_by_text("For an account that usually gets 40").wait_for()
    assert page.locator("#posts-value input").input_value() == "favorite_count"
    choose(page, "#posts-value", "retweet_count")
    page.locator("#past-told .notice.good", has_text="likes from retweet_count").wait_for()
    page.get_by_text("For an account that usually gets 4 ").wait_for()


def test_your_usual_is_there_before_you_type(engine):
    bench = Bench(engine, "tiny", account="me", usual=35.0)
    assert usual_text(bench) == "35"
    assert "Your usual, as account me." in json.dumps(
        build_page(bench).get_config_file(), default=str
    )
    assert usual_text(Bench(engine, "tiny")) == ""
