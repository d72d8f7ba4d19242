"""`optimize --text ... --target-likes ...`: the product."""

from typing import Annotated

import typer

from tweetopt.optimizer.cli import options


def run(
    text: Annotated[str, typer.Option(help="The tweet.")],
    target_likes: options.TargetLikes = None,
    goal: options.Goals = None,
    account_median: options.AccountMedian = None,
    keep: Annotated[
        list[str] | None, typer.Option(help="A word that must stay. Repeatable.")
    ] = None,
    candidates: Annotated[int, typer.Option(help="Rewrites to show, at most.")] = 5,
    effort: options.EffortName = "normal",
    model: options.Model = options.DEFAULT_MODEL,
    predictor: options.Predictors = None,
    seed: options.Seed = 0,
    json: options.Json = False,
) -> None:
    """Rewrite a tweet toward a number of likes."""
    goals = options.goals(target_likes, goal)
    if not goals:
        raise ValueError("--target-likes: expected a number of likes or a --goal, got neither")
    median = options.account_median(account_median)

    settings = options.settings(candidates=candidates, effort=effort, seed=seed)

    from tweetopt.optimizer.engine import Engine
    from tweetopt.optimizer.pipeline import optimize_texts
    from tweetopt.optimizer.request import Request

    options.quiet_libraries()
    request = Request(text, goals, account_median=median, keep=keep or [])
    engine = Engine.load(model, predictors=predictor or [])
    (result,) = optimize_texts([request], engine=engine, settings=settings)
    if json:
        options.print_json(result.as_dict())
    else:
        from tweetopt.optimizer.cli.screen import show_result

        show_result(result)
