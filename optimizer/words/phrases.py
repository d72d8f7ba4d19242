"""Phrases that the decoder would put in place of a text's own.

Near a text's code the decoder writes the text with some stretches said otherwise. Each stretch
can be taken over alone: what a rewrite says better here is of use though it lost a link there.
"""

from collections.abc import Iterable

from tweetopt.optimizer.words.edits import Edit, apply_edits, edits_between, joined

# Set by hand:
_MOST_TOGETHER = 4  # neighbouring edits that are taken over as one phrase
_LONGEST = 16  # pieces (words, marks, white space) of a phrase, old or new


def phrases(text: str, rewrites: Iterable[str]) -> dict[str, Edit]:
    """A text with one phrase of one of its rewrites in it, each with the change that makes it.

    Words in another case are no phrase.
    """
    found: dict[str, Edit] = {}
    known = {text.casefold()}
    for rewrite in dict.fromkeys(rewrites):
        edits = edits_between(text, rewrite)
        for start in range(len(edits)):
            for end in range(start + 1, min(len(edits), start + _MOST_TOGETHER) + 1):
                edit = joined(text, edits[start:end])
                other = apply_edits(text, [edit])
                short = max(edit.end - edit.start, len(edit.pieces)) <= _LONGEST
                if short and other.casefold() not in known:
                    known.add(other.casefold())
                    found[other] = edit
    return found
