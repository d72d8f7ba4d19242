import pytest

from tweetopt.optimizer.words.tweaks import is_tweak


@pytest.mark.parametrize(
    ("text", "rewrite"),
    [
        ("Great day!", "Great day."),
        ("I can't feel my legs!", "I cannot feel my legs."),
        ("I am so happy. We won!", "We won! I'm so happy."),
        ("HOT TAKE: 50% is fine", "Hot take: 50 percent is fine"),
        ("Bread & butter, jam and tea", "Bread and butter, jam, and tea"),
        ("it’s late", "It's late..."),
    ],
)
def test_the_same_words_are_a_tweak(text, rewrite):
    assert is_tweak(rewrite, of=text)
    assert is_tweak(text, of=rewrite)


@pytest.mark.parametrize(
    ("text", "rewrite"),
    [
        ("Great day!", "Good day!"),
        ("We won the cup", "The cup won we"),
        ("Great day! #sun", "Great day!"),
        ("Great day \N{SUN WITH FACE}", "Great day"),
        ("I do not know", "I know"),
        ("No. I know", "I know"),
    ],
)
def test_other_words_are_none(text, rewrite):
    assert not is_tweak(rewrite, of=text)
