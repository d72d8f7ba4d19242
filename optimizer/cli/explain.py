"""`optimize explain`: why a text is predicted what it is."""

from typing import TYPE_CHECKING, Annotated, Any

import typer

from tweetopt.optimizer.cli import account_options, options
from tweetopt.optimizer.cli.groups import Audience, PastColumns, grouped
from tweetopt.optimizer.plots import check_plot

if TYPE_CHECKING:  # --help waits for none of it
    from tweetopt.optimizer.engine import Engine
    from tweetopt.optimizer.explaining.explanation import Explanation


@grouped
def explain(
    *,
    text: Annotated[str | None, typer.Option(help="The text.")] = None,
    audience: Audience,
    evidence: options.EvidenceFolder = None,
    list_moves: Annotated[
        bool, typer.Option("--list-moves", help="List what may be suggested, and stop.")
    ] = False,
    check: Annotated[
        bool,
        typer.Option("--check", help="Also ask the gradients, and say how far both agree."),
    ] = False,
    model: options.Model = options.DEFAULT_MODEL,
    predictor: options.Predictors = None,
    past: PastColumns,
    plot: options.Plot = None,
    json: options.Json = False,
    table: options.AsTable = False,
) -> None:
    """Say why a text is predicted what it is, and what would change it.

    What each word and phrase contributes; then moves that you may decide on, each with what is
    predicted of it at this text, beside what real posts say.
    """
    if list_moves:
        from tweetopt.optimizer.cli.screen_explaining import show_moves

        show_moves()
        return
    if text is None:
        raise ValueError("explain: expected --text, got none; or --list-moves")
    from tweetopt.optimizer.cli.progress import busy

    whom = audience.whom(past)
    check_plot(plot)

    loaded = account_options.load_for(model, predictor, whom=whom)
    median = loaded.account_median
    engine = options.with_evidence(loaded.engine, evidence)
    first = next(iter(engine.predictors.values()))
    text = engine.kind.clean(text)
    with busy("Weighing the words"):
        explanation = explained(text, engine=engine, account_median=median)
    agreed = _agreement(explanation, engine, median) if check else None
    if plot is not None:
        from tweetopt.optimizer.plots.contributions import plot_explanation

        plot_explanation(plot, explanation, predictor=first)
        options.say_drawn(plot)
    if json:
        agreement: dict[str, Any] = {"rank_correlation": agreed} if check else {}
        options.print_json({**explanation.as_dict(), **agreement, **loaded.as_dict()})
        return
    from tweetopt.optimizer.cli.screen import show_whom
    from tweetopt.optimizer.cli.screen_explaining import show_agreement, show_explanation

    show_explanation(explanation, predictor=first, account_median=median, table=table)
    if check:
        show_agreement(agreed)
    show_whom(loaded)


def explained(text: str, *, engine: "Engine", account_median: float | None) -> "Explanation":
    """A text's contributions and moves."""
    from tweetopt.optimizer.explaining.explanation import explain_texts
    from tweetopt.optimizer.explaining.moves import all_moves

    (explanation,) = explain_texts(
        [text], engine=engine, account_medians=[account_median], moves=all_moves()
    )
    return explanation


def _agreement(
    explanation: "Explanation", engine: "Engine", account_median: float | None
) -> float | None:
    from tweetopt.optimizer.explaining.gradients import agreement

    return agreement(explanation, engine=engine, account_median=account_median)
