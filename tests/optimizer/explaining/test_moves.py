import pytest

from tweetopt.datasets.registry import find_registered
from tweetopt.datasets.text_kinds import TWEETS
from tweetopt.optimizer.explaining import moves as module
from tweetopt.optimizer.explaining.features import FEATURES
from tweetopt.optimizer.explaining.moves import Move, all_moves
from tweetopt.optimizer.explaining.numbering import masked_again, numbered, posted
from tweetopt.optimizer.permissions import Permission

TEXT = (
    "@ann We are so happy that our library is open again! Bring the kids, and we will read two new "
    "books. Please RT! #library 🎉 https://example.com/x"
)


def made(name, text):
    masked = TWEETS.mask(text)
    versions = all_moves()[name].versions(numbered(masked))
    return [posted(version, masked) for version in versions]


@pytest.mark.parametrize(
    ("name", "text", "version"),
    [
        ("no-link", "See https://example.com/x now", "See now"),
        ("no-link", "a https://e.com/1 b https://e.com/2", "a https://e.com/1 b"),
        ("link-elsewhere", "New post. https://example.com/x", "https://example.com/x New post."),
        ("no-first-mention", ".@ann @bob, thank you @cat", "Thank you @cat"),
        ("no-hashtag", "So #proud of us #team #win", "So proud of us #team #win"),
        ("no-hashtag", "So #proud of us #team #win", "So proud of us"),
        ("no-emoji", "Done 🎉🎉 at last 👍🏽", "Done at last"),
        ("no-please-rt", "We won! Please RT.", "We won!"),
        ("no-first-sentence", "One of us. Two of us. #we", "Two of us. #we"),
        ("no-last-sentence", "One of us. Two of us. #we", "One of us. #we"),
        ("half", "One of us. Two of us. #we", "One of us. #we"),
        ("main-point-first", "It took years. We won!", "We won! It took years."),
        ("question", "Our team is ready for it.", "Is our team ready for it?"),
        ("question", "Read this today", "Read this today. What do you think?"),
        ("split", "We had rain all day, and we still won", "We had rain all day. We still won"),
        ("digits", "Two dogs and twenty cats", "2 dogs and 20 cats"),
        ("lower-case", "We WON", "we won"),
    ],
)  # fmt: skip
def test_moves_make_versions(name, text, version):
    assert version in made(name, text)


def test_every_move_leaves_alone_what_it_does_not_concern():
    for name in all_moves():
        assert made(name, "hello" if name != "question" else "why?") == []


def test_links_that_stay_are_the_right_ones():
    text = "@ann @bob a https://e.com/1 b https://e.com/2"
    assert "@ann @bob a b https://e.com/2" in made("no-link", text)
    assert made("no-first-mention", "@ann see @bob") == ["See @bob"]
    masked = TWEETS.mask(text)
    assert masked_again(numbered(masked)) == masked.text
    assert posted(numbered(masked), masked) == text
    assert numbered(TWEETS.mask("\ue100 is mine")) is None


def test_features_count_what_moves_change():
    masked = TWEETS.mask(TEXT).text
    counts = {name: feature.count(masked) for name, feature in FEATURES.items()}
    assert counts == {
        "length": pytest.approx(1.12, abs=0.1), "sentences": 4, "links": 1, "link_first": 0,
        "mentions": 1, "mention_first": 1, "hashtags": 1, "emoji": 1, "questions": 0,
        "exclamations": 2, "numbers": 0, "all_lower": 0, "asks_for_rt": 1,
    }  # fmt: skip


def test_other_packages_bring_moves(monkeypatch):
    loud = Move("loud", "louder", Permission.RESTYLE, lambda text: [text.upper()])
    monkeypatch.setattr(module, "registered_names", lambda _group: ["loud", "no-link"])
    monkeypatch.setattr(module, "find_registered", lambda *_args, **_options: loud)
    found = all_moves()
    assert found["loud"] is loud
    assert found["no-link"] is not loud  # ours stay ours
    assert find_registered(module.GROUP, "nothing", of_type=Move, what="move") is None
