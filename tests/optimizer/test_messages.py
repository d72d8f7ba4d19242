"""What people read is in people's words: every text of the rooms that a first user meets."""

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2] / "optimizer"
ROOMS = ("accounts", "explaining", "rewriting", "tone", "words")
SCREENS = ("account", "account_report", "accounts", "app", "batch", "batch_screen", "compare",
           "explain", "interpolate", "predict", "run", "sample", "screen", "screen_explaining",
           "screen_space", "terminal", "tone_apply")  # fmt: skip
FILES = [
    *(path for room in ROOMS for path in sorted((ROOT / room).glob("*.py"))),
    *(ROOT / "cli" / f"{name}.py" for name in SCREENS),
    *(ROOT / f"{name}.py" for name in ("goals", "result", "request", "permissions", "history")),
]
# A "hashtag or code" is a code as people know them, such as SAVE20.
FORBIDDEN = re.compile(
    r"account median|promis|read again|(?<!hashtag or )\bcodes?\b|\btokens?\b", re.IGNORECASE
)


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
                yield text


@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_no_message_speaks_of_how_it_is_made(path):
    assert [each for each in messages(path.read_text("utf-8")) if FORBIDDEN.search(each)] == []


def test_messages_are_found():
    assert list(messages('"""Docs of code."""\nx = f"the code {1} is"')) == ["the code ", " is"]
