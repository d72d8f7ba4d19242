"""What the page says: notices, and what went wrong, each as a sentence."""

import html
import logging
import re
from enum import StrEnum

_LOG = logging.getLogger(__name__)


class Notice(StrEnum):
    """What the page says by itself; what braces hold is filled in."""

    BUSY = "Looking for other wordings and predicting each…"
    NO_TEXT = "Write a {noun} first."
    NO_DRAFTS = "Write both drafts first."
    NO_ENDS = "Write both texts first: the one to start from and the one to end at."
    NO_TABLE = "Choose a table first."
    NO_COLUMN = "{file}: expected a table with a column of texts, got none."
    TABLE_READ = "{file}: {rows} rows."
    POSTS = "Reading your past posts…"
    READING = "Reading the table…"
    ROWS = "{done} of {total} rows"
    STOPPING = "Stopping: the rows at hand are finished first…"
    STOPPED_EMPTY = "No row was done yet."
    STOPPED = (
        "{done} of {total} rows are done, and kept while this page is served: “{button}” with the "
        "same settings goes on from there."
    )
    DONE_BEFORE = "All rows were done before."
    DONE = "{rows} rows: {counts}.{gain}"
    GAIN = " In the middle, {times}× as it was."
    FIRST_ROWS = "The first {shown} rows; the file has them all."
    AHEAD = "{times} times as many by its wording (90%: {ends}){beside}."
    AHEAD_BY = "{times} more by its wording (90%: {ends}){beside}."
    CHANCE = "; posted beside it, it gets more in {chance}"
    NO_MOVE = "None of the changes that we know would raise it."
    KEY = (
        "Green raises the prediction, red lowers it, times what it is without the word; no colour: "
        "no clear difference. Predicted isn't caused."
    )
    SAME_ENDS = "Nothing is in between: the two are too much alike."
    NONE_READS = (
        "Nothing in between reads as people write: of {written} different texts, none is shown. "
        "Try two that are more alike."
    )
    ONE_READS = "In between, 1 of {written} different texts reads as people write."
    SOME_READ = "In between, {good} of {written} different texts read as people write."
    INVITATION = "What it is predicted appears as you write."
    SAY_USUAL = "Say your usual {unit} for a number."
    TROUBLE = "Something went wrong ({error}); the terminal that runs the page says more."


_FIELDS = {
    "; say what your posts usually get with --usual-likes": "",
    "--usual-likes": "“Your usual”",
    "Try --effort high": "Try “High” effort under “Options”",
    "Try --bold": "Try “Bold” under “Options”",
    "another writer with --writer": "another writer (optimize ui --writer)",
    "a language model with --writer": "a language model (optimize ui --writer)",
    "--multiply": "“How many times”",
    "--history": "table of past posts",
}
"""What the page calls the options that messages name."""

_HEADS = {
    "usual likes": "“Your usual”",
    "keep": "“Words to keep”",
    "target": "The number wanted",
    "times": "“How many times”",
}
"""What it calls what they begin with."""

_UPLOADED = re.compile(r"\S*[/\\][0-9a-f]{64}[/\\]")
"""The folder that Gradio keeps an upload in."""

_GOAL = re.compile(r"\b([^\W\d]\w*)(>=|<=|=)(\d[\d.e+]*)\b")
_RELATIONS = {">=": "at least", "<=": "at most", "=": "about"}


def sentence(text: str) -> str:
    """Words as one sentence: a capital in front, a stop behind; uploads by their names alone."""
    words = " ".join(_UPLOADED.sub("", text).split())
    for option, field in _FIELDS.items():
        words = words.replace(option, field)
    head, colon, rest = words.partition(": ")
    words = _HEADS.get(head, head) + colon + rest
    words = _GOAL.sub(lambda goal: f"{_RELATIONS[goal[2]]} {goal[3]} {goal[1]}", words)
    if not words:
        return ""
    return words[0].upper() + words[1:] + ("" if words[-1] in ".!?…" else ".")


def explain(error: Exception) -> str:
    """An error as a sentence. What isn't the user's doing goes to the log with its traceback."""
    if isinstance(error, (ValueError, OSError)) and str(error).strip():
        return sentence(str(error))
    _LOG.error("on the page", exc_info=error)
    return Notice.TROUBLE.format(error=type(error).__name__)


def notice(text: str, *, kind: str = "error", title: str = "") -> str:
    """A box with a sentence.

    Args:
        text: The sentence, plain text.
        kind: "error", "good", "fair" or "plain".
        title: A word in front.
    """
    head = f"<b>{html.escape(title)}</b> " if title else ""
    role = ' role="alert"' if kind == "error" else ""  # the script announces the others
    return f'<div class="notice {kind}"{role}>{head}{html.escape(text)}</div>'


def problem(error: Exception) -> str:
    """A box that explains an error."""
    return notice(explain(error))


def busy(text: str) -> str:
    """A box that says what is going on."""
    return f'<div class="notice busy"><i class="spinner"></i>{html.escape(text)}</div>'
