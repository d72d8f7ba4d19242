"""The combining step: the best single changes put together."""

from collections.abc import Mapping

from tweetopt.optimizer.result import Candidate
from tweetopt.optimizer.rewriting.task import Task
from tweetopt.optimizer.words.edits import apply_edits, compatible, pairs_and_more
from tweetopt.optimizer.writers.base import Proposal

_MOST_EDITS = 12
"""Single edits that are put together, the best ones: 66 pairs."""


def combine(
    task: Task, rewrites: Mapping[str, Proposal], candidates: Mapping[str, Candidate]
) -> list[Proposal]:
    """The best single edits together: two, three and more of them; and all small tweaks.

    Args:
        task: The text.
        rewrites: Its rewrites so far, by their texts.
        candidates: What came of those of them that help, likewise.
    """
    start = task.ranking.gap(task.brief.original)
    gaps = {text: task.ranking.gap(each.predictions) for text, each in candidates.items()}
    edits = {
        edit: rewrites[text]
        for gap, text in sorted((gap, text) for text, gap in gaps.items())
        if gap < start and (edit := rewrites[text].edit)
    }
    tweaks = compatible(edit for edit, own in edits.items() if candidates[own.text].tweak)
    sets = pairs_and_more(list(edits), most=_MOST_EDITS)
    sets += [tweaks] if len(tweaks) > 1 and tweaks not in sets else []
    return [
        Proposal(
            apply_edits(task.brief.masked.text, together),
            phrased=any(edits[edit].phrased for edit in together),
            writer=" + ".join(sorted({edits[edit].writer for edit in together})),
        )
        for together in sets
    ]
