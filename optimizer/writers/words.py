"""Writing by the text's own words: one of them put otherwise, dropped, added or moved."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import ClassVar

from tweetopt.optimizer.engine import Engine
from tweetopt.optimizer.settings import Settings
from tweetopt.optimizer.words.constructions import constructions
from tweetopt.optimizer.words.edits import edits_between
from tweetopt.optimizer.words.rearranging import rearrangements
from tweetopt.optimizer.words.thesaurus import synonym_rewrites
from tweetopt.optimizer.writers.base import Brief, Proposal


@dataclass(frozen=True)
class WordsWriter:
    """Puts a text's own words otherwise, one change each. Follows `Writer`."""

    name: ClassVar[str] = "words"
    fluent: ClassVar[bool] = False
    seeded: ClassVar[bool] = True
    notice: ClassVar[None] = None

    def propose(
        self, briefs: Sequence[Brief], *, engine: Engine, settings: Settings
    ) -> Iterator[tuple[int, Proposal]]:
        """See `Writer.propose`."""
        for place, brief in enumerate(briefs):
            for rewrite in _reworded(brief.masked.text, engine=engine, settings=settings):
                changes = edits_between(brief.masked.text, rewrite)
                yield place, Proposal(rewrite, edit=changes[0] if len(changes) == 1 else None)


def _reworded(text: str, *, engine: Engine, settings: Settings) -> list[str]:
    wording, prose = engine.autoencoder.wording, engine.kind.prose
    rewrites = [*rearrangements(text), *constructions(text)] if prose else []
    if wording is None:
        return rewrites
    # Adjectives that stand in the same places are as often others: "so cute", "so weird".
    neighbours = wording.rewrites(text) if settings.bold else ()
    others = [*neighbours, *(synonym_rewrites(text) if prose else ())]
    costs = wording.cost(others, beside=text)
    readable = zip(others, costs, strict=True)
    return [*rewrites, *(other for other, cost in readable if cost <= settings.worst_wording)]


WORDS = WordsWriter()
