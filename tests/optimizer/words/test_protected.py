"""What is a hashtag or a code, and what plain prose."""

import pytest

from tweetopt.datasets.text_kinds import TWEETS
from tweetopt.optimizer.permissions import Permission
from tweetopt.optimizer.words.constraints import Constraints
from tweetopt.optimizer.words.protected import protected


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        # the texts of case 06 that hold no link
        ("the #big #great day, so #happy #very_good", ["#big", "#great", "#happy", "#very_good"]),
        ("the #Big-Data talk, #great work", ["#Big-Data", "#great"]),
        ("#Great’Debate and the #really'good team", ["#Great’Debate", "#really'good"]),
        ("very_good.pdf and big-great-data.csv, it", ["very_good.pdf", "big-great-data.csv"]),
        ("the code GREAT-BIG-20 or very.good for", ["GREAT-BIG-20", "very.good"]),
        ("great_big and very.good.people on it", ["great_big", "very.good.people"]),
        ("Call 555-GREAT or SAVE20.", ["555-GREAT", "SAVE20"]),
        ("Really good $GREAT and $BIG.V day", ["$GREAT", "$BIG.V"]),
        ("at C:\\very\\big and /home/great/big", ["C:\\very\\big", "/home/great/big"]),
        ("r/great and u/big_good, c/very", ["r/great", "u/big_good", "c/very"]),
        ("C# and Node.js v2.0.1, in the U.S.A.", ["C#", "Node.js", "v2.0.1", "U.S.A"]),
        ("our Big-Great-Shop and GREAT-BIG", ["Big-Great-Shop", "GREAT-BIG"]),
        # prose
        ("a well-known T-shirt, Well-Known, AI-powered, state-of-the-art", []),
        ("so good.It really was.My friends say so.I know", []),
        ("Well...no, yes--no, don't, 20 - 30 days", []),
    ],
)  # fmt: skip
def test_codes(text, codes):
    assert list(protected(text)) == codes


@pytest.mark.parametrize(
    ("text", "rewrite", "broken"),
    [
        ("Good $GREAT day", "Good $BRILLIANT day", "changed a hashtag or code"),
        ("Good $GREAT day", "Great $GREAT day", None),
        ("Good day #big #great", "Good day #big", "changed a hashtag or code"),
        ("Good day #big", "Good day #big #big", "changed a hashtag or code"),
        ("Good day #big", "Good #day #big", "changed a hashtag or code"),
        ("Use GREAT-BIG-20 now", "Use GREAT-BIG 20 now", "changed a hashtag or code"),
        ("see data.csv", "see data. csv", "changed a hashtag or code"),
        ("so good.It was", "so great.It was", None),
        ("a well-known day", "a famous day", None),
        ("Good day #big", "Good day #big!", "put a mark on a link or hashtag"),
        ("Good day #big!", "Good day #big.", None),
        ("Come at 5pm", "Come at 5pm!", None),
        ("on https://a.org/b", "on \ue000.", "put a mark on a link or hashtag"),
    ],
)  # fmt: skip
def test_rewrites_keep_codes(text, rewrite, broken):
    original = TWEETS.mask(text)
    assert Constraints(original, TWEETS).broken_by(rewrite) == broken
    if broken:
        assert (
            Constraints(original, TWEETS, may=[Permission.CHANGE_CODES]).broken_by(rewrite) is None
        )


def test_hashtags_may_come_or_go_where_allowed():
    original = TWEETS.mask("Good day #big #old at r/tea")
    fewer, more = "Good day #big at r/tea", "Good day #big #old #new at r/tea"
    drop = Constraints(original, TWEETS, may=[Permission.DROP_HASHTAGS])
    add = Constraints(original, TWEETS, may=[Permission.ADD_HASHTAGS])
    assert drop.broken_by(fewer) is None
    assert add.broken_by(more) is None
    assert drop.broken_by(more) == add.broken_by(fewer) == "changed a hashtag or code"
    assert drop.broken_by("Good day #big #old") == "changed a hashtag or code"
