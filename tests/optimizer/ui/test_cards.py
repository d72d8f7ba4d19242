"""The page's pieces as plain functions: cards, what can be done with them, notices."""

import dataclasses
import re
from html import unescape

import pytest

gradio = pytest.importorskip("gradio", reason="the page needs the extra tweetopt[ui]")

from tweetopt.datasets.text_kinds import PROSE, TWEETS  # noqa: E402
from tweetopt.optimizer import Request, Settings, optimize_texts, parse_goal  # noqa: E402
from tweetopt.optimizer.ui.cards import actions, length_html, marked, result_html  # noqa: E402
from tweetopt.optimizer.ui.notices import explain, notice, sentence  # noqa: E402

TEXT = "my cat hates a bike"


def test_changed_words_are_marked_and_text_is_escaped():
    html = marked("a <b> nice & day", "a <b> good & day <script>")
    assert "<ins>good</ins>" in html
    assert "<del>nice</del>" in html
    assert "&lt;b&gt;" in html
    assert marked("one. two three.", "one.") == "one. <del>two three.</del>"
    assert "&lt;script&gt;" in html
    assert "<script" not in html
    assert "<b>" not in html
    told = actions('say "hi"\n<i>', PROSE)
    assert told.count("say &quot;hi&quot;") == 2  # to copy, and to go on from
    assert "<i>" not in told
    assert "href" not in told
    assert "<i>" not in notice("<i>")


def test_a_card_shows_what_the_result_says(engine):
    request = Request(TEXT, [parse_goal("likes>=10000")], account_median=100)
    (result,) = optimize_texts([request], engine=engine, settings=Settings(candidates=3))
    html = result_html(result, predictor=engine.predictors["likes"], kind=TWEETS, median=100)
    assert html.count('<article class="card') == len(result.candidates) > 0
    assert html.count("Recommended") == 1
    assert html.index("Recommended") < html.index("alike")
    for candidate in result.candidates:
        assert f'data-copy="{candidate.text}"' in html
        assert f'data-use="{candidate.text}"' in html
        assert f"{candidate.gain:.2f}×" in html
    assert sentence(result.message) in html
    assert html.count(" likes · ") == len(result.candidates)
    unknown = result_html(result, predictor=engine.predictors["likes"], kind=TWEETS)
    assert " likes · " not in unknown  # they say little
    known = [dataclasses.replace(each, better=0.58) for each in result.candidates]
    told = dataclasses.replace(result, candidates=known)
    assert " alike in meaning" not in html
    meant = [dataclasses.replace(each, meaning=0.93) for each in known]
    told = dataclasses.replace(result, candidates=meant)
    html = result_html(told, predictor=engine.predictors["likes"], kind=TWEETS)
    assert html.count("Does better than yours 58% of the time") == len(known)
    assert html.count("93% alike in meaning") == len(known)


def test_the_order_is_told_and_tweaks_are_one_line(engine):
    request = Request(TEXT, [parse_goal("likes=max")], account_median=100)
    (result,) = optimize_texts([request], engine=engine, settings=Settings(candidates=3))
    several = dataclasses.replace(result, candidates=[*result.candidates[:1]] * 2)
    html = result_html(several, predictor=engine.predictors["likes"], kind=TWEETS)
    assert html.count("★ is the smallest change that gets most of what any gets") == 1
    tweak = dataclasses.replace(result.candidates[0], text=f"{TEXT}!", gain=1.04)
    alone = dataclasses.replace(result, candidates=[], alternatives=[], tweaks=tweak)
    html = result_html(alone, predictor=engine.predictors["likes"], kind=TWEETS)
    assert "<b>Small tweaks, 1.04× together:</b>" in html
    assert "<article" not in html
    assert "★ is the smallest" not in html


def test_a_tweet_is_posted_by_the_platforms_own_window():
    html = actions("50% off & more #sale\nhttps://example.com/?a=1", TWEETS)
    link = re.search('href="([^"]*)"', html)[1]
    assert unescape(link) == (
        "https://x.com/intent/post?text=50%25%20off%20%26%20more%20%23sale%0A"
        "https%3A%2F%2Fexample.com%2F%3Fa%3D1"
    )
    assert 'target="_blank" rel="noopener noreferrer"' in html


def test_characters_are_counted_as_twitter_does():
    assert "280 left" in length_html("", TWEETS)
    assert "257 left" in length_html("https://example.com/" + "a" * 100, TWEETS)
    assert "20 too many" in length_html("a" * 300, TWEETS)


def test_errors_are_sentences(caplog):
    assert explain(ValueError("keep: expected a word\n of the text")) == (
        "“Words to keep”: expected a word of the text."
    )
    assert sentence("likes>=200 is out of reach") == "At least 200 likes is out of reach."
    assert "--" not in sentence("name yours with --usual-likes")
    assert "traceback" not in explain(ZeroDivisionError("division by zero")).lower()
    assert "ZeroDivisionError" in explain(ZeroDivisionError("division by zero"))
    assert "division by zero" in caplog.text  # whoever runs the page can read it
