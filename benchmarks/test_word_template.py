import pytest
from word_template import WordTemplate


@pytest.fixture(scope="module")
def template():
    things = ("soup", "bread", "tea", "room", "staff", "music")
    low, high = ([f"the {thing} was {word} ." for thing in things for word in words] * 3
                 for words in (("awful", "cold"), ("lovely", "warm")))  # fmt: skip
    return WordTemplate(low, high, threshold=1.0)


@pytest.mark.parametrize(
    ("text", "toward", "markers"),
    [
        ("the soup was awful .", 1, {"lovely", "warm"}),
        ("the tea was warm .", 0, {"awful", "cold"}),
    ],
)
def test_markers_give_way_to_those_of_the_other_tone(template, text, toward, markers):
    rewritten = template.rewrite(text, toward=toward)
    assert rewritten.startswith(text[:7])
    assert markers & set(rewritten.split())
    assert text.split()[3] not in rewritten


def test_words_it_never_met_stay(template):
    assert template.rewrite("their zebra was awful .", toward=1).startswith("their zebra was ")
    assert template.rewrite("", toward=1) == ""
