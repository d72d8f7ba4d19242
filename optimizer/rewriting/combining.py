"""The combining step: the best single changes put together."""

from collections.abc import Mapping

from tweetopt.optimizer.result import Candidate
from tweetopt.optimizer.rewriting.task import Task
from tweetopt.optimizer.words.edits import apply_edits, pairs_and_more
from tweetopt.optimizer.writers.base import Proposal

_MOST_EDITS = 12
"""Single edits that are put together, the best ones: 66 pairs."""


def combine(
    task: Task, rewrites: Mapping[str, Proposal], candidates: Mapping[str, Candidate]
) -> list[Proposal]:
    """The best single edits together: two, three and more of them.

    Args:
        task: The text.
        rewrites: Its rewrites so far, by their texts.
        candidates: What came of those of them that help, likewise.
    """
    start = task.ranking.gap(task.brief.original)
    gaps = {text: task.ranking.gap(each.predictions) for text, each in candidates.items()}
    helpful = [
        rewrites[text]
        for gap, text in sorted((gap, text) for text, gap in gaps.items())
        if gap < start
    ]
    writers = {each.edit: each.writer for each in helpful if each.edit}
    of_phrases = {each.edit for each in helpful if each.phrased}
    return [
        Proposal(
            apply_edits(task.brief.masked.text, together),
            phrased=not of_phrases.isdisjoint(together),
            writer=" + ".join(sorted({writers[edit] for edit in together})),
        )
        for together in pairs_and_more(
            [each.edit for each in helpful if each.edit], most=_MOST_EDITS
        )
    ]
