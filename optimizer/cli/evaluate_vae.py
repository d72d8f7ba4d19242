"""`optimize evaluate vae`: what a model rebuilds, and what its latent space is like."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from tweetopt.optimizer.cli import choices, options
from tweetopt.optimizer.plots import check_plot

if TYPE_CHECKING:  # --help waits for none of it
    from tweetopt.optimizer.cli.evaluate_vae_run import Measured, Measurements


def evaluate_vae(
    data: options.Data,
    model: options.Model = options.DEFAULT_MODEL,
    text_column: options.TextColumn = "text",
    group_column: options.GroupColumn = None,
    split: Annotated[
        choices.Rows,
        typer.Option(
            help="Rows to use. Accounts decide the split, or the texts where the table has no "
            "accounts."
        ),
    ] = "test",
    max_rows: options.MaxRows = 1_000,
    skip_smoothness: Annotated[
        bool, typer.Option("--skip-smoothness", help="Reconstruction alone: quicker.")
    ] = False,
    parse: Annotated[
        choices.Parser | None,
        typer.Option(help="Count written lines that are valid in this language."),
    ] = None,
    temperature: Annotated[
        float, typer.Option(min=0, help="Sampling temperature of the lines that --parse counts.")
    ] = 0.0,
    beams: options.Beams = 1,
    teacher: Annotated[
        str | None,
        typer.Option(
            help="Measure how well sentence embeddings are predicted from the codes: those of a "
            "folder, of a model on the Hugging Face hub, or lsa, learned from the table's "
            "training rows."
        ),
    ] = None,
    triples: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE",
            help="Measure whether paraphrases are nearer by the model than nearly the same words "
            "with another meaning: a table with the columns kind, text, paraphrase and other, "
            "such as examples/meaning.csv.",
        ),
    ] = None,
    plot: options.Plot = None,
    json: options.Json = False,
) -> None:
    """Reconstruction by length, the health of the codes, the space between them, and echoes.

    Fluency is judged by a word model of its own, fitted on the table's training rows.
    """
    from tweetopt.datasets import find_kind
    from tweetopt.datasets.tables import Columns, read_text_table
    from tweetopt.optimizer.cli.evaluate_rows import RowAccount
    from tweetopt.optimizer.cli.evaluate_vae_run import Measurements, measure
    from tweetopt.optimizer.cli.triples import read_triples
    from tweetopt.vae import TextAutoencoder

    check_plot(plot)
    options.quiet_libraries()
    autoencoder = TextAutoencoder.from_pretrained(model)
    kind = find_kind(autoencoder.kind)
    table = read_text_table(
        data,
        kind=kind,
        columns=Columns.named(text=text_column, group=group_column),
    )
    rows = table.part(split, most=max_rows)
    if rows.empty:
        raise ValueError(options.no_rows(data, split))
    wanted = Measurements(
        smoothness=not skip_smoothness,
        parse=parse is not None,
        temperature=temperature,
        beams=beams,
        teacher=teacher,
        triples=() if triples is None else read_triples(triples, kind=kind),
    )
    measured = measure(autoencoder, table, rows, split=split, wanted=wanted)
    fitting = len(rows) - measured.report.too_long
    account = RowAccount.of(table, split=split, drawn=len(rows), measured=fitting)
    if plot is not None:
        from tweetopt.optimizer.plots.measured import plot_vae

        plot_vae(plot, measured.report, measured.smoothness)
        options.say_drawn(plot)
    if json:
        options.print_json({**measured.as_dict(), "rows": vars(account)})
    else:
        _show(measured, wanted)
        account.show()


def _show(measured: "Measured", wanted: "Measurements") -> None:
    from tweetopt.optimizer.cli import figures_vae

    figures_vae.show_vae_report(measured.report)
    if measured.smoothness:
        figures_vae.show_smoothness(measured.smoothness)
    if measured.echoes:
        figures_vae.show_echoes(measured.echoes)
    if measured.validity:
        figures_vae.show_validity(measured.validity, temperature=wanted.temperature)
    if measured.meaning:
        figures_vae.show_meaning(measured.meaning, teacher=str(wanted.teacher))
    if measured.gist_use:
        figures_vae.show_gist_use(measured.gist_use)
    if measured.triples:
        figures_vae.show_triples(measured.triples)
