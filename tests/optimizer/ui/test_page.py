"""The page in a real browser, and what its tabs work with."""

import dataclasses
import re
import socket

import pytest
from folds import unfold

gradio = pytest.importorskip("gradio", reason="the page needs the extra tweetopt[ui]")

from tweetopt.optimizer import Settings  # noqa: E402
from tweetopt.optimizer.space.interpolation import interpolate_texts  # noqa: E402
from tweetopt.optimizer.ui import text_tab  # noqa: E402
from tweetopt.optimizer.ui.path_tab import Walk  # noqa: E402
from tweetopt.optimizer.ui.workbench import Bench  # noqa: E402

TEXT = "my cat hates a bike"


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


def field(page, name):
    return page.locator(f"#{name} input, #{name} textarea")


def rewrite(page, *, text=TEXT, effort="Draft"):
    page.locator("#tweet textarea").fill(text)
    field(page, "median").fill("100")
    unfold(page, "#options")
    page.locator("#effort").get_by_label(effort).check()
    page.locator("#optimize").click()
    page.locator(".card.best").wait_for()


def test_from_typing_to_a_copied_result(page):
    page.locator("#tweet textarea").press_sequentially(TEXT, delay=20)
    page.get_by_text(f"{280 - len(TEXT)} left").wait_for()
    page.locator("#live", has_text="Say your usual likes for a number.").wait_for()
    page.get_by_text("For an unknown account").wait_for()
    field(page, "median").fill("100")
    page.get_by_text("For an account that usually gets 100").wait_for()
    page.locator("#live strong").wait_for()
    field(page, "target").fill("1.2K")
    page.locator("#optimize").click()
    best = page.locator(".card.best")
    best.wait_for()
    assert best.locator("ins, del").count()
    assert page.locator(".notice", has_text="at least 1,200 likes").count() == 1
    page.locator(".card .why").first.wait_for()
    best.get_by_role("button", name="Copy").click()
    best.get_by_role("button", name="Copied").wait_for()
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied == best.locator(".copy").get_attribute("data-copy") != TEXT


def test_go_on_from_a_version_and_undo(page):
    rewrite(page)
    tweet = page.locator("#tweet textarea")
    best = page.locator(".card.best")
    version = best.locator("[data-use]").get_attribute("data-use")
    best.get_by_role("button", name="Use this").click()
    assert tweet.input_value() == version
    page.get_by_text(f"{280 - len(version)} left").wait_for()  # it is read again
    page.get_by_role("button", name="Undo").click()
    assert tweet.input_value() == TEXT
    assert page.locator("[data-undo]").is_disabled()
    page.get_by_role("button", name="Try an example").click()
    assert tweet.input_value() not in ("", TEXT)
    page.get_by_text("This session’s texts").click()
    page.locator(".texts li button", has_text=TEXT).click()
    assert tweet.input_value() == TEXT


def test_use_this_leads_from_the_other_tabs_to_the_first(page):
    page.get_by_role("tab", name="Path").click()
    page.locator("#from textarea").fill(TEXT)
    page.locator("#to textarea").fill("the cat loves coffee")
    page.locator("#walk").click()
    page.locator("#path .notice").wait_for()
    page.evaluate("document.querySelector('#path').insertAdjacentHTML('beforeend',"
                  " '<button data-use=\"a friend\">Use</button>')")  # fmt: skip
    page.locator("#path [data-use='a friend']").click()
    page.locator("#tweet textarea").wait_for()
    assert page.locator("#tweet textarea").input_value() == "a friend"


def test_nothing_found_shows_no_charts(page):
    page.locator("#tweet textarea").fill(TEXT)
    field(page, "target").fill("1")
    page.locator("#optimize").click()
    page.locator("#results .notice.good", has_text="Already there").wait_for()
    assert not page.locator("#details").is_visible()
    assert page.locator("figure").count() == 0


def test_all_that_is_needed_is_above_the_fold_of_a_phone(page):
    page.set_viewport_size({"width": 390, "height": 844})
    for name in ("#tweet textarea", "#median", "#target", "#optimize"):
        box = page.locator(name).first.bounding_box()
        assert box["y"] + box["height"] <= 844, name
    assert not page.locator("#effort").is_visible()


# Colours on their way from one to the other are no colours to judge.
_STILL = "!document.getAnimations().some(each => each instanceof CSSTransition)"


