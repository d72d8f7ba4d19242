"""Masked texts whose links and mentions are numbered, so that some of them may go.

Of a masked text all links are one character: once one is gone, nothing tells which is left.
"""

import re

from tweetopt.datasets import Masked
from tweetopt.datasets.placeholders import LINK, MENTION

_FIRST = {LINK: 0xE100, MENTION: 0xE200}
_MOST = 0x100  # entities of a text
LINKS = f"[{LINK}\ue100-\ue1ff]"
"""Pattern of a link, numbered or not."""
MENTIONS = f"[{MENTION}\ue200-\ue2ff]"
"""Pattern of a mention, numbered or not."""
_NUMBERED = re.compile("[\ue100-\ue2ff]")


def numbered(masked: Masked) -> str | None:
    """A masked text with numbered links and mentions; None if it uses the numbers itself."""
    if _NUMBERED.search(masked.text) or len(masked.entities) > _MOST:
        return None
    numbers = iter(range(_MOST))
    return "".join(
        chr(_FIRST[char] + next(numbers)) if char in _FIRST else char for char in masked.text
    )


def masked_again(text: str) -> str:
    """A numbered text as a model reads it."""
    return _NUMBERED.sub(lambda match: LINK if match[0] < "\ue200" else MENTION, text)


def posted(text: str, original: Masked) -> str:
    """A numbered text with the links and mentions of the text that was numbered."""
    return _NUMBERED.sub(lambda match: original.entities[ord(match[0]) % _MOST], text)
