"""What is said to people: in their words, and in a line or two."""

import re

# A "hashtag or code" is a code as people know them, such as SAVE20; a writer's name is no word.
FORBIDDEN = re.compile(
    r"account median|promis|read again|(?<!hashtag or )\bcodes?\b|(?<!writer-)\btokens?\b"
    r"|(?<!one of )\blatent\b|\bnats?\b|checkpoint|ensemble|log1p|\bhead\b|within its noise",
    re.IGNORECASE,
)
LONGEST = 2 * 80
"""Characters of two lines of a screen."""


def faults(sentence: str) -> list[str]:
    """Why a sentence shouldn't be shown to anybody; nothing of a good one."""
    found = [f"says {match[0]!r}" for match in FORBIDDEN.finditer(sentence)]
    found += ["is empty"] if not sentence.strip() else []
    return found + (["is too long"] if len(sentence) > LONGEST else [])
