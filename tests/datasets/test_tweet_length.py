"""The platform's published rules, beside a parser that follows them."""

import time
import warnings

import pytest
from hypothesis import given, settings, strategies as st

from tweetopt.datasets.tweet_length import PERHAPS_LINK, links_of, weighted_length


@pytest.fixture(scope="module")
def parser():
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it imports pkg_resources
        return pytest.importorskip("twitter_text")


PIECES = st.sampled_from(
    [
        *("a", "b1", "tea", "It", "é", "で", "Ab12", "🎉", "👩‍🚒", "♥️", "🇩🇪"),
        *(".", "..", "-", "_", "/", "@", ":", ":80", "$", "#", "?", "=", "&", "%", "~", "|", ","),
        *(" ", "\u3000", "\u200f", "!"),
        *("(", ")", "[", "]", "'", "’", "\n", "\r\n", "e\u0301", "©", "ß", "ᄀ", "‘", "™"),
        *("https://", "HTTP://", "ftp://", "www.", "t.co/", "pic.twitter.com/", "xn--", "xn--p1ai"),
        *(".com", ".CO.uk", ".みんな", ".भारत", ".рф", ".io", ".so", ".onion", ".notyet"),
    ]
)  # fmt: skip
TEXTS = st.lists(PIECES | st.characters(exclude_categories=["Cs", "Cn"]), max_size=14).map("".join)


@settings(deadline=None, max_examples=300)
@given(TEXTS)
def test_links_are_those_of_the_parser(parser, text):
    found = [tuple(each["indices"]) for each in parser.extract_urls_with_indices(text)]
    assert list(links_of(text)) == found


@settings(deadline=None, max_examples=300)
@given(st.lists(PIECES, max_size=14).map("".join))
def test_lengths_are_those_of_the_parser(parser, text):
    assert weighted_length(text) == parser.parse_tweet(text).weightedLength


@settings(deadline=None)
@given(TEXTS)
def test_the_quick_look_misses_no_link(parser, text):
    if parser.extract_urls(text):
        assert PERHAPS_LINK.search(text)


@pytest.mark.usefixtures("parser")
def test_every_emoji_of_the_parser_counts_two():
    from twitter_text.regexp.emoji import emoji_dict

    assert len(emoji_dict) > 3_000
    assert {weighted_length(emoji) for emoji in emoji_dict} == {2}


@pytest.mark.parametrize(
    ("text", "length"),
    [
        ("🍄‍🟫", 2),  # Emoji 15.1
        ("⛓️‍💥🐦‍🔥🙂‍↔️🚶🏽‍♀️‍➡️", 8),
        ("🫩🫆", 4),  # 16
        ("1 # * 1️⃣", 8),
        ("👍👍🏽", 4),
        ("🏴󠁧󠁢󠁥󠁮󠁧󠁿", 2),
        ("♥︎", 4),  # as text
        ("\u200d", 1),
        ("日本語 ok", 9),
        ("https://tea.org/" + "a" * 500, 23),
        ("see tea.org, or ask tea@tea.org", 31 - 7 + 23),
        ("e\u0301\r\n", 2),
    ],
)
def test_lengths(text, length):
    assert weighted_length(text) == length


@pytest.mark.parametrize(
    "run", ["a.a" * 600, "a-" * 1_000 + ".com", "é.a" * 600, "a.com/(a)" * 200]
)
def test_long_runs_take_no_ages(run):
    start = time.process_time()
    list(links_of(run))
    assert time.process_time() - start < 5
