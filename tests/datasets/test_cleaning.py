"""What exports did to a text is undone; what looks like it in a link isn't."""

from pathlib import Path

import pandas as pd
import pytest

from tweetopt.datasets import clean

CASES = Path(__file__).resolve().parents[3] / "shared" / "cases" / "08-entity-like-parameters"


@pytest.mark.parametrize(
    ("typed", "cleaned"),
    [
        ("Tea &amp; cake &lt;3 it&#39;s &#x1F375; &hellip;", "Tea & cake <3 it's 🍵 …"),
        ("&quot;https://tea.org/a&quot; &lt;https://tea.org/b&gt;", '"https://tea.org/a" <https://tea.org/b>'),
        ("https://tea.org/a&nbsp;&amp; more", "https://tea.org/a\xa0& more"),
        ("H&amp;M.com and A&amp;W", "H&M.com and A&W"),
        ("&amp;lt; stays escaped once", "&lt; stays escaped once"),
        ("cafÃ© &eacute;", "café é"),
    ],
)  # fmt: skip
def test_entities_are_undone(typed, cleaned):
    assert clean(typed) == cleaned


@pytest.mark.parametrize(
    "text",
    [
        "https://tea.org/pots?a=1&region=eu&copy=2&not=3 tea",
        "https://tea.org/pots?a=1&amp;b=2 tea",
        "tea.org/pots?a=1&copy;=2 tea",
        "AT&T &copy &notit; & &; &nosuchname; &#; tea",
    ],
)
def test_links_and_what_is_no_entity_stay(text):
    assert clean(text) == text


def test_cases_of_parameters_that_look_like_entities():
    path = CASES / "links.csv"
    if not path.is_file():
        pytest.skip(f"cases/{CASES.name}/{path.name} isn't beside the checkout")
    for text in pd.read_csv(path)["text"]:
        assert clean(text) == text
