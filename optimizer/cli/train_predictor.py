"""`optimize train predictor`: predicts any number in a table."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from tweetopt.optimizer.cli import choices, options
from tweetopt.optimizer.cli.groups import TableColumns, grouped
from tweetopt.optimizer.plots import check_plot

if TYPE_CHECKING:  # --help waits for none of it
    from tweetopt.predictors.table_fitting import PredictorFit


@grouped
def train_predictor(
    *,
    data: Annotated[Path, typer.Argument(help="A table of texts and numbers.")],
    property_: Annotated[str, typer.Option("--property", help="Column to predict.")],
    out: options.Out,
    model: options.Model = options.DEFAULT_MODEL,
    columns: TableColumns,
    max_rows: options.MaxRows = 100_000,
    scale: Annotated[
        choices.ScaleName | None,
        typer.Option(
            help="How numbers are predicted, see above. Default: chosen from the numbers."
        ),
    ] = None,
    members: Annotated[int, typer.Option(min=1, help="Size of the ensemble.")] = 5,
    seed: Annotated[int, typer.Option(help="Random seed of the resampling.")] = 0,
    plot: options.Plot = None,
    json: options.Json = False,
) -> None:
    """Train a predictor of any number in a table, or of labels of 0 and 1.

    Counts are predicted on the scale log1p, rates from 0 to 1 on logit, labels as probabilities
    (label), other numbers as they are (plain).
    """
    from tweetopt.optimizer.cli.figures import report_figures
    from tweetopt.optimizer.cli.progress import counting_screen
    from tweetopt.predictors.scales import Scale
    from tweetopt.predictors.table_fitting import fit_predictor
    from tweetopt.vae import TextAutoencoder
    from tweetopt.vae.folders import check_output_folder

    check_plot(plot)
    check_output_folder(out)
    _check_name(property_)
    options.quiet_libraries()
    autoencoder = TextAutoencoder.from_pretrained(model)
    with counting_screen("Encoding", None) as advance:
        fit = fit_predictor(
            data,
            property=property_,
            columns=columns.named(),
            autoencoder=autoencoder,
            scale=Scale(scale) if scale else None,
            max_rows=max_rows,
            members=members,
            seed=seed,
            on_rows=advance,
        )
    fit.head.save(out)
    if plot is not None:
        from tweetopt.optimizer.plots.measured import plot_calibration

        plot_calibration(plot, fit.report, predictor=fit.head, examples=fit.validation)
        options.say_drawn(plot)
    if json:
        figures = report_figures(fit.report)
        rows = {"trained_rows": fit.rows, "other_rows": fit.others, "notes": fit.notes}
        options.print_json({**rows, "columns": dict(fit.renamed), **figures})
    else:
        _show(fit, out, scale_given=scale is not None)


def _check_name(name: str) -> None:
    """Refuse what no goal could name: what can be trained can be a goal.

    Raises:
        ValueError: It has blanks at its ends, or ends in a sign of a relation.
    """
    from tweetopt.optimizer.goals import parse_goal

    if name != name.strip() or not name or parse_goal(f"{name}=1").property != name:
        raise ValueError(
            f"--property: expected a name that a goal can have, got {name!r}; rename the column"
        )


def _show(fit: "PredictorFit", out: Path, *, scale_given: bool) -> None:
    from tweetopt.optimizer.cli.figures import show_predictor_report

    for name, found in fit.renamed.items():
        print(f"Column {found} taken for {name}.")
    others = ", ".join(f"{count:,} {reason}" for reason, count in fit.others.items())
    print(f"Trained on {fit.rows:,} rows into {out}; the others: {others}.")
    for note in fit.notes:
        print(note)
    how = "as asked" if scale_given else "chosen from the numbers; --scale names another"
    print(f"Scale: {fit.head.info.scale} ({how}).")
    show_predictor_report(fit.report, split="validation")
