"""The page: its pieces as plain functions, and all of it in a real browser."""

import socket

import pytest

gradio = pytest.importorskip("gradio", reason="the page needs the extra tweetopt[ui]")

from tweetopt.datasets.kinds import TWEETS  # noqa: E402
from tweetopt.optimizer import Request, Settings, optimize_texts, parse_goal  # noqa: E402
from tweetopt.optimizer.ui import text_tab  # noqa: E402
from tweetopt.optimizer.ui.bench import Bench  # noqa: E402
from tweetopt.optimizer.ui.cards import copy_button, length_html, marked, result_html  # noqa: E402
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
    assert copy_button('say "hi"\n<i>').count('"') == 6  # three attributes, and none cut short
    assert "<i>" not in notice("<i>")


def test_a_card_shows_what_the_result_says(engine):
    request = Request(TEXT, [parse_goal("likes>=10000")], account_median=100)
    (result,) = optimize_texts([request], engine=engine, settings=Settings(candidates=3))
    html = result_html(result, predictor=engine.predictors["likes"], target=150)
    assert html.count('<article class="card') == len(result.candidates) > 0
    assert html.count("Recommended") == 1
    assert html.index("Recommended") < html.index("Similarity")
    for candidate in result.candidates:
        assert f'data-copy="{candidate.text}"' in html
        assert f"<dd>{candidate.similarity:.2f}</dd>" in html
    assert sentence(result.message) in html


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


def test_without_gradio_one_line_says_what_to_install(optimize, monkeypatch):
    monkeypatch.setattr("importlib.util.find_spec", lambda _name: None)
    code, out, err = optimize("ui")
    assert (code, out, err.count("\n")) == (2, "", 1)
    assert 'pip install ".[ui]"' in err


def test_a_taken_port_is_one_line(optimize):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        code, _, err = optimize("ui", "--port", port)
    assert (code, err.count("\n")) == (2, 1)
    assert f"port {port}, which is taken" in err


def test_from_typing_to_a_copied_result(page):
    page.locator("#tweet textarea").press_sequentially(TEXT, delay=20)
    page.get_by_text(f"{280 - len(TEXT)} left").wait_for()
    page.locator("#live .figure", has_text="likes, predicted").wait_for()
    page.get_by_text("For an unknown account").wait_for()
    page.locator("#median textarea, #median input").fill("100")
    page.get_by_text("For an account that usually gets 100").wait_for()
    page.locator("#target input").fill("10000")
    page.get_by_label("High").check()
    page.locator("#optimize").click()
    best = page.locator(".card.best")
    best.wait_for()
    assert best.locator("ins, del").count()
    assert page.locator(".notice", has_text="usually gets 100 likes").count() == 1
    best.get_by_role("button", name="Copy").click()
    best.get_by_role("button", name="Copied").wait_for()
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied == best.locator(".copy").get_attribute("data-copy") != TEXT


def test_bad_input_is_a_sentence(page):
    page.locator("#optimize").click()
    page.locator(".notice.error", has_text="Write a tweet first.").wait_for()
    page.locator("#tweet textarea").fill(TEXT)
    page.locator("#keep textarea, #keep input").fill("tea")
    page.locator("#optimize").click()
    page.locator(
        ".notice.error", has_text="“Words to keep”: expected a word of the text"
    ).wait_for()
    page.locator("#tweet textarea").fill("word " * 200)
    page.locator("#live .hint.bad", has_text="shorten the text").wait_for()
    assert "Traceback" not in page.content()


def test_the_slider_sets_the_number_and_back(page):
    page.locator("#slider input[type=range]").fill("3")
    page.wait_for_function("document.querySelector('#target input').value == '1000'")
    page.locator("#target input").fill("100")
    page.wait_for_function("document.querySelector('#slider input[type=range]').value == '2'")


def test_the_slider_walks_along_a_path(page):
    page.get_by_role("tab", name="Path").click()
    page.locator("#walk").click()
    page.locator("#path .notice.error", has_text="Write both texts first").wait_for()
    page.locator("#from textarea").fill(TEXT)
    page.locator("#to textarea").fill("the cat loves coffee")
    page.locator("#walk").click()
    page.locator("#path", has_text="Step 5 of 10").wait_for()
    page.locator("#step input[type=range]").fill("10")
    page.locator("#path", has_text="Step 10 of 10").wait_for()
    last = page.locator(".steps li.here").inner_text().split("\n")[-1]
    assert page.locator("#path .copy").get_attribute("data-copy") == last == "the cat loves coffee"


def test_a_tone_changes_words(page):
    page.get_by_role("tab", name="Tone").click()
    page.locator("#change").click()
    page.locator("#tones .notice.error", has_text="Write a text first.").wait_for()
    page.locator("#tone-text textarea").fill("my dog hates the rain")
    page.locator("#change").click()
    page.locator("#tones .notice:not(.error)").wait_for()


def test_points_of_the_plots_show_their_texts(page):
    page.locator("#tweet textarea").fill(TEXT)
    page.locator("#target input").fill("10000")
    page.get_by_label("High").check()
    page.locator("#optimize").click()
    for top in ("#tradeoff .point.best", "#map .point.start"):  # nothing covers these
        point = page.locator(top)
        point.hover()
        page.locator(".tip", has_text=point.get_attribute("data-tip").split("\n")[-1]).wait_for()
    assert page.locator("#map .point.seen").count() >= 20


def test_it_fits_a_phone_and_the_dark(page):
    def background():
        return page.evaluate("getComputedStyle(document.body).backgroundColor")

    light = background()
    page.set_viewport_size({"width": 390, "height": 844})
    page.locator(".shade").click()
    assert background() != light
    number = page.locator("#target input")  # its own arrows are the browser's
    assert number.evaluate("input => getComputedStyle(input).colorScheme") == "dark"
    page.locator("#tweet textarea").fill(f"{TEXT} https://example.com/{'a' * 60}")
    page.locator("#target input").fill("10000")
    page.locator("#optimize").click()
    page.locator("#results .notice:not(.busy)").wait_for()
    for tab in ("Tweet", "Table", "Path", "Tone"):
        page.get_by_role("tab", name=tab).click()
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), tab


def test_options_for_language_models_need_one_on_the_page_too(optimize):
    code, _, err = optimize("ui", "--writer-tokens", "100")
    assert code == 2
    assert "--writer-tokens: expected a language model that follows it" in err


def test_the_page_writes_as_its_command_was_told(engine):
    asked = Settings(writers=("words",))
    bench = Bench(engine, "tiny", settings=asked)
    results, _, promises, _ = text_tab._optimized(
        bench, "my dog hates the rain", 500.0, ">=", "100", None, "", "draft", False
    )
    assert "notice" in results
    assert promises == ""  # of the latent search alone
