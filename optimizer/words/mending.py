"""What language models leave out at a text's ends, put back: links, mentions, tags and emoji."""

import re
import unicodedata
from collections.abc import Sequence

from tweetopt.datasets import TextKind

_EMOJI = ("So", "Sk", "Cf", "Mn")  # pictures, skin tones, joiners, and what colours them
_HASHTAG = re.compile(r"#\w+[.,!?…]*")


def mended(rewrite: str, *, original: str, kind: TextKind) -> str:
    """A rewrite with what opens and ends its original, where it has none of that.

    Writers take the mention that opens a reply, or the link that ends a post, for something that
    isn't theirs to repeat. And they put a mark behind a link that had none.

    Args:
        rewrite: The rewrite, as it would be posted.
        original: Its original, likewise.
        kind: Knows links and mentions.
    """
    blocks = list(re.finditer(r"\S+", original))
    fixed = [_is_fixed(block[0], kind) for block in blocks]
    if all(fixed):
        return rewrite
    for block, is_fixed in zip(blocks, fixed, strict=True):
        if is_fixed:  # a sentence that ends in a link ends without a mark, as the original does
            with_mark = rf"(?<!\S)({re.escape(block[0])})[.,!?…:;]+(?!\S)"
            rewrite = re.sub(with_mark, r"\1", rewrite)
    opening, ending = blocks[: fixed.index(False)], blocks[len(fixed) - fixed[::-1].index(False) :]
    if opening and _has_none(rewrite, opening):
        rewrite = original[: blocks[len(opening)].start()] + rewrite
    if ending and _has_none(rewrite, ending):
        rewrite = rewrite + original[blocks[-len(ending) - 1].end() :]
    return rewrite


def _is_fixed(block: str, kind: TextKind) -> bool:
    """Whether a block of characters is a link, a mention, a hashtag or emoji, and nothing else."""
    masked = kind.mask(block)
    emoji = all(unicodedata.category(char) in _EMOJI for char in block)
    return emoji or bool(_HASHTAG.fullmatch(block)) or masked.text == masked.placeholders


def _has_none(rewrite: str, blocks: Sequence[re.Match[str]]) -> bool:
    return not any(block[0].casefold() in rewrite.casefold() for block in blocks)
