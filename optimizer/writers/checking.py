"""A check for authors of writers: what `optimize_texts` relies on."""

from collections.abc import Sequence

from tweetopt.optimizer.engine import Engine
from tweetopt.optimizer.goals import parse_goal
from tweetopt.optimizer.request import Request
from tweetopt.optimizer.settings import Effort, Settings
from tweetopt.optimizer.writers.base import Proposal, Writer, make_briefs, refine

_TEXTS = (
    "Our new bakery opens on Monday at 8, come and say hello! https://example.org/bakery",
    "@sam I finally read the book that you lent me, and I loved every page of it.",
)


def check_writer(
    writer: Writer, *, engine: Engine, texts: Sequence[str] = _TEXTS, goal: str | None = None
) -> list[list[Proposal]]:
    """Ask a writer for rewrites of some texts, and look whether they can be used.

    Args:
        writer: The writer.
        engine: Model and predictors.
        texts: At least two texts of the engine's kind.
        goal: What to ask for; by default 1000 of the first predictor's unit.

    Returns:
        The proposals of each text, for the author to read.

    Raises:
        ValueError: The writer breaks a rule; the message says which, and shows what it proposed.
        ConnectionError: It can't be reached.
    """
    if not isinstance(writer, Writer):
        raise ValueError("writer: expected name, fluent, seeded, notice and propose()")
    wanted = [parse_goal(goal or f"{next(iter(engine.predictors))}>=1000")]
    together = _proposed(writer, [Request(text, wanted) for text in texts], engine)
    for text, proposals in zip(texts, together, strict=True):
        if not proposals:
            raise ValueError(f"writer {writer.name!r}: expected rewrites of {text!r}, got none")
        bad = [each for each in proposals if not isinstance(each, Proposal)]
        if bad:
            raise ValueError(f"writer {writer.name!r}: expected Proposal objects, got {bad[0]!r}")
        unmasked = [each for each in proposals if engine.kind.mask(each.text).text != each.text]
        if unmasked:
            raise ValueError(
                f"writer {writer.name!r}: expected masked texts, got {unmasked[0].text!r}; make "
                "proposals with brief.proposal(text)"
            )
    if writer.seeded:
        (alone,) = _proposed(writer, [Request(texts[-1], wanted)], engine)
        if alone != together[-1]:
            raise ValueError(
                f"writer {writer.name!r}: expected the same proposals for a text alone as among "
                f"others, got {len(alone)} and {len(together[-1])} that differ; say seeded = False "
                "if it can't be helped"
            )
    return together


def _proposed(writer: Writer, requests: Sequence[Request], engine: Engine) -> list[list[Proposal]]:
    settings = Settings(effort=Effort.DRAFT)
    briefs = refine(make_briefs(requests, engine=engine), engine=engine, settings=settings)
    found: list[list[Proposal]] = [[] for _ in briefs]
    for place, proposal in writer.propose(briefs, engine=engine, settings=settings):
        if not 0 <= place < len(briefs):
            raise ValueError(
                f"writer {writer.name!r}: expected places from 0 to {len(briefs) - 1}, got {place}"
            )
        found[place].append(proposal)
    return found
