"""What people read is in people's words, short, and listed: every text that a first user meets."""

import ast
import re
from pathlib import Path

import pytest
from people import FORBIDDEN, faults

from tweetopt.optimizer import Request, Settings, optimize_texts
from tweetopt.optimizer.explaining.comparing import compare_texts
from tweetopt.optimizer.explaining.explanation import explain_texts
from tweetopt.optimizer.explaining.moves import all_moves
from tweetopt.optimizer.goals import parse_goal
from tweetopt.optimizer.messages import Advice, Compared, Dropped, Said
from tweetopt.optimizer.settings import Effort

REPOSITORY = Path(__file__).resolve().parents[2]
ROOT = REPOSITORY / "optimizer"
ROOMS = ("accounts", "explaining", "rewriting", "tone", "ui", "words")
SCREENS = ("account", "account_options", "account_report", "app", "batch", "batch_screen",
           "compare", "explain", "interpolate", "predict", "run", "sample", "screen",
           "screen_comparing", "screen_explaining", "screen_space", "terminal", "tone_apply",
           "tone_learn")  # fmt: skip
FILES = [
    *(path for room in ROOMS for path in sorted((ROOT / room).glob("*.py"))),
    *(ROOT / "cli" / f"{name}.py" for name in SCREENS),
    *(ROOT / f"{name}.py" for name in ("goals", "history", "messages", "permissions", "request")),
]
TEXT, REWRITTEN = "my dog hates the rain", "my cat hates a bike"
HIGH = Settings(effort=Effort.HIGH)
RUNS = {
    Said.ALREADY_THERE: (TEXT, "likes>=1", 100, Settings()),
    Said.REACHED: (REWRITTEN, "likes>=150", 100, HIGH),
    Said.BETTER: (REWRITTEN, "likes=max", None, Settings()),
    Said.BETTER_TOO_FAR: (REWRITTEN, "likes>=1000000", 100, HIGH),
    Said.CLOSER_TOO_FAR: (REWRITTEN, "likes=1000000000", 100, HIGH),
    Said.NONE_FOUND: (TEXT, "likes>=10000", None, HIGH),
    Said.NOTHING_TO_TRY: ("x", "likes=max", 100, Settings(writers=("words",))),
}
"""For each sentence a text, a goal and what posts usually get that end in it."""


def messages(source):
    """Texts of several words that are no docstrings; of f-strings their parts."""
    tree = ast.parse(source)
    docs = {
        id(node.value)
        for parent in ast.walk(tree)
        for node in ast.iter_child_nodes(parent)
        if isinstance(node, ast.Expr)
    }
    for node in ast.walk(tree):
        match node:
            case ast.Constant(value=str(text)) if id(node) not in docs and " " in text:
                yield re.sub(r"<[^<>]*>", "", text)  # of HTML what is read


@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_no_message_speaks_of_how_it_is_made(path):
    assert [each for each in messages(path.read_text("utf-8")) if FORBIDDEN.search(each)] == []


def test_messages_are_found():
    assert list(messages('"""Docs of code."""\nx = f"the code {1} is"')) == ["the code ", " is"]
    assert faults("the code's account median") == ["says 'code'", "says 'account median'"]
    assert faults(" ") == ["is empty"]
    assert faults("word " * 40) == ["is too long"]


def listed():
    """The messages of the documentation, which is generated from the program."""
    for line in (REPOSITORY / "docs" / "messages.md").read_text("utf-8").splitlines():
        if line.startswith("- "):
            yield line[2:]
        elif line.startswith("| `"):
            yield line.split("` | ")[1].removesuffix(" |")


def test_every_listed_message_is_in_peoples_words_and_short():
    found = list(listed())
    assert len(found) > 120
    assert {each: faults(each) for each in found if faults(each)} == {}


def test_the_longest_reasons_fit_as_well():
    reasons = "; ".join(f"200 {each}" for each in sorted(Dropped, key=len)[-3:])
    assert faults(Said.NONE_FOUND.format(attempts="1,230 attempts", reasons=reasons)) == []


def is_one_of(sentence, kind):
    """Whether a sentence is one of those listed, filled in."""
    patterns = (re.sub(r"\\\{\w+\\\}", ".+", re.escape(each.value)) for each in kind)
    return any(re.fullmatch(pattern, sentence) for pattern in patterns)


@pytest.mark.parametrize("said", RUNS, ids=lambda each: each.name)
def test_what_results_say_is_listed(engine, said):
    text, goal, usual, settings = RUNS[said]
    request = Request(text, [parse_goal(goal)], account_median=usual)
    (result,) = optimize_texts([request], engine=engine, settings=settings)
    assert is_one_of(result.message, [said])
    assert all(is_one_of(each, Said) for each in result.notes)
    assert [faults(each) for each in (result.message, *result.notes)] == [[]] * (
        1 + len(result.notes)
    )
    assert set(result.dropped) <= set(Dropped)


def test_what_is_said_of_drafts_and_moves_is_listed(engine):
    comparison = compare_texts([TEXT, REWRITTEN], engine=engine)
    assert is_one_of(comparison.verdict, Compared)
    (explanation,) = explain_texts([TEXT], engine=engine, moves=all_moves())
    assert {each.advice for each in explanation.suggestions} <= set(Advice)
    assert [each for each in all_moves().values() if faults(each.said)] == []
