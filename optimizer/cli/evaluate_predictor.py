"""`optimize evaluate predictor`: a predictor beside its baselines."""

from tweetopt.optimizer.cli import options
from tweetopt.optimizer.cli.groups import TableColumns, grouped
from tweetopt.optimizer.plots import check_plot


@grouped
def evaluate_predictor(
    *,
    data: options.Data,
    model: options.Model = options.DEFAULT_MODEL,
    predictor: options.OnePredictor = "likes",
    columns: TableColumns,
    split: options.SplitName = None,
    max_rows: options.MaxRows = 20_000,
    plot: options.Plot = None,
    json: options.Json = False,
) -> None:
    """A predictor beside what is usual for the account and what words tell.

    Measured on accounts (or texts) that it never saw, if it was trained by these splits.
    """
    from tweetopt.optimizer.cli.evaluate_rows import measured_rows
    from tweetopt.optimizer.cli.figures import report_figures, show_predictor_report
    from tweetopt.optimizer.engine import Engine
    from tweetopt.predictors.baselines import BASELINE_ROWS
    from tweetopt.predictors.evaluation import evaluate_predictor as measure
    from tweetopt.predictors.tables import encode_examples

    check_plot(plot)
    options.quiet_libraries()
    engine = Engine.load(model, predictors=[predictor])
    (head,) = engine.predictors.values()
    on = measured_rows(data, columns=columns.named(), engine=engine, split=split, most=max_rows)
    examples = encode_examples(on.rows, autoencoder=engine.autoencoder)
    words = on.records.words(most=BASELINE_ROWS, without=on.rows)
    report = measure(head, examples, words=words)
    account = on.account(len(examples))
    if plot is not None:
        from tweetopt.optimizer.plots.measured import plot_calibration

        plot_calibration(plot, report, predictor=head, examples=examples)
        options.say_drawn(plot)
    if json:
        options.print_json({**report_figures(report), "rows": vars(account)})
    else:
        show_predictor_report(report, split=on.split)
        account.show()
