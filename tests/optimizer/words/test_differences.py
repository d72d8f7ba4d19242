"""Which words are new, which went, and which only moved."""

from tweetopt.optimizer.words.differences import Change, differences

ORIGINAL = "We are open again! Bring the kids. Books are free."


def test_a_moved_sentence_is_neither_dropped_nor_added():
    rewrite = "Bring the kids. We are open again! Books are free."
    told = list(differences(ORIGINAL, rewrite))
    assert {change for change, _ in told} == {Change.KEPT, Change.MOVED}
    assert "".join(piece for _, piece in told) == rewrite


def test_capitals_and_marks_may_change_on_the_way():
    told = dict(differences("Last week, we won a prize.", "We won a prize last week."))
    assert told[Change.MOVED].split() == ["last", "week."]


def test_what_is_new_is_added_and_what_went_is_dropped():
    told = list(differences("my dog hates the rain", "my cat hates rain"))
    assert (Change.DROPPED, "dog") in told
    assert (Change.ADDED, "cat") in told
    assert not [each for each in told if each[0] is Change.MOVED]


def test_a_single_word_elsewhere_is_no_move():
    told = [change for change, _ in differences("now we go", "we go now")]
    assert Change.MOVED not in told
