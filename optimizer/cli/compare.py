"""`optimize compare`: which of several drafts."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from tweetopt.optimizer.cli import account_options, options
from tweetopt.optimizer.cli.groups import Audience, PastColumns, grouped

if TYPE_CHECKING:  # --help waits for none of it
    from tweetopt.datasets import TextKind


@grouped
def compare(
    *,
    drafts: Annotated[
        list[str],
        typer.Argument(help="The drafts, or a table of them or a .txt with one a line."),
    ],
    audience: Audience,
    evidence: options.EvidenceFolder = None,
    model: options.Model = options.DEFAULT_MODEL,
    predictor: options.Predictors = None,
    past: PastColumns,
    json: options.Json = False,
    table: options.AsTable = False,
) -> None:
    """Say which of your drafts, by how much, how sure, and why.

    The effect of the wording and the chance that one gets more than the other when both are posted
    are two figures: the first is an average, and luck is wide.
    """
    from tweetopt.optimizer.cli.progress import busy

    whom = audience.whom(past)
    loaded = account_options.load_for(model, predictor, whom=whom)
    engine = options.with_evidence(loaded.engine, evidence)
    median = loaded.account_median
    texts = _read(drafts, engine.kind, past.text_column or "text")
    with busy("Comparing the drafts"):
        from tweetopt.optimizer.explaining.comparing import compare_texts

        comparison = compare_texts(texts, engine=engine, account_median=median)
    if json:
        options.print_json({**comparison.as_dict(), **loaded.as_dict()})
        return
    from tweetopt.optimizer.cli.screen import show_whom
    from tweetopt.optimizer.cli.screen_comparing import show_comparison

    first = next(iter(engine.predictors.values()))
    show_comparison(comparison, predictor=first, account_median=median, table=table)
    show_whom(loaded)


def _read(drafts: list[str], kind: "TextKind", column: str) -> list[str]:
    """The drafts given, or those of the one file given."""
    if len(drafts) > 1:
        return [kind.clean(draft) for draft in drafts]
    from tweetopt.datasets.readers import read_texts

    file = Path(drafts[0])
    if not file.is_file():
        raise ValueError(
            f"compare: expected two drafts or a file of them, got {drafts[0]!r}, which is no file"
        )
    return read_texts(file, kind=kind, column=column)
