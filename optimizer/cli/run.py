"""`optimize --text ... --target-likes ...`: the product."""

from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from tweetopt.optimizer.cli import account_options, options, writing
from tweetopt.optimizer.cli.explain import explained
from tweetopt.optimizer.cli.groups import Audience, PastColumns, Permits, Writing, grouped
from tweetopt.optimizer.plots import check_plot
from tweetopt.optimizer.settings import Effort

if TYPE_CHECKING:  # --help waits for none of it
    from tweetopt.optimizer.engine import Engine
    from tweetopt.optimizer.explaining.explanation import Explanation
    from tweetopt.optimizer.goals import Goal
    from tweetopt.optimizer.request import Request
    from tweetopt.optimizer.result import OptimizationResult
    from tweetopt.optimizer.writers.trail import Trail


@dataclass(frozen=True)
class Printing:
    """How the rewrites are printed."""

    verbose: Annotated[
        bool, typer.Option("--verbose", help="Say how many proposals were dropped, and why.")
    ] = False
    json: options.Json = False
    table: options.AsTable = False
    plain: Annotated[
        bool, typer.Option("--plain", help="Print the rewrites alone, a line for each.")
    ] = False


@grouped
def run(
    *,
    words: Annotated[
        list[str] | None, typer.Argument(metavar="TEXT", help="The tweet, in quotes.")
    ] = None,
    text: Annotated[str | None, typer.Option(help="The same, also of one word.")] = None,
    target_likes: options.TargetLikes = None,
    goal: options.Goals = None,
    audience: Audience,
    past: PastColumns,
    keep: Annotated[
        list[str] | None, typer.Option(help="A word that must stay. Repeatable.")
    ] = None,
    candidates: Annotated[int, typer.Option(help="Rewrites to show, at most.")] = 5,
    effort: options.EffortName = Effort.NORMAL,
    proposing: Writing,
    permits: Permits,
    why: Annotated[
        bool, typer.Option("--why", help="Also say why, and what would change it: see explain.")
    ] = False,
    model: options.Model = options.DEFAULT_MODEL,
    predictor: options.Predictors = None,
    seed: options.Seed = 0,
    plot: options.Plot = None,
    printing: Printing,
) -> None:
    """Rewrite a tweet toward a number of likes."""
    text = _text_of(words or [], text)
    goals = options.goals(target_likes, goal)
    whom = audience.whom(past)
    check_plot(plot)
    if printing.json + printing.table + printing.plain > 1 or (printing.plain and why):
        raise ValueError("expected one of --json, --table and --plain (without --why), got several")
    settings = replace(
        proposing.settings(), candidates=candidates, effort=effort, seed=seed,
        may=permits.permissions(),
    )  # fmt: skip

    from tweetopt.optimizer.cli.progress import busy
    from tweetopt.optimizer.goals import Goal, Relation
    from tweetopt.optimizer.request import Request
    from tweetopt.optimizer.result import Status
    from tweetopt.optimizer.rewriting.pipeline import optimize_texts

    loaded = account_options.load_for(model, predictor, whom=whom)
    engine, median = loaded.engine, loaded.account_median
    goals = goals or [Goal(next(iter(engine.predictors)), Relation.MAX)]
    text = engine.kind.clean(text)
    request = Request(text, goals, account_median=median, keep=keep or [])
    trails: list[Trail] = []  # none for a text that is at its goals already
    on_trail = None if plot is None else lambda _request, trail: trails.append(trail)
    writers = writing.writers_of(settings)
    with busy("Looking for rewrites"):
        (result,) = optimize_texts(
            [request], engine=engine, settings=settings, writers=writers, on_trail=on_trail,
            keep_on_interrupt=True,
        )  # fmt: skip
    writing.print_used(writers)
    if plot is not None:
        _draw(plot, result, next(iter(trails), None), request=request, engine=engine)
    stuck = result.status is Status.NO_REWRITE and not (printing.json or printing.plain)
    explanation = None
    if why or stuck:
        explanation = explained(text, engine=engine, account_median=median)
    _print(result, explanation, loaded=loaded, whole=why, goal=goals[0], printing=printing)


def _draw(
    plot: Path,
    result: "OptimizationResult",
    trail: "Trail | None",
    *,
    request: "Request",
    engine: "Engine",
) -> None:
    from tweetopt.optimizer.plots.maps import MapFigure
    from tweetopt.optimizer.plots.texts import plot_result

    chart = MapFigure.of(result, request=request, engine=engine, trail=trail)
    first = engine.predictors[request.property]
    plot_result(plot, result, goals=request.goals, predictor=first, chart=chart)
    options.say_drawn(plot)


def _print(
    result: "OptimizationResult",
    explanation: "Explanation | None",
    *,
    loaded: account_options.Loaded,
    whole: bool,
    goal: "Goal",
    printing: Printing,
) -> None:
    """Print the rewrites of a text, and why it is predicted what it is if that is explained.

    Unless the `whole` explanation was asked for, only what would change the prediction.
    """
    if printing.json:
        why = {"why": explanation.as_dict()} if explanation else {}
        options.print_json({**result.as_dict(), **why, **loaded.as_dict()})
        return
    from tweetopt.optimizer.cli.screen import ResultScreen, show_dropped, show_plain, show_whom

    if printing.plain:
        show_plain(result)
        return
    predictors = loaded.engine.predictors
    ResultScreen(result, predictors[goal.property], loaded.account_median).show(
        table=printing.table
    )
    if explanation and not whole:
        from tweetopt.optimizer.cli.screen_explaining import show_ways

        show_ways(explanation, goal=goal)
    elif explanation:
        from tweetopt.optimizer.cli.screen_explaining import show_explanation

        print()
        first, median = next(iter(predictors.values())), loaded.account_median
        show_explanation(explanation, predictor=first, account_median=median, table=printing.table)
    if printing.verbose:
        show_dropped(result)
    show_whom(loaded)


def _text_of(words: list[str], option: str | None) -> str:
    """The one text that was given.

    Raises:
        ValueError: There is none, or several; or a word, which may be meant as a command.
    """
    given = [*words, *([] if option is None else [option])]
    if not given:
        raise ValueError('expected a text in quotes, or --text, got none: optimize "my tweet"')
    (one, *others) = given
    if not others and (option is not None or not one or any(map(str.isspace, one))):
        return one
    got = " and ".join(map(repr, given[:2])) + (f" and {len(given) - 2} more" * (len(given) > 2))
    raise ValueError(
        f"expected one text in quotes, got {got}; a word alone goes after --text, and a command "
        "before its options"
    )
