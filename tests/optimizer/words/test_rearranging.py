import pytest

from tweetopt.datasets.text_kinds import TWEETS
from tweetopt.optimizer.words.rearranging import rearrangements


@pytest.mark.parametrize(
    ("text", "rewrite"),
    [
        ("So good! Come by!", "So good. Come by."),
        ("Come by.", "Come by!"),
        ("Come by.", "Come by"),
        ("I am here", "I'm here"),
        ("We’re late again", "We are late again"),
        ("You cannot know that", "You can't know that"),
        ("Nice day #sun #sea", "Nice day #sea"),
        ("Nice day! #sun #sea", "Nice day!"),
        ("Nice day! #sun \ue000", "Nice day! \ue000"),
        ("Nice day\n\n#sun #sea", "Nice day\n\n#sea"),
        ("One day. Two? Three!", "Three! One day. Two?"),
        ("we saw cats, dogs, birds and a fish", "we saw cats, dogs, birds, and a fish"),
        ("we saw cats, dogs, birds, and a fish", "we saw cats, dogs, birds and a fish"),
        ("salt & pepper", "salt and pepper"),
        ("50 percent of it", "50% of it"),
    ],
)
def test_the_same_words_in_other_ways(text, rewrite):
    assert rewrite in rearrangements(text)


@pytest.mark.parametrize(
    "text",
    [
        "Meet Dr. Smith today.",
        "We were in St. Paul.",
        "It begins at 5 p.m. in the hall.",
        "The plan:\n1. coffee\n2. work\n10. More coffee",
    ],
)
def test_abbreviations_and_numbers_of_lists_end_no_sentence(text):
    assert not any(len(each) < len(text) - 1 for each in rearrangements(text))
    assert all(each.startswith(text[:6]) for each in rearrangements(text))


def test_lines_stay_lines():
    text = "Good morning.\nToday we vote! So happy.\n\nIt is early. Go and vote!"
    for rewrite in rearrangements(text):
        assert rewrite.count("\n") == text.count("\n")


@pytest.mark.parametrize("text", ["Here I am", "1.5 of 2.5", "hm…", "👍", "what it’s"])
def test_nothing_breaks(text):
    for rewrite in rearrangements(text):
        assert rewrite != text
        assert rewrite.rstrip(".!") == text.rstrip(".!")


@pytest.mark.parametrize(
    "text", ["We back #Farmers", "The #Farmers win", "Two ways:\n#One, so go", "#Farmers first"]
)
def test_hashtags_that_are_words_of_a_sentence_stay(text):
    assert all("#" in each for each in rearrangements(text))


def test_links_and_hashtags_stay_at_the_end():
    linked, tagged = (
        TWEETS.mask("We did it. Go now. https://x.com").text,
        "We did it. #proud #happy",
    )
    assert not any(each.startswith(linked[-1]) for each in rearrangements(linked))
    assert f"#proud #happy {tagged[:10]}" not in rearrangements(tagged)
    assert "Go now. We did it." in rearrangements("We did it. Go now.")


@pytest.mark.parametrize("text", ["I lost. It hurts.", "Guess what? You won!", "Go! @club we won"])
def test_a_sentence_that_leans_on_the_one_before_stays_behind_it(text):
    assert not any(text[-5:] in each[:-5] for each in rearrangements(text))


@pytest.mark.parametrize(
    "text",
    [
        "The gym called. They asked about me.",
        "A short word for you. Write it down. There is no other.",
    ],
)
def test_what_is_pointed_at_and_orders_about_it_are_not_dropped(text):
    assert not any(len(each) < len(text) - 4 for each in rearrangements(text))


@pytest.mark.parametrize("text", ["What a game. I have no voice left.", "We are hiring! Good pay."])
def test_no_sentence_goes(text):
    assert all(len(each) > len(text) - 3 for each in rearrangements(text))
