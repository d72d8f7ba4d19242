import pytest

from tweetopt.optimizer.words.constructions import constructions
from tweetopt.optimizer.words.thesaurus import synonym_rewrites


@pytest.mark.parametrize(
    ("text", "rewrite"),
    [
        ("My daughter took her first steps today.", "Today my daughter took her first steps."),
        ("Today I opened my own bakery.", "I opened my own bakery today."),
        ("I’m at the gym every day", "Every day I’m at the gym"),
        ("If it rains, we stay home.", "We stay home if it rains."),
        ("We stay home if it rains again.", "If it rains again, we stay home."),
        ("I ran 5 miles. It hurt.", "Ran 5 miles. It hurt."),
        ("Ran my first marathon.", "I ran my first marathon."),
        ("I have no voice left.", "No voice left."),
        ("I'm so tired of Mondays", "So tired of Mondays"),
        ("I think that we should go", "I think we should go"),
        ("The book that I bought is great", "The book I bought is great"),
        ("We just shipped it", "We shipped it"),
        ("Honestly, it was fun", "It was fun"),
    ],
)
def test_a_sentence_is_built_otherwise(text, rewrite):
    assert rewrite in constructions(text)


@pytest.mark.parametrize(
    "text",
    [
        "The beta is open to everyone starting today.",
        "I don't know when I will be back.",
        "Is it just me?",
        "Indeed the best day.",
        "I used to be indecisive.",
        "They ran today and will rest tomorrow",
        "We went for a run, then home, today",
        "So I went home.",
        "You thought I broke it",
        "Honored to be here",
        "Pleased to meet you all",
        "This week we met the club about the work of today.",
        "We hope it ends and that we win",
        "What should I cook tonight?",
        "",
    ],
)
def test_where_grammar_could_go_wrong_nothing_is_proposed(text):
    assert not constructions(text)


@pytest.mark.parametrize(
    ("text", "never"),
    [
        ("a very nervous team", "incredibly"),
        ("I picked the red one", "chose"),
        ("they will fix it", "repair"),
        ("def weekend(): pass", "definitely"),
        ("the power is out in town", "comes out"),
        ("they finally did it", "at last"),
        ("please let me go", "allow"),
        ("a personality problem", "issue"),
        ("Small update", "Tiny"),
    ],
)
def test_what_shifts_sense_or_tone_is_no_synonym(text, never):
    assert not any(never in each for each in synonym_rewrites(text))
