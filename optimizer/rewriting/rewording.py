"""The rewording step: a text's own words put otherwise, and the best changes put together."""

from collections.abc import Mapping

from tweetopt.optimizer.engine import Engine
from tweetopt.optimizer.result import Candidate
from tweetopt.optimizer.rewriting.task import Rewrite, Task
from tweetopt.optimizer.settings import Settings
from tweetopt.optimizer.words.edits import apply_edits, edits_between, pairs_and_more
from tweetopt.optimizer.words.rearranging import rearrangements
from tweetopt.optimizer.words.thesaurus import synonym_rewrites

_MOST_EDITS = 12
"""Single edits that are put together, the best ones: 66 pairs."""


def reword(task: Task, *, engine: Engine, settings: Settings) -> list[Rewrite]:
    """The text's own words in other ways, one change each."""
    text, wording = task.masked.text, engine.autoencoder.wording
    prose = engine.kind.prose
    rewrites = rearrangements(text) if prose else []
    if wording is not None:
        others = [*wording.rewrites(text), *(synonym_rewrites(text) if prose else ())]
        costs = wording.cost(others, beside=text)
        rewrites += [
            other
            for other, cost in zip(others, costs, strict=True)
            if cost <= settings.worst_wording
        ]
    edits = [edits_between(text, rewrite) for rewrite in rewrites]
    return [
        Rewrite(rewrite, edit=changes[0] if len(changes) == 1 else None)
        for rewrite, changes in zip(rewrites, edits, strict=True)
    ]


def combine(
    task: Task, rewrites: Mapping[str, Rewrite], candidates: Mapping[str, Candidate]
) -> list[Rewrite]:
    """The best single edits together: two, three and more of them.

    Args:
        task: The text.
        rewrites: Its rewrites so far, by their texts.
        candidates: What came of those of them that help, likewise.
    """
    start = task.ranking.gap(task.original)
    gaps = {text: task.ranking.gap(each.predictions) for text, each in candidates.items()}
    helpful = [
        rewrites[text]
        for gap, text in sorted((gap, text) for text, gap in gaps.items())
        if gap < start
    ]
    edits = [each.edit for each in helpful if each.edit]
    of_phrases = {each.edit for each in helpful if each.phrased}
    combined = [
        (apply_edits(task.masked.text, together), not of_phrases.isdisjoint(together))
        for together in pairs_and_more(edits, most=_MOST_EDITS)
    ]
    phrased = {text for text, with_phrase in combined if with_phrase}
    return [Rewrite(text, phrased=text in phrased) for text, _ in combined]
