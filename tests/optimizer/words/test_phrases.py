from hypothesis import given, strategies as st

from tweetopt.optimizer.words.edits import apply_edits
from tweetopt.optimizer.words.phrases import phrases

TEXT = "We fight for families. Join us tonight! \ue001"


def test_a_phrase_is_taken_from_a_rewrite_that_lost_something_else():
    found = phrases(TEXT, ["We stand up for families. Join them tonight!"])
    assert "We stand up for families. Join us tonight! \ue001" in found
    assert "We fight for families. Join them tonight! \ue001" in found
    assert "We stand up for families. Join them tonight! \ue001" in found  # neighbours, together
    assert all(apply_edits(TEXT, [edit]) == rewrite for rewrite, edit in found.items())


def test_what_is_long_or_only_in_another_case_is_no_phrase():
    assert not phrases("my dog is here", ["My DOG is here", "my dog is here"])
    assert not phrases("my dog", ["my dog, the cat, the bird, the bike, the rain and the bus"])


@given(st.text(" ab.", max_size=12), st.lists(st.text(" ab.", max_size=12), max_size=3))
def test_phrases_are_edits_of_the_text(text, rewrites):
    for rewrite, edit in phrases(text, rewrites).items():
        assert rewrite != text
        assert apply_edits(text, [edit]) == rewrite
