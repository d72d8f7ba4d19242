"""`optimize interpolate`: the path between two texts."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from tweetopt.optimizer.cli import account_options, options
from tweetopt.optimizer.plots import check_plot

if TYPE_CHECKING:  # a help text needn't wait for it
    from tweetopt.datasets import TextKind


def interpolate(
    start: Annotated[str | None, typer.Argument(metavar="A", help="The text to start at.")] = None,
    end: Annotated[str | None, typer.Argument(metavar="B", help="The text to end at.")] = None,
    pairs: Annotated[
        Path | None, typer.Option(help="A table of pairs, columns start and end.")
    ] = None,
    steps: Annotated[int, typer.Option(help="Points, both ends included.")] = 11,
    start_column: Annotated[str, typer.Option(help="Column with the start.")] = "start",
    end_column: Annotated[str, typer.Option(help="Column with the end.")] = "end",
    account_median: options.UsualLikes = None,
    account: options.AccountName = None,
    model: options.Model = options.DEFAULT_MODEL,
    predictor: options.Predictors = None,
    plot: options.Plot = None,
    json: options.Json = False,
    table: options.AsTable = False,
) -> None:
    """Walk from one text to another in equal steps, and predict what is between."""
    if (pairs is None) != (start is not None and end is not None) or (start and end is None):
        raise ValueError("interpolate: expected two texts or --pairs FILE, got neither or both")
    if steps < 2:
        raise ValueError(f"--steps: expected at least 2, both ends included, got {steps}")
    check_plot(plot)
    whom = account_options.Whom(options.account_median(account_median), account=account)

    from tweetopt.optimizer.cli.progress import busy

    loaded = account_options.load_for(model, predictor, whom=whom, bare=True)
    engine = loaded.engine
    wanted = [(engine.kind.clean(start or ""), engine.kind.clean(end or ""))]
    if pairs is not None:
        wanted = _read(pairs, engine.kind, start_column, end_column)
    if plot is not None and not engine.predictors:
        raise ValueError(
            "--plot: expected a predictor, whose predictions are drawn, got none; name one with "
            "--predictor"
        )
    with busy("Walking from text to text"):
        from tweetopt.optimizer.space.interpolation import interpolate_texts

        paths = interpolate_texts(
            wanted, engine=engine, steps=steps, account_median=loaded.account_median
        )
    if plot is not None:
        from tweetopt.optimizer.plots.texts import plot_paths

        plot_paths(plot, paths, predictor=next(iter(engine.predictors.values())))
        options.say_drawn(plot)
    if json:
        rows = [path.as_dict() for path in paths]
        options.print_json(rows if pairs is not None else rows[0])
        return

    from tweetopt.optimizer.cli.screen_space import show_path

    for path in paths:
        show_path(path, table=table)


def _read(file: Path, kind: "TextKind", start: str, end: str) -> list[tuple[str, str]]:
    from tweetopt.datasets import read_table, text_cells

    table = read_table(file, columns=[start, end]).apply(text_cells, source=str(file))
    if table.empty:
        raise ValueError(f"{file}: expected pairs of texts, got no rows; name another file")
    starts, ends = (table[name].map(kind.clean) for name in (start, end))
    return list(zip(starts, ends, strict=True))
