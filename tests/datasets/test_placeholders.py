import pytest
from hypothesis import given, settings, strategies as st

from tweetopt.datasets import fill, restore
from tweetopt.datasets.placeholders import LINK, MENTION
from tweetopt.datasets.text_kinds import TWEETS

PIECES = st.sampled_from(
    ["hello", " ", "\n", "@bob", "https://x.com/a?b=1", "(", ").", "www.site.org", "é", "🎉", LINK]
)


@settings(deadline=None)  # the first link loads the parser
@given(st.lists(PIECES).map("".join))
def test_restoring_what_was_masked_gives_the_text_back(text):
    masked = TWEETS.mask(text)
    assert restore(masked.text, masked) == text
    assert len(masked.entities) == len(masked.placeholders)


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("see https://a.b/c.", f"see {LINK}."),
        ("(https://a.b/c_d)", f"({LINK})"),
        ("thanks @bob_1, @amy!", f"thanks {MENTION}, {MENTION}!"),
        ("mail me@home.org", f"mail {LINK}"),
        ("@a_name_that_is_too_long_to_be_one", "@a_name_that_is_too_long_to_be_one"),
        ("HTTP://X.COM/a", LINK),
    ],
)
def test_what_counts_as_an_entity(text, masked):
    assert TWEETS.mask(text).text == masked


def test_entities_return_in_their_order_wherever_they_moved():
    masked = TWEETS.mask("@amy read https://a.b and https://c.d")
    rewrite = f"read {LINK} then {LINK}, {MENTION}"
    assert restore(rewrite, masked) == "read https://a.b then https://c.d, @amy"


@pytest.mark.parametrize("rewrite", ["read it", f"{LINK}", f"{LINK} {LINK} {MENTION}"])
def test_lost_or_repeated_entities_are_noticed(rewrite):
    assert restore(rewrite, TWEETS.mask("@amy https://a.b")) is None


def test_freely_written_texts_get_what_entities_there_are():
    first, second = TWEETS.mask("see https://a.io/1 @ann"), TWEETS.mask("@bob")
    text = f"{MENTION} {LINK} {MENTION} {MENTION} {LINK}"
    assert fill(text, first, second) == "@ann https://a.io/1 @bob [mention] [link]"
    assert fill("no place") == "no place"
