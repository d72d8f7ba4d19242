"""The numbers beside the plots of the page."""

import re

import pytest

from tweetopt.optimizer.ui.plots import Frame, heights


@pytest.mark.parametrize(
    ("low", "high", "names"),
    [
        (16.9, 19.1, ["17", "17.5", "18", "18.5", "19"]),
        (0, 100, ["0", "20", "40", "60", "80", "100"]),
        (1000, 3000, ["1,000", "1,500", "2,000", "2,500", "3,000"]),
    ],
)
def test_no_two_lines_across_have_the_same_number(low, high, names):
    frame = Frame(left=0, right=1, low=low, high=high)
    assert re.findall("<span>(.*?)</span>", "".join(heights(frame))) == names
