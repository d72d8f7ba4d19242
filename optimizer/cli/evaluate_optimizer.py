"""`optimize evaluate optimizer`: the search beside its baselines."""

from dataclasses import asdict
from typing import Annotated

import typer

from tweetopt.optimizer.cli import options
from tweetopt.optimizer.plots import check_plot
from tweetopt.optimizer.settings import Effort, Settings

_LEARNED_WORDS = 5_000  # texts that baselines take words and neighbours from


def evaluate_optimizer(
    data: options.Data,
    model: options.Model = options.DEFAULT_MODEL,
    predictor: options.OnePredictor = "likes",
    text_column: options.TextColumn = "text",
    group_column: options.GroupColumn = "account",
    time_column: options.TimeColumn = "created_at",
    split: options.SplitName = None,
    max_rows: options.MaxRows = 100,
    effort: options.EffortName = Effort.NORMAL,
    factor: Annotated[
        list[float] | None,
        typer.Option(help="Goal as a multiple of a text's own prediction; repeatable."),
    ] = None,
    writer: options.Writers = None,
    plot: options.Plot = None,
    json: options.Json = False,
) -> None:
    """The search, and the bold one, beside simple baselines, toward multiples of own predictions.

    Two judges of other families, fitted on the table's judge accounts, say what the rewrites are
    worth; the search never sees them.
    """
    from tweetopt.datasets.tables import Columns
    from tweetopt.optimizer.cli.evaluate_rows import measured_rows
    from tweetopt.optimizer.cli.figures import show_optimizer_report
    from tweetopt.optimizer.cli.progress import counting_screen
    from tweetopt.optimizer.cli.writing import find_writers
    from tweetopt.optimizer.engine import Engine
    from tweetopt.optimizer.judging.evaluation import FACTORS, METHODS
    from tweetopt.optimizer.judging.evaluation import evaluate_optimizer as measure
    from tweetopt.optimizer.judging.judges import fit_judges

    check_plot(plot)
    writers = find_writers(writer or [])
    options.quiet_libraries()
    engine = Engine.load(model, predictors=[predictor])
    columns = Columns(text=text_column, group=group_column, time=time_column)
    (head,) = engine.predictors.values()
    on = measured_rows(data, columns=columns, engine=engine, split=split, most=max_rows)
    rows = on.rows[engine.autoencoder.fits(on.rows["text"].tolist())]
    learned = on.records.part("train", most=_LEARNED_WORDS)
    with counting_screen(
        "Optimizing", (METHODS + 2 * len(writers)) * len(factor or FACTORS)
    ) as advance:
        report = measure(
            rows,
            engine=engine,
            judges=fit_judges(on.records.part("judge"), head.info.scale),
            corpus=learned["text"][engine.autoencoder.fits(learned["text"].tolist())].tolist(),
            settings=Settings(effort=effort),
            factors=factor or FACTORS,
            writers=[] if writer is None else writer,
            on_step=lambda: advance(1),
        )
    if plot is not None:
        from tweetopt.optimizer.plots.measured import plot_optimizer

        plot_optimizer(plot, report, predictor=head)
    if json:
        options.print_json(asdict(report))
    else:
        show_optimizer_report(report)
