"""`optimize evaluate optimizer`: the search beside its baselines."""

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from tweetopt.optimizer.cli import options
from tweetopt.optimizer.cli.groups import TableColumns, grouped
from tweetopt.optimizer.plots import check_plot
from tweetopt.optimizer.settings import Effort, Settings

if TYPE_CHECKING:  # --help waits for none of it
    import pandas as pd

    from tweetopt.optimizer.cli.evaluate_rows import RowAccount
    from tweetopt.optimizer.engine import Engine
    from tweetopt.optimizer.judging.scores import OptimizerReport
    from tweetopt.predictors.base import PropertyPredictor

_LEARNED_WORDS = 5_000  # texts that baselines take words and neighbours from


@grouped
def evaluate_optimizer(
    *,
    data: options.Data,
    model: options.Model = options.DEFAULT_MODEL,
    predictor: options.OnePredictor = "likes",
    columns: TableColumns,
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
    from tweetopt.optimizer.cli.evaluate_rows import measured_rows
    from tweetopt.optimizer.cli.progress import counting_screen
    from tweetopt.optimizer.cli.writing import find_writers, print_used
    from tweetopt.optimizer.engine import Engine
    from tweetopt.optimizer.judging.evaluation import (
        FACTORS,
        METHODS,
        evaluate_optimizer as measure,
    )
    from tweetopt.optimizer.judging.judges import check_enough, fit_judges

    check_plot(plot)
    writers = find_writers(writer or [])
    options.quiet_libraries()
    engine = Engine.load(model, predictors=[predictor])
    (head,) = engine.predictors.values()
    on = measured_rows(data, columns=columns.named(), engine=engine, split=split, most=max_rows)
    rows = _held(on.rows, engine)
    account = on.account(len(rows))
    judging = on.records.part("judge")
    learned = on.records.part("train", most=_LEARNED_WORDS)
    check_enough(data, judging=len(judging), learned=len(learned))
    steps = (METHODS + 2 * len(writers)) * len(factor or FACTORS)
    with counting_screen("Optimizing", steps) as advance:
        report = measure(
            rows,
            engine=engine,
            judges=fit_judges(judging, head.info.scale),
            corpus=_held(learned, engine)["text"].tolist(),
            settings=Settings(effort=effort),
            factors=factor or FACTORS,
            writers=[] if writer is None else writer,
            on_step=lambda: advance(1),
        )
    print_used(writers)
    if plot is not None:
        _draw(plot, report, head)
    _show(report, account, json=json)


def _held(rows: "pd.DataFrame", engine: "Engine") -> "pd.DataFrame":
    """The rows whose texts the model can hold."""
    return rows[engine.autoencoder.fits(rows["text"].tolist())]


def _draw(plot: Path, report: "OptimizerReport", predictor: "PropertyPredictor") -> None:
    from tweetopt.optimizer.plots.measured import plot_optimizer

    plot_optimizer(plot, report, predictor=predictor)
    options.say_drawn(plot)


def _show(report: "OptimizerReport", account: "RowAccount", *, json: bool) -> None:
    """Print the report and what became of the table's rows."""
    from tweetopt.optimizer.cli.figures import show_optimizer_report

    if json:
        options.print_json({**asdict(report), "rows": vars(account)})
    else:
        show_optimizer_report(report)
        account.show()
