"""From what a language model replies to a rewrite, or to why it is none."""

import re

from tweetopt.optimizer.messages import Dropped

_QUOTES = (('"', '"'), ("“", "”"), ("'", "'"), ("‘", "’"), ("«", "»"), ("`", "`"))
_INTRODUCTION = re.compile(
    r"(?:sure|certainly|of course|okay|ok|got it|here(?:'s| is| are)|new version|rewritten|"
    r"version(?: \d+)?|rewrite|post|tweet|output|answer)\b[^\n]{0,60}?:\s*\n*",
    re.IGNORECASE,
)
_REFUSAL = re.compile(
    r"\b(?:as an ai|language model|i(?:'m| am) sorry|i (?:can(?:'|no)t|cannot|won't) "
    r"(?:help|assist|comply|rewrite|do that|fulfil|provide)|unable to (?:help|assist|rewrite))\b",
    re.IGNORECASE,
)
_MARKUP = re.compile(r"</?\w+>|^\s*(?:[-*•]|\d+[.)])\s+|\*\*", re.MULTILINE)
_THINKING = re.compile(r"<think>.*?(?:</think>|$)", re.DOTALL)


def read_reply(reply: str, *, original: str) -> tuple[str, str | None]:
    """The rewrite in a reply, and what is wrong with it, if anything.

    Thoughts, an introduction and quotation marks around it all are taken off. What is markup in
    the original, too, stays.

    Args:
        reply: What the model wrote.
        original: The text that it was asked to rewrite.

    Returns:
        The rewrite, and a fault as in `Proposal.fault` or None.
    """
    text = _THINKING.sub("", reply).strip()
    if not _INTRODUCTION.match(original):
        text = _INTRODUCTION.sub("", text, count=1) if _INTRODUCTION.match(text) else text
    text = _unquoted(text.strip(), original)
    if _REFUSAL.search(text) and not _REFUSAL.search(original):
        return text, Dropped.REFUSED
    if not text:
        return text, Dropped.EMPTY
    if len(_MARKUP.findall(text)) > len(_MARKUP.findall(original)):
        return text, Dropped.MARKUP
    return text, None


def _unquoted(text: str, original: str) -> str:
    for opening, closing in _QUOTES:
        inside = text[1:-1]
        quoted = len(text) > 1 and text.startswith(opening) and text.endswith(closing)
        several = opening in inside and closing not in "'’"  # "Go" and "come": not one quotation
        if quoted and not several and not original.startswith(opening):
            return inside.strip()
    return text
