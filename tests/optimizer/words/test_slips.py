import pytest

from tweetopt.optimizer.words.slips import slips

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
    assert slips(rewrite, than=TEXT)
    assert not slips(rewrite, than=rewrite)


def test_what_is_said_otherwise_is_no_slip():
    assert not slips("We stand up for families. See you there! \ue001", than=TEXT)
    assert not slips("see you there . . .", than="join us . . . tonight")
