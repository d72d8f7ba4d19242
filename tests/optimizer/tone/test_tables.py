from typing import Any

import pandas as pd
import pytest

from tweetopt.datasets import find_kind
from tweetopt.optimizer.tone.tables import read_labelled_tones, read_tone_files

TWEETS = find_kind("tweets")


def write(path, **columns):
    pd.DataFrame(columns).to_csv(path, index=False)
    return path


def test_a_file_for_each_tone(tmp_path):
    sour = write(tmp_path / "sour.csv", text=[f"bad {n}" for n in range(9)])
    glad = write(tmp_path / "glad.csv", text=[f"good {n}" for n in range(9)])
    options: dict[str, Any] = {"kind": TWEETS, "column": "text", "most": 4}
    pairs = read_tone_files(sour, glad, paired=True, **options)
    assert (pairs.away, pairs.toward) == ([f"bad {n}" for n in range(4)],
                                          [f"good {n}" for n in range(4)])  # fmt: skip
    assert pairs.name == "glad"
    drawn = read_tone_files(sour, glad, paired=False, **options)
    assert len(drawn.away) == 4
    assert drawn == read_tone_files(sour, glad, paired=False, **options)


@pytest.mark.parametrize(
    ("labels", "toward", "name"),
    [
        ([0, 1, 0, None], None, "mood"),
        ([2, 3, 2, None], "3", "mood 3"),
        (["b", "a", "b", None], "a", "mood a"),
        (["no", "yes", "no", None], None, "mood yes"),
    ],
)
def test_one_table_with_labels(tmp_path, labels, toward, name):
    file = write(tmp_path / "t.csv", text=["w", "x", "y", "z"], mood=labels)
    found = read_labelled_tones(
        file, kind=TWEETS, column="text", label="mood", toward=toward, most=None
    )
    assert (found.away, found.toward, found.name) == (["w", "y"], ["x"], name)
