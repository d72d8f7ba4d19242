"""`optimize train vae` and `optimize train predictor`."""

from pathlib import Path
from typing import Annotated

import typer

from tweetopt.optimizer.cli import options

app = typer.Typer(help="Train a model, or a predictor on a model.", rich_markup_mode=None)


@app.command("vae")
def train_vae(
    data: Annotated[list[Path], typer.Argument(help="Tables of texts.")],
    out: options.Out,
    preset: Annotated[str, typer.Option(help="tiny or small.")] = "small",
    text_column: options.TextColumn = "text",
    group_column: options.GroupColumn = "account",
    max_rows: options.MaxRows = None,
    max_tokens: Annotated[
        int | None, typer.Option(help="Longest text, in tokens with the end mark.")
    ] = None,
    latent_dim: Annotated[int | None, typer.Option(help="Width of the code.")] = None,
    minutes: Annotated[float | None, typer.Option(help="How long to train.")] = None,
    epochs: Annotated[float | None, typer.Option(help="Or how often to show all texts.")] = None,
    seed: Annotated[int, typer.Option(help="Of weights, batches and noise.")] = 0,
    resume: Annotated[bool, typer.Option("--resume", help="Go on from a checkpoint.")] = False,
) -> None:
    """Train a T5-VAE on tables of texts; accounts that are held out elsewhere stay out here."""
    from tweetopt.datasets.corpus import read_corpus
    from tweetopt.datasets.entities import LINK, MENTION
    from tweetopt.optimizer.cli.progress import training_screen
    from tweetopt.vae.config import PRESETS
    from tweetopt.vae.fitting import fit_texts
    from tweetopt.vae.folders import check_output_folder
    from tweetopt.vae.training import TrainingConfig

    if preset not in PRESETS:
        raise ValueError(f"--preset: expected one of {', '.join(PRESETS)}, got {preset!r}")
    if minutes is None and epochs is None:
        minutes = 60.0
    training = TrainingConfig(minutes=minutes, epochs=epochs, seed=seed)
    if not resume:
        check_output_folder(out)
    options.quiet_libraries()
    corpus = read_corpus(
        data, text_column=text_column, group_column=group_column, max_rows=max_rows
    )
    with training_screen() as on_step:
        fit = fit_texts(
            corpus.train,
            held_out=corpus.validation,
            out=out,
            training=training,
            preset=preset,
            latent_dim=latent_dim,
            max_tokens=max_tokens,
            whole=(LINK, MENTION),
            resume=resume,
            on_step=on_step,
        )
    print(
        f"Trained {fit.state.step:,} steps on {fit.texts:,} texts into {out}; left out: "
        f"{fit.too_long:,} too long, {corpus.skipped:,} without text."
    )


@app.command("predictor")
def train_predictor(
    data: Annotated[Path, typer.Argument(help="A table of texts and numbers.")],
    property_: Annotated[str, typer.Option("--property", help="Column to predict.")],
    out: options.Out,
    model: options.Model = options.DEFAULT_MODEL,
    text_column: options.TextColumn = "text",
    group_column: options.GroupColumn = "account",
    time_column: options.TimeColumn = "created_at",
    max_rows: options.MaxRows = 100_000,
    members: Annotated[int, typer.Option(min=1, help="Size of the ensemble.")] = 5,
    seed: Annotated[int, typer.Option(help="Of the resampling.")] = 0,
) -> None:
    """Train a predictor of any number in a table."""
    from tweetopt.optimizer.cli.figures import show_predictor_report
    from tweetopt.optimizer.cli.progress import counting_screen
    from tweetopt.optimizer.fitting import fit_predictor
    from tweetopt.optimizer.tables import Columns
    from tweetopt.vae import TextAutoencoder
    from tweetopt.vae.folders import check_output_folder

    check_output_folder(out)
    options.quiet_libraries()
    autoencoder = TextAutoencoder.from_pretrained(model)
    with counting_screen("Encoding", None) as advance:
        fit = fit_predictor(
            data,
            property=property_,
            columns=Columns(text=text_column, group=group_column, time=time_column),
            autoencoder=autoencoder,
            max_rows=max_rows,
            members=members,
            seed=seed,
            on_rows=advance,
        )
    fit.head.save(out)
    left_out = ", ".join(f"{count:,} with {reason}" for reason, count in fit.skipped.items())
    print(f"Trained on {fit.rows:,} rows into {out}; left out: {left_out}.")
    if fit.report is not None:
        show_predictor_report(fit.report, split="validation")
