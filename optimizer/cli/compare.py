"""`optimize compare`: which of several drafts."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from tweetopt.optimizer.cli import accounts, options

if TYPE_CHECKING:  # --help waits for none of it
    from tweetopt.datasets import TextKind


def compare(
    drafts: Annotated[
        list[str],
        typer.Argument(help="The drafts, or a table of them or a .txt with one a line."),
    ],
    account_median: options.UsualLikes = None,
    history: options.History = None,
    account: options.AccountName = None,
    evidence: options.EvidenceFolder = None,
    model: options.Model = options.DEFAULT_MODEL,
    predictor: options.Predictors = None,
    text_column: options.PostsText = None,
    likes_column: options.LikesColumn = None,
    time_column: options.PostsTime = None,
    json: options.Json = False,
    table: options.AsTable = False,
) -> None:
    """Say which of your drafts, by how much, how sure, and why.

    The effect of the wording and the chance that one gets more than the other when both are posted
    are two figures: the first is an average, and luck is wide.
    """
    from tweetopt.datasets.posts.names import PostColumns
    from tweetopt.optimizer.cli.progress import busy

    columns = PostColumns(text_column, likes_column, time_column)
    whom = accounts.Whom(options.account_median(account_median), history, account, columns)
    loaded = accounts.load_for(model, predictor, whom=whom)
    engine = options.with_evidence(loaded.engine, evidence)
    median = loaded.account_median
    texts = _read(drafts, engine.kind, text_column or "text")
    with busy("Comparing the drafts"):
        from tweetopt.optimizer.explaining.comparing import compare_texts

        comparison = compare_texts(texts, engine=engine, account_median=median)
    if json:
        options.print_json({**comparison.as_dict(), **loaded.as_dict()})
        return
    from tweetopt.optimizer.cli.screen import show_whom
    from tweetopt.optimizer.cli.screen_explaining import show_comparison

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