def violations(page):
    axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="no axe-core")
    page.wait_for_function(_STILL)
    found = axe.Axe().run(page).response["violations"]
    return [(each["id"], [node["html"] for node in each["nodes"]]) for each in found]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_screen_readers_and_keyboards_can_use_it(page, scheme):
    if scheme == "dark":
        page.locator(".shade").click()
    assert violations(page) == []
    rewrite(page)
    for fold in ("#options", "#past", "#why", "#details"):
        unfold(page, fold)
    page.locator("#map figure").wait_for()
    page.locator("#why-told .coloured").wait_for()
    assert violations(page) == []
    for tab in ("Table", "Path", "Tone"):
        page.get_by_role("tab", name=tab).click()
        assert violations(page) == [], tab
    page.get_by_role("tab", name="Tweet").click()
    page.locator("#tweet textarea").focus()
    seen = []
    for _ in range(6):
        page.keyboard.press("Tab")
        seen.append(page.evaluate("document.activeElement.closest('[id]').id"))
    assert seen[-1:] != ["tweet"]  # no trap
    assert "optimize" in seen


def test_what_came_of_it_is_announced(page):
    rewrite(page)
    said = page.locator("[role=status]", has_text="predicted")
    said.wait_for(state="attached")


WORDS = re.compile(r"account median|promis|read again|\btokens?\b|\bcodes?\b", re.IGNORECASE)


def test_the_page_speaks_as_people_do(page):
    rewrite(page)
    for fold in ("#options", "#past", "#why", "#details"):
        unfold(page, fold)
    page.locator("#map figure").wait_for()
    for tab in ("Tweet", "Table", "Path", "Tone"):
        page.get_by_role("tab", name=tab).click()
        page.wait_for_timeout(300)
        told = page.locator("body").inner_text()
        assert len(told) > 100
        assert WORDS.findall(told) == [], tab


def test_bad_input_is_a_sentence(page):
    page.locator("#optimize").click()
    page.locator(".notice.error", has_text="Write a tweet first.").wait_for()
    page.locator("#tweet textarea").fill(TEXT)
    unfold(page, "#options")
    field(page, "keep").press_sequentially("tea", delay=20)  # a field that has just unfolded
    page.locator("#optimize").click()
    page.locator(
        ".notice.error", has_text="“Words to keep”: expected a word of the text"
    ).wait_for()
    page.locator("#tweet textarea").fill("word " * 200)
    page.locator("#live .hint.bad", has_text="expected at most").wait_for()
    assert "Traceback" not in page.content()


def test_a_path_shows_what_reads_well_or_says_that_nothing_does(page):
    page.get_by_role("tab", name="Path").click()
    page.locator("#walk").click()
    page.locator("#path .notice.error", has_text="Write both texts first").wait_for()
    page.locator("#from textarea").fill(TEXT)
    page.locator("#to textarea").fill("the cat loves coffee")
    page.locator("#walk").click()
    told = page.locator("#path .notice:not(.error)")
    told.wait_for()
    if "Nothing in between" in told.inner_text():
        assert page.locator("#path .steps, #step").count() == 0
        return
    shown = page.locator(".steps li").count()
    page.locator("#step input[type=range]").fill(str(shown - 1))
    page.locator("#path", has_text=f"Step {shown - 1} of {shown - 1}").wait_for()
    assert page.locator("#path .copy").get_attribute("data-copy") == "the cat loves coffee"


def test_what_does_not_read_is_left_out_of_a_path(engine):
    (path,) = interpolate_texts([(TEXT, "the cat loves coffee")], engine=engine)
    middle = [dataclasses.replace(path.points[1], text=text)
              for text in ("zxqv zxqv zxqv", "my cat loves coffee")]  # fmt: skip
    points = [path.points[0], *middle, path.points[-1]]
    walk = Walk.of(dataclasses.replace(path, points=points), engine=engine)
    assert walk.texts == [TEXT, "my cat loves coffee", "the cat loves coffee"]
    assert walk.message == "In between, 1 of 2 different texts reads as people write."
    points = [path.points[0], middle[0], path.points[-1]]
    walk = Walk.of(dataclasses.replace(path, points=points), engine=engine)
    assert "Nothing in between reads as people write" in walk.message


def test_a_tone_changes_words(page):
    page.get_by_role("tab", name="Tone").click()
    page.locator("#change").click()
    page.locator("#tones .notice.error", has_text="Write a text first.").wait_for()
    page.locator("#tone-text textarea").fill("my dog hates the rain")
    page.locator("#change").click()
    page.locator("#tones .notice:not(.error)").wait_for()


def test_points_of_the_plots_show_their_texts(page):
    rewrite(page)
    assert not page.locator("#map").is_visible()
    unfold(page, "#details")
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
    number = field(page, "target")
    assert number.evaluate("input => getComputedStyle(input).colorScheme") == "dark"
    page.locator("#tweet textarea").fill(f"{TEXT} https://example.com/{'a' * 60}")
    field(page, "target").fill("10000")
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
    found = text_tab._found(
        bench, "my dog hates the rain", "500", "100", None, ">=", "", "draft", False
    )
    assert found.target == 500
    assert found.trail is None  # of the latent search alone
