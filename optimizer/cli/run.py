"""`optimize --text ... --target-likes ...`: the product."""

from typing import Annotated

import typer

from tweetopt.optimizer.cli import accounts, options, writing
from tweetopt.optimizer.cli.explain import explained
from tweetopt.optimizer.plots import check_plot
from tweetopt.optimizer.settings import OWN_WRITERS, Effort, Settings


def run(
    words: Annotated[
        list[str] | None, typer.Argument(metavar="TEXT", help="The tweet, in quotes.")
    ] = None,
    text: Annotated[str | None, typer.Option(help="The same, also of one word.")] = None,
    target_likes: options.TargetLikes = None,
    goal: options.Goals = None,
    account_median: options.UsualLikes = None,
    history: options.History = None,
    account: options.AccountName = None,
    text_column: options.PostsText = None,
    likes_column: options.LikesColumn = None,
    time_column: options.PostsTime = None,
    keep: Annotated[
        list[str] | None, typer.Option(help="A word that must stay. Repeatable.")
    ] = None,
    candidates: Annotated[int, typer.Option(help="Rewrites to show, at most.")] = 5,
    effort: options.EffortName = Effort.NORMAL,
    writer: options.Writers = None,
    style: options.Styles = None,
    voice: options.Voice = None,
    writer_tokens: options.WriterTokens = None,
    steering: options.Steering = 0.0,
    may: options.May = None,
    bold: options.Bold = False,
    swearing: options.Swearing = False,
    why: Annotated[
        bool, typer.Option("--why", help="Also say why, and what would change it: see explain.")
    ] = False,
    model: options.Model = options.DEFAULT_MODEL,
    predictor: options.Predictors = None,
    seed: options.Seed = 0,
    plot: options.Plot = None,
    verbose: Annotated[
        bool, typer.Option("--verbose", help="Say how many proposals were dropped, and why.")
    ] = False,
    json: options.Json = False,
    table: options.AsTable = False,
    plain: Annotated[
        bool, typer.Option("--plain", help="Print the rewrites alone, a line for each.")
    ] = False,
) -> None:
    """Rewrite a tweet toward a number of likes."""
    from tweetopt.datasets.posts.names import PostColumns

    text = _text_of(words or [], text)
    goals = options.goals(target_likes, goal)
    median = options.account_median(account_median)
    columns = PostColumns(text_column, likes_column, time_column)
    whom = accounts.Whom(median, history, account, columns)
    check_plot(plot)
    if json + table + plain > 1 or (plain and why):
        raise ValueError("expected one of --json, --table and --plain (without --why), got several")

    settings = Settings(
        candidates=candidates,
        effort=effort,
        seed=seed,
        may=options.permissions(may, bold=bold, swearing=swearing),
        writers=tuple(writer or OWN_WRITERS),
        styles=tuple(style or ()),
        voice=writing.voice(voice),
        writer_tokens=writer_tokens,
        steering=steering,
    )

    from tweetopt.optimizer.cli.progress import busy
    from tweetopt.optimizer.goals import Goal, Relation
    from tweetopt.optimizer.request import Request
    from tweetopt.optimizer.rewriting.pipeline import optimize_texts
    from tweetopt.optimizer.writers.trail import Trail

    loaded = accounts.load_for(model, predictor, whom=whom)
    engine = loaded.engine
    goals = goals or [Goal(next(iter(engine.predictors)), Relation.MAX)]
    text = engine.kind.clean(text)
    request = Request(text, goals, account_median=loaded.account_median, keep=keep or [])
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
        from tweetopt.optimizer.plots.maps import MapFigure
        from tweetopt.optimizer.plots.texts import plot_result

        chart = MapFigure.of(result, request=request, engine=engine, trail=next(iter(trails), None))
        first = engine.predictors[goals[0].property]
        plot_result(plot, result, goals=goals, predictor=first, chart=chart)
        options.say_drawn(plot)
    explanation = (
        explained(text, engine=engine, account_median=loaded.account_median) if why else None
    )
    if json:
        told = {"why": explanation.as_dict()} if explanation else {}
        options.print_json({**result.as_dict(), **told, **loaded.as_dict()})
        return
    from tweetopt.optimizer.cli.screen import ResultScreen, show_dropped, show_plain, show_whom

    if plain:
        show_plain(result)
        return
    first = engine.predictors[goals[0].property]
    ResultScreen(result, first, loaded.account_median).show(table=table)
    if explanation:
        from tweetopt.optimizer.cli.screen_explaining import show_explanation

        print()
        one = next(iter(engine.predictors.values()))
        median = loaded.account_median
        show_explanation(explanation, predictor=one, account_median=median, table=table)
    if verbose:
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
