"""`optimize sample`: new texts."""

from typing import Annotated

import typer

from tweetopt.optimizer.cli import account_options, choices, options


def sample(
    count: Annotated[int, typer.Option("-n", "--count", help="How many texts.")] = 10,
    near: Annotated[str | None, typer.Option(metavar="TEXT", help="Stay around this text.")] = None,
    radius: Annotated[
        float, typer.Option(help="How far from it; 1 is about as far as any other text.")
    ] = 1.2,
    goal: Annotated[
        list[str] | None,
        typer.Option(help="PROPERTY=VALUE, PROPERTY>=VALUE or PROPERTY<=VALUE. Repeatable."),
    ] = None,
    account_median: options.UsualLikes = None,
    account: options.AccountName = None,
    parse: Annotated[
        choices.Parser | None,
        typer.Option(help="Say how many texts are valid lines of this language."),
    ] = None,
    beams: options.Beams = 1,
    model: options.Model = options.DEFAULT_MODEL,
    predictor: options.Predictors = None,
    seed: Annotated[
        int, typer.Option(help="Random seed of the draws; the same seed, the same texts.")
    ] = 0,
    json: options.Json = False,
    table: options.AsTable = False,
) -> None:
    """Write new texts: from anywhere, from around a text, or toward a goal."""
    goals = options.goals(None, goal)
    whom = account_options.Whom(options.account_median(account_median), account=account)

    from tweetopt.optimizer.cli.progress import busy

    loaded = account_options.load_for(model, predictor, whom=whom, bare=True)
    engine = loaded.engine
    with busy("Writing texts"):
        from tweetopt.optimizer.space.sampling import sample_texts
        from tweetopt.vae.measuring.validity import parses

        samples = sample_texts(
            count,
            engine=engine,
            near=near and engine.kind.clean(near),
            radius=radius,
            goals=goals,
            account_median=loaded.account_median,
            beams=beams,
            seed=seed,
        )
    valid = [parses(each.text) for each in samples] if parse else None
    if json:
        rows = [each.as_dict() for each in samples]
        for row, parsed in zip(rows, valid or [], strict=False):
            row["parses"] = parsed
        options.print_json(rows)
        return

    from tweetopt.optimizer.cli.screen_space import show_samples

    show_samples(samples, wanted=count, goals=goals, valid=valid, table=table)
