import pytest

from tweetopt.optimizer.words.writing_errors import has_writing_errors

TEXT = "We fight for families. Join us tonight! \ue001"


@pytest.mark.parametrize(
    "rewrite",
    [
        "We fight for families . Join us tonight! \ue001",
        "We fight for families. and join us tonight! \ue001",
        "We fight  for families. Join us tonight! \ue001",
        "We fight for families. Join us tonight!, \ue001",
        "fight for families. Join us tonight! \ue001",
        "We fight for families. Join us for \ue001",
        "We fight for families. Join us to fight for families! \ue001",
    ],
)
def test_slips(rewrite):
    assert has_writing_errors(rewrite, than=TEXT)
    assert not has_writing_errors(rewrite, than=rewrite)


def test_what_is_said_otherwise_is_no_slip():
    assert not has_writing_errors("We stand up for families. See you there! \ue001", than=TEXT)
    assert not has_writing_errors("see you there . . .", than="join us . . . tonight")
