from hypothesis import given, strategies as st

from tweetopt.optimizer.words.edits import Edit, apply_edits, edits_between, pairs_and_more

OLD, NEW = "my dog loves the rain", "a dog loves some rain!"


def test_edits_lead_from_one_text_to_the_other():
    edits = edits_between(OLD, NEW)
    alone = [apply_edits(OLD, [edit]) for edit in edits]
    assert alone == ["a dog loves the rain", "my dog loves some rain", "my dog loves the rain!"]
    assert apply_edits(OLD, edits) == apply_edits(OLD, edits[::-1]) == NEW
    assert apply_edits(OLD, [edits[0], edits[2]]) == "a dog loves the rain!"
    assert edits_between(OLD, OLD) == []


@given(st.text("ab .!\n"), st.text("ab .!\n"))
def test_all_edits_together_give_the_rewrite(old, new):
    assert apply_edits(old, edits_between(old, new)) == new


def test_pairs_and_growing_sets_leave_out_what_clashes():
    first, second, third = edits_between(OLD, NEW)
    rival = Edit(first.start, first.end, ("his",))
    assert first.clashes_with(rival)
    assert not first.clashes_with(second)
    assert pairs_and_more([first, rival, second, third], most=4) == [
        [first, second],
        [first, third],
        [rival, second],
        [rival, third],
        [second, third],
        [first, second, third],
    ]
    assert pairs_and_more([first, second, third], most=2) == [[first, second]]
    assert pairs_and_more([first, rival], most=6) == []
