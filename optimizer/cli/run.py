"""`optimize --text ... --target-likes ...`: the product."""

from typing import Annotated

import typer

from tweetopt.optimizer.cli import options


def run(
    text: Annotated[str, typer.Option(help="The tweet.")],
    target_likes: Annotated[
        str | None, typer.Option(metavar="NUMBER", help="Likes wanted; short for --goal likes=N.")
    ] = None,
    goal: Annotated[
        list[str] | None,
        typer.Option(help="PROPERTY=VALUE, PROPERTY>=VALUE or PROPERTY<=VALUE. Repeatable."),
    ] = None,
    account_median: options.AccountMedian = None,
    history: options.History = None,
    text_column: options.TextColumn = "text",
    time_column: options.TimeColumn = "created_at",
    keep: Annotated[
        list[str] | None, typer.Option(help="A word that must stay. Repeatable.")
    ] = None,
    candidates: Annotated[int, typer.Option(help="Rewrites to show, at most.")] = 5,
    effort: Annotated[str, typer.Option(help="draft, normal or high.")] = "normal",
    model: options.Model = options.DEFAULT_MODEL,
    predictor: options.Predictors = None,
    seed: Annotated[int, typer.Option(help="Of the search; the same seed, the same result.")] = 0,
    json: options.Json = False,
) -> None:
    """Rewrite a tweet toward a number of likes."""
    from tweetopt.optimizer.goals import Goal, Relation, parse_goal, parse_number

    goals = [parse_goal(each) for each in goal or []]
    if target_likes is not None:
        likes = parse_number(target_likes, name="--target-likes")
        goals.insert(0, Goal("likes", Relation.EQUAL, likes))
    if not goals:
        raise ValueError("--target-likes: expected a number of likes or a --goal, got neither")
    median = options.account_median(account_median)
    options.check_median_source(account_median, history)

    from tweetopt.optimizer.settings import Effort, Settings

    if effort not in set(Effort):
        raise ValueError(f"--effort: expected one of {', '.join(Effort)}, got {effort!r}")
    settings = Settings(candidates=candidates, effort=Effort(effort), seed=seed)

    from tweetopt.optimizer.engine import Engine
    from tweetopt.optimizer.history import with_history
    from tweetopt.optimizer.pipeline import optimize_texts
    from tweetopt.optimizer.request import Request
    from tweetopt.optimizer.tables import Columns

    options.quiet_libraries()
    engine = Engine.load(model, predictors=predictor or [])
    past = None
    if history is not None:
        columns = Columns(text=text_column, time=time_column)
        engine, past = with_history(engine, history, columns=columns)
        median = past.account_median
    request = Request(text, goals, account_median=median, keep=keep or [])
    (result,) = optimize_texts([request], engine=engine, settings=settings)
    if json:
        told = {"history": past.as_dict()} if past else {}
        options.print_json({**result.as_dict(), **told})
    else:
        from tweetopt.optimizer.cli.screen import show_history, show_result

        show_result(result)
        if past:
            show_history(past, next(iter(engine.predictors.values())))
