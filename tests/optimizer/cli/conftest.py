"""A table of posts by many accounts."""

import pandas as pd
import pytest


@pytest.fixture
def table(tmp_path):
    subjects = ["my dog", "our team", "the cat", "a friend"]
    rows = [
        (f"user{n}", f"2024-01-{day + 1:02d}", f"{subjects[(n + day) % 4]} loves {thing}", likes)
        for n in range(120)
        for day, (thing, likes) in enumerate([("coffee", 300), ("the rain", 40), ("a bike", 100)])
    ]
    frame = pd.DataFrame(rows, columns=["account", "created_at", "text", "likes"])
    path = tmp_path / "tweets.csv"
    frame.to_csv(path, index=False)
    return path
