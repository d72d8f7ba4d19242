"""`optimize train vae`: a T5-VAE, from tables of texts or from token ids."""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from tweetopt.optimizer.cli import choices, options
from tweetopt.optimizer.cli.groups import TableColumns, TeacherOptions, grouped
from tweetopt.optimizer.plots import check_plot

if TYPE_CHECKING:  # --help waits for none of it
    from tweetopt.vae.training.config import LossConfig

_EFFECT_WEIGHT = 0.3  # against nats a token; of --effect where there's a --property


@dataclass(frozen=True)
class Sizes:
    """What is changed of a preset's or a base's sizes."""

    max_tokens: Annotated[
        int | None, typer.Option(help="Longest text, in tokens with the end mark.")
    ] = None
    latent_dim: Annotated[int | None, typer.Option(help="Width of the latent code.")] = None
    gist_dim: Annotated[
        int | None,
        typer.Option(
            min=0,
            help="How many of its numbers are the gist, what a text means. With a --teacher 128.",
        ),
    ] = None
    decoder_layers: Annotated[
        int | None, typer.Option(min=1, help="Give the decoder of --base so many layers.")
    ] = None


@dataclass(frozen=True)
class Losses:
    """The terms of the loss, and the noise that they are computed under."""

    latent_noise: Annotated[
        float, typer.Option(help="Highest level of noise on the latent code, 0 to 1.")
    ] = 1.0
    noise_power: Annotated[
        float,
        typer.Option(
            help="How rare high levels are; 1: as frequent as low ones, 2: less frequent."
        ),
    ] = 2.0
    detail_dropout: Annotated[
        float,
        typer.Option(help="Share of texts written from the gist alone, 0 to 1; with --gist-dim."),
    ] = 0.25
    input_noise: Annotated[
        float, typer.Option(help="Largest share of a text's tokens damaged, 0 to 1.")
    ] = 0.0
    token_drop: Annotated[
        float, typer.Option(help="Share of the decoder's input tokens hidden from it, 0 to 1.")
    ] = 0.2
    hints: Annotated[
        float, typer.Option(help="Loss weight of predicting each token from the code alone.")
    ] = 1.0
    mmd: Annotated[
        float, typer.Option(help="Loss weight of the codes' distance (MMD) to the prior.")
    ] = 10.0
    effect: Annotated[
        float | None,
        typer.Option(
            help="Loss weight of predicting --property from the code. Default: "
            f"{_EFFECT_WEIGHT} with a --property."
        ),
    ] = None
    effect_passes: Annotated[
        float,
        typer.Option(help="How many times a text's --property is trained on; then no more."),
    ] = 4.0
    meaning: Annotated[
        float, typer.Option(help="Loss weight of the gist's learning from the --teacher.")
    ] = 2.0
    consistency: Annotated[
        float, typer.Option(help="Loss weight of decoded texts' codes staying where they were.")
    ] = 0.0

    def config(self, property_: str | None) -> "LossConfig":
        """The same for the training; without a property, nothing is predicted of it."""
        from tweetopt.vae.training.config import LossConfig

        usual = 0.0 if property_ is None else _EFFECT_WEIGHT
        return LossConfig(
            latent_noise=self.latent_noise, noise_power=self.noise_power,
            detail_dropout=self.detail_dropout, input_noise=self.input_noise,
            token_drop=self.token_drop, mmd=self.mmd, hints=self.hints,
            effect=usual if self.effect is None else self.effect,
            meaning=self.meaning, consistency=self.consistency,
        )  # fmt: skip


@grouped
def train_vae(
    *,
    data: Annotated[
        list[Path],
        typer.Argument(help="Tables of texts; or a file of token ids (see train tokens)."),
    ],
    out: options.Out,
    preset: Annotated[
        choices.Preset, typer.Option(help="Size of the model, where there's no --base.")
    ] = "small",
    kind: Annotated[
        str | None,
        typer.Option(
            help="tweets (280 characters, links and mentions kept), prose (without the limit), or "
            "code (taken to the letter). Default: as the base, else tweets."
        ),
    ] = None,
    columns: TableColumns,
    max_rows: options.MaxRows = None,
    sizes: Sizes,
    teaching: TeacherOptions,
    minutes: Annotated[
        float | None, typer.Option(help="How long to train. Default: 60, without --epochs.")
    ] = None,
    epochs: Annotated[
        float | None, typer.Option(help="Or how many times to train on all texts.")
    ] = None,
    property_: options.Property = None,
    losses: Losses,
    optimizer: Annotated[
        choices.OptimizerName, typer.Option(help="AdamW, or Muon for the inner layers.")
    ] = "adamw",
    whole: Annotated[
        list[str] | None,
        typer.Option(help="A bracket, a word, ... that is always a token of its own. Repeatable."),
    ] = None,
    base: Annotated[
        str | None, typer.Option(help="A T5 or T5-VAE to start from: a folder, or a hub's name.")
    ] = None,
    batch_tokens: Annotated[
        int, typer.Option(min=1, help="Tokens in a batch; more for a large GPU.")
    ] = 4096,
    learning_rate: Annotated[
        float, typer.Option(help="Highest learning rate; more for larger batches.")
    ] = 1e-3,
    schedule: Annotated[
        choices.Schedule,
        typer.Option(
            help="Of the learning rate: cosine, best with a trained --base; or flat with a "
            "descent at the end, best without."
        ),
    ] = "cosine",
    even_lengths: Annotated[
        bool, typer.Option("--even-lengths", help="Train on long texts as often as on short ones.")
    ] = False,
    track: Annotated[
        choices.Tracker | None, typer.Option(help="Log every step's losses for this tool, too.")
    ] = None,
    seed: Annotated[int, typer.Option(help="Random seed of weights, batches and noise.")] = 0,
    plot: options.Plot = None,
    resume: Annotated[bool, typer.Option("--resume", help="Go on from a checkpoint.")] = False,
) -> None:
    """Train a T5-VAE on tables of texts; accounts that are held out elsewhere stay out here."""
    from tweetopt.optimizer.cli.train_vae_run import Source, report, train
    from tweetopt.optimizer.cli.train_vae_texts import Tables
    from tweetopt.vae.training.config import TrainingConfig
    from tweetopt.vae.training.run import TrainingRun
    from tweetopt.vae.training.sizes import ModelSizes

    check_plot(plot)
    config = TrainingConfig(
        minutes=60.0 if minutes is None and epochs is None else minutes, epochs=epochs,
        batch_tokens=batch_tokens, even_lengths=even_lengths, effect_passes=losses.effect_passes,
        learning_rate=learning_rate, schedule=schedule, optimizer=optimizer,
        loss=losses.config(property_), seed=seed,
    )  # fmt: skip
    run = TrainingRun(out, config, resume=resume, track=track)
    tables = Tables(data, columns.named(), property=property_, max_rows=max_rows)
    source = Source(tables, base=base, kind=kind, whole=whole or [], teaching=teaching.named())
    run.check_folder()
    options.quiet_libraries()
    model_sizes = ModelSizes(
        preset, sizes.latent_dim, sizes.gist_dim, sizes.decoder_layers, sizes.max_tokens
    )
    report(train(source, model_sizes, run), out, plot=plot)
