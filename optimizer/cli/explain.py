"""`optimize explain`: why a text is predicted what it is."""

from typing import Annotated

import typer

from tweetopt.optimizer.cli import accounts, options
from tweetopt.optimizer.plots import check_plot


def explain(
    text: Annotated[str, typer.Option(help="The text.")],
    account_median: options.AccountMedian = None,
    history: options.History = None,
    account: options.AccountName = None,
    check: Annotated[
        bool,
        typer.Option("--check", help="Also ask the gradients, and say how far both agree."),
    ] = False,
    model: options.Model = options.DEFAULT_MODEL,
    predictor: options.Predictors = None,
    text_column: options.PostsText = None,
    likes_column: options.LikesColumn = None,
    time_column: options.PostsTime = None,
    plot: options.Plot = None,
    json: options.Json = False,
) -> None:
    """Say what each word and phrase of a text contributes to its prediction."""
    from tweetopt.datasets.posts.names import PostColumns

    columns = PostColumns(text_column, likes_column, time_column)
    whom = accounts.Whom(options.account_median(account_median), history, account, columns)
    check_plot(plot)

    from tweetopt.optimizer.explaining.explanation import explain_texts
    from tweetopt.optimizer.explaining.gradients import agreement

    loaded = accounts.load_for(model, predictor, whom=whom)
    engine, median = loaded.engine, loaded.account_median
    (explanation,) = explain_texts(
        [engine.kind.clean(text)], engine=engine, account_medians=[median]
    )
    agreed = agreement(explanation, engine=engine, account_median=median) if check else None
    if plot is not None:
        from tweetopt.optimizer.plots.contributions import plot_explanation

        plot_explanation(plot, explanation, predictor=next(iter(engine.predictors.values())))
    if json:
        told = {"rank_correlation": agreed} if check else {}
        options.print_json({**explanation.as_dict(), **told, **loaded.as_dict()})
        return
    from tweetopt.optimizer.cli.screen import show_whom
    from tweetopt.optimizer.cli.screen_explaining import show_agreement, show_explanation

    first = next(iter(engine.predictors.values()))
    show_explanation(explanation, predictor=first, account_median=median)
    if check:
        show_agreement(agreed)
    show_whom(loaded)
