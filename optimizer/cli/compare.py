"""`optimize compare`: which of several drafts."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from tweetopt.optimizer.cli import options

if TYPE_CHECKING:  # --help waits for none of it
    from tweetopt.datasets import TextKind


def compare(
    drafts: Annotated[
        list[str],
        typer.Argument(help="The drafts, or a table of them or a .txt with one a line."),
    ],
    account_median: options.AccountMedian = None,
    history: options.History = None,
    evidence: options.EvidenceFolder = None,
    model: options.Model = options.DEFAULT_MODEL,
    predictor: options.Predictors = None,
    text_column: options.TextColumn = "text",
    time_column: options.TimeColumn = None,
    json: options.Json = False,
) -> None:
    """Say which of your drafts, by how much, how sure, and why.

    The effect of the wording and the chance that one gets more than the other when both are posted
    are two figures: the first is an average, and luck is wide.
    """
    median = options.account_median(account_median)
    options.check_median_source(account_median, history)

    from tweetopt.optimizer.explaining.comparing import compare_texts

    engine, past = options.load_with_history(
        model, predictor, history=history, text_column=text_column, time_column=time_column
    )
    engine = options.with_evidence(engine, evidence)
    median = past.account_median if past else median
    texts = _read(drafts, engine.kind, text_column)
    comparison = compare_texts(texts, engine=engine, account_median=median)
    if json:
        told = {"history": past.as_dict()} if past else {}
        options.print_json({**comparison.as_dict(), **told})
        return
    from tweetopt.optimizer.cli.screen import show_history
    from tweetopt.optimizer.cli.screen_explaining import show_comparison

    first = next(iter(engine.predictors.values()))
    show_comparison(comparison, predictor=first, account_median=median)
    if past:
        show_history(past, first)


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
