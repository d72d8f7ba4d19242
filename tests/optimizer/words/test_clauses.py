import pytest

from tweetopt.datasets.kinds import TWEETS
from tweetopt.optimizer.words.clauses import clause_rewrites


@pytest.mark.parametrize(
    ("text", "rewrite"),
    [
        ("We win when we fight!", "When we fight, we win!"),
        ("When we fight, we win!", "We win when we fight!"),
        ("Ok. I stay home because of the storm.", "Ok. Because of the storm, I stay home."),
        ("WE WIN when we fight", "When we fight, WE WIN"),
        ("If you could live anywhere, where would you go?", "Where would you go if you could live"),
        ("My daughter took her first steps today. Wow", "Today my daughter took her first"),
        ("Today, I opened my own bakery 🥐", "I opened my own bakery today 🥐"),
        ("last night we lost the big game", "we lost the big game last night"),
        ("It was great to meet you all. Hi", "Great to meet you all. Hi"),
        ("We're so proud of our team", "So proud of our team"),
        ("I can't wait for Friday", "Can't wait for Friday"),
    ],
)
def test_sentences_in_another_order(text, rewrite):
    assert any(each.startswith(rewrite) for each in clause_rewrites(text))


@pytest.mark.parametrize(
    "text",
    [
        "I remember when we met",  # belongs to the verb
        "I wonder if the shop is open",
        "The beta is open to everyone starting today.",
        "We stay open until tomorrow",
        "I said we would win this year",  # said this year, or win this year?
        "We mourn those killed by the storm last night",
        "When my sister called, she cried",  # who?
        "The team won because they fought",
        "Smith was here when we won",  # a name keeps its capital
        "When we fight, they said, we win",
        "Today, in Rome, we met",
        "On Main St. I fell today",
        "We met with 12 people (all nice) today",
        "I'm proud of you and will be there",  # "will" would lose its "I"
        "This year I want to learn the piano",
        "I am tired",
        "Is it late when we call?",
        "Beach day 🏖️☀️",
        "",
    ],
)
def test_where_a_rule_is_not_sure_it_says_nothing(text):
    assert list(clause_rewrites(text)) == []


def test_links_stay_at_the_end_and_mentions_where_they_belong():
    text = TWEETS.mask("Today we met @club https://x.com").text
    assert list(clause_rewrites(text)) == [f"We met {text[-3]} today {text[-1]}"]
