import pytest

from tweetopt.optimizer.writers.replies import read_reply

TEXT = "My dog hates the rain"


@pytest.mark.parametrize(
    "reply",
    [
        "My dog loves coffee",
        '"My dog loves coffee"',
        "“My dog loves coffee”\n",
        "Here is your tweet:\nMy dog loves coffee",
        "Sure! Here's a new version of the post:\n\n“My dog loves coffee”",
        "New version: My dog loves coffee",
        "<think>What would they like?\nCoffee.</think>\nMy dog loves coffee",
    ],
)
def test_the_rewrite_is_taken_out_of_what_stands_around_it(reply):
    assert read_reply(reply, original=TEXT) == ("My dog loves coffee", None)


def test_two_quotations_are_not_one():
    said = '"Rain" says my dog, "coffee"'
    assert read_reply(said, original=TEXT) == (said, None)


@pytest.mark.parametrize(
    ("reply", "fault"),
    [
        ("", "came back empty"),
        ("<think>hm", "came back empty"),
        ("I'm sorry, but I can't help with that.", "got refused by the writer"),
        ("As an AI language model, I have no dog.", "got refused by the writer"),
        ("1. My dog loves coffee\n2. My dog wants coffee", "came as a list or markup"),
        ("**My dog** loves coffee", "came as a list or markup"),
        ("<post>My dog loves coffee</post>", "came as a list or markup"),
    ],
)
def test_what_is_no_post_says_why(reply, fault):
    assert read_reply(reply, original=TEXT)[1] == fault


def test_what_the_text_has_too_may_stay():
    quoted = '"Less is more" is what I said'
    assert read_reply('"Less is more" was my word', original=quoted)[1] is None
    listed = "Today:\n- coffee\n- rain"
    assert read_reply("This day:\n- rain\n- coffee", original=listed)[1] is None
    sorry = "I'm sorry that I missed the bus"
    assert read_reply("I missed the bus, and I'm sorry", original=sorry)[1] is None
    assert read_reply("New version: out now", original="New version: it's out") == (
        "New version: out now",
        None,
    )
