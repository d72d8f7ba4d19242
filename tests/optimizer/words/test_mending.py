import pytest

from tweetopt.datasets.text_kinds import TWEETS
from tweetopt.optimizer.words.mending import mended

LINK = "https://example.org/a"


@pytest.mark.parametrize(
    ("original", "rewrite", "expected"),
    [
        (f"We are open {LINK}", "Open now!", f"Open now! {LINK}"),
        (f"We are open {LINK}", f"Open now: {LINK}", f"Open now: {LINK}"),
        (f"We are open\n\n{LINK} #bakery", "Open now!", f"Open now!\n\n{LINK} #bakery"),
        ("@sam thank you", "Thanks a lot!", "@sam Thanks a lot!"),
        ("@sam @kim thank you #yes", "Thanks!", "@sam @kim Thanks! #yes"),
        ("@sam thank you", "Thanks, @Sam!", "Thanks, @Sam!"),
        (f"See {LINK} for more", "More there", "More there"),  # its place is within: the writer's
        (f"{LINK} #a", "anything", "anything"),
        ("no ends", "nothing", "nothing"),
        (f"See {LINK} for more", f"More at {LINK}.", f"More at {LINK}"),
        (f"See {LINK}!", f"Look: {LINK}!", f"Look: {LINK}!"),
        ("Thanks @sam for it", "It is from @sam, thanks", "It is from @sam thanks"),
        ("We are open 🥐 👍🏽", "Open now!", "Open now! 🥐 👍🏽"),
        (f"We are open 🥐 {LINK}", f"Open now! {LINK}", f"Open now! {LINK}"),  # in part: its fault
    ],
)
def test_what_ends_a_text_comes_back(original, rewrite, expected):
    assert mended(rewrite, original=original, kind=TWEETS) == expected
