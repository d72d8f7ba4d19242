"""The folds on the page: why, what would change it, and another draft."""

import dataclasses

import pytest
from folds import unfold

gradio = pytest.importorskip("gradio", reason="the page needs the extra tweetopt[ui]")

from tweetopt.datasets.text_kinds import PROSE  # noqa: E402
from tweetopt.optimizer import compare_texts, explain_texts  # noqa: E402
from tweetopt.optimizer.explaining.moves import all_moves  # noqa: E402
from tweetopt.optimizer.ui.text_tab import _only  # noqa: E402
from tweetopt.optimizer.ui.why import comparison_html, explanation_html  # noqa: E402

TEXT = "my dog loves coffee"


def test_words_are_coloured_and_text_is_escaped(engine):
    text = "my dog loves coffee & <b>the rain</b> https://example.com/x"
    (told,) = explain_texts([text], engine=engine, account_medians=[100], moves=all_moves())
    html = explanation_html(told, kind=PROSE)
    assert '<span class="more" tabindex="0" data-tip="' in html
    assert ">coffee</span>" in html
    assert "<b>the" not in html
    assert "&amp;" in html
    worthy = [each for each in told.suggestions if each.advice.label in ("try", "perhaps")]
    assert html.count("<article") == len(worthy)


def test_a_comparison_says_which(engine):
    told = compare_texts([TEXT, "my dog loves the rain"], engine=engine, account_median=100)
    html = comparison_html(told, unit="likes")
    assert "times as many by its wording" in html
    assert "<ins>coffee</ins>" in html
    same = dataclasses.replace(told.drafts[1].lead, chance=0.52)
    even = dataclasses.replace(
        told, drafts=[told.drafts[0], dataclasses.replace(told.drafts[1], lead=same)]
    )
    assert "About the same." in comparison_html(even, unit="likes")


def test_the_folds_answer_on_the_page(page):
    unfold(page, "#why")
    page.locator("#why-told .notice", has_text="Write a tweet first").wait_for()
    page.locator("#tweet textarea").fill(TEXT)
    page.locator("#why-told .coloured .more", has_text="coffee").wait_for()
    unfold(page, "#other")
    page.locator("#compare").click()
    page.locator("#compared .notice.error", has_text="Write both drafts first").wait_for()
    page.locator("#draft textarea").fill("my dog loves the rain")
    page.locator("#compare").click()
    page.locator("#compared .notice:not(.error)").wait_for()
    assert page.locator("#compared ins", has_text="coffee").count() == 1


def test_a_word_that_moved_has_neither_come_nor_gone(engine):
    (told,) = explain_texts([TEXT], engine=engine, account_medians=[100])
    assert [each.text for each in _only(told.words, beside="Coffee is what my dog likes")] == [
        "loves"
    ]
