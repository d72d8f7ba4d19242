"""What went wrong, as a sentence on the page."""

import html
import logging
import re

_LOG = logging.getLogger(__name__)

_FIELDS = {
    "; say what your posts usually get with --usual-likes": "",
    "--usual-likes": "“Your usual”",
    "Try --effort high": "Try “High” effort under “Options”",
    "Try --bold": "Try “Bold” under “Options”",
    "another writer with --writer": "another writer (optimize ui --writer)",
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
    return (
        f"Something went wrong ({type(error).__name__}); the terminal that runs the page says more."
    )


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
