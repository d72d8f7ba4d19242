"""What language models are asked: prompts from the text files beside this one."""

import hashlib
from collections.abc import Sequence
from functools import cache
from importlib.resources import files
from string import Template

from tweetopt.optimizer.result import amount
from tweetopt.optimizer.settings import Settings, Style
from tweetopt.optimizer.words.similarity import similarity_to
from tweetopt.optimizer.writers.base import Brief

_NEAREST = 3
"""Posts of the user's own that a writer is shown."""
_LIMIT = 280
"""Characters that a version may have where the kind of text has no limit of its own."""
_WORDS = 3
"""Words named that raise the prediction, and as many that lower it."""


def styles_of(settings: Settings, *, versions: int, round_number: int) -> list[Style]:
    """A style for each version that is asked for: those named, in turn; each round goes on."""
    styles = settings.styles or tuple(Style)
    first = round_number * versions
    return [styles[(first + number) % len(styles)] for number in range(versions)]


def chat_prompt(brief: Brief, style: Style, *, settings: Settings) -> list[dict[str, str]]:
    """Messages, as chat models take them, that ask for one version of a text."""
    parts = {
        "limit": str(brief.kind.longest or _LIMIT),
        "text": brief.request.text,
        "style": _styles()[style],
        "feedback": _feedback(brief),
        "voice": _voice(brief.request.text, settings.voice),
    }
    return [
        {"role": role, "content": Template(_read(role)).substitute(parts).strip()}
        for role in ("system", "user")
    ]


def plain_prompt(brief: Brief, style: Style) -> str:
    """The same for models that only go on with a text: a few examples, and an open end."""
    parts = {"text": _one_line(brief.request.text), "style": _styles()[style].rstrip(".").lower()}
    return Template(_read("completion")).substitute(parts).strip()


@cache
def prompt_version() -> str:
    """A short name for what all prompts say now; it changes with any of them."""
    texts = [_read(name) for name in ("system", "user", "completion", "styles")]
    return hashlib.sha256("\0".join(texts).encode()).hexdigest()[:12]


@cache
def _read(name: str) -> str:
    return (files(__package__) / "prompts" / f"{name}.txt").read_text(encoding="utf-8")


@cache
def _styles() -> dict[Style, str]:
    lines = [line.split(": ", 1) for line in _read("styles").splitlines() if line]
    return {Style(name): asked for name, asked in lines}


def _feedback(brief: Brief) -> str:
    """What the predictor says of the text and of the versions so far; empty at first."""
    unit, lines = brief.request.property, []
    raising = [word for word, added in brief.effects if added > 0]
    lowering = [word for word, added in brief.effects if added < 0]
    for name, words in (("raise", raising), ("lower", lowering)):
        if words:
            lines.append(f"Of its words these {name} its {unit}: {', '.join(words[:_WORDS])}.")
    if brief.drafts:
        lines.append(f"Versions so far, with the {unit} that are predicted for them:")
        lines += [f"{amount(each.value)}: {_one_line(each.text)}" for each in brief.drafts[::-1]]
        wanted = " and ".join(map(str, brief.request.goals))
        lines.append(f"Write another one that comes nearer to {wanted}, worded unlike these.")
    return "".join(f"{line}\n" for line in lines)


def _voice(text: str, posts: Sequence[str]) -> str:
    """The user's own posts that are nearest to a text, as examples of how the user writes."""
    if not posts:
        return ""
    nearest = sorted(posts, key=similarity_to(text), reverse=True)[:_NEAREST]
    lines = ["The author writes like this; take over the tone, not the content:"]
    return "\n".join([*lines, *map(_one_line, nearest)]) + "\n"


def _one_line(text: str) -> str:
    return " ".join(text.split())
