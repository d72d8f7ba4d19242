"""`optimize train vae` and `optimize train predictor`."""

from pathlib import Path
from typing import Annotated, Any

import typer

from tweetopt.optimizer.cli import options
from tweetopt.optimizer.cli.tokens import read_tokens, teach, write_tokens
from tweetopt.optimizer.plots import check_plot

app = typer.Typer(help="Train a model, or a predictor on a model.", rich_markup_mode=None)

_EFFECT_WEIGHT = 0.3


@app.command("vae")
def train_vae(
    data: Annotated[
        list[Path],
        typer.Argument(help="Tables of texts; or a file of token ids (see train tokens)."),
    ],
    out: options.Out,
    preset: Annotated[str, typer.Option(help="tiny, small or medium.")] = "small",
    kind: Annotated[
        str | None,
        typer.Option(
            help="tweets (280 characters, links and mentions kept), prose (without the limit), or "
            "code (taken to the letter). Default: as the base, else tweets."
        ),
    ] = None,
    text_column: options.TextColumn = "text",
    group_column: options.GroupColumn = "account",
    time_column: options.TimeColumn = "created_at",
    max_rows: options.MaxRows = None,
    max_tokens: Annotated[
        int | None, typer.Option(help="Longest text, in tokens with the end mark.")
    ] = None,
    latent_dim: Annotated[int | None, typer.Option(help="Width of the code.")] = None,
    gist_dim: Annotated[
        int | None,
        typer.Option(min=0, help="How many of its numbers say what a text means (--teacher: 128)."),
    ] = None,
    decoder_layers: Annotated[
        int | None, typer.Option(min=1, help="Give the decoder of --base so many layers.")
    ] = None,
    teacher: options.TeacherName = None,
    teacher_cache: options.TeacherCache = None,
    teacher_texts: options.TeacherTexts = None,
    minutes: Annotated[float | None, typer.Option(help="How long to train.")] = None,
    epochs: Annotated[float | None, typer.Option(help="Or how often to show all texts.")] = None,
    property_: options.CodeTells = None,
    latent_noise: Annotated[
        float | None, typer.Option(help="Highest level of noise on the code, 0 to 1.")
    ] = None,
    noise_power: Annotated[
        float | None,
        typer.Option(help="How seldom high levels are; 1: as often as low ones, 2: less often."),
    ] = None,
    input_noise: Annotated[
        float | None, typer.Option(help="Largest share of a text's tokens damaged, 0 to 1.")
    ] = None,
    token_drop: Annotated[
        float | None, typer.Option(help="Share of the decoder's own words hidden from it, 0 to 1.")
    ] = None,
    hints: Annotated[
        float | None, typer.Option(help="Weight of guessing each token from the code alone.")
    ] = None,
    mmd: Annotated[float | None, typer.Option(help="Weight of the distance to the prior.")] = None,
    effect: Annotated[float | None, typer.Option(help="Weight of telling the --property.")] = None,
    effect_passes: Annotated[
        float | None,
        typer.Option(help="How often a text's --property is told; then no more. Default: 4."),
    ] = None,
    meaning: Annotated[
        float | None, typer.Option(help="Weight of the gist's learning from the --teacher.")
    ] = None,
    consistency: Annotated[
        float | None, typer.Option(help="Weight of written texts' codes staying where they were.")
    ] = None,
    optimizer: Annotated[str | None, typer.Option(help="adamw or muon.")] = None,
    whole: Annotated[
        list[str] | None,
        typer.Option(help="A bracket, a word, ... that is always a token of its own; repeatable."),
    ] = None,
    base: Annotated[
        str | None, typer.Option(help="A T5 or T5-VAE to start from: a folder, or a hub's name.")
    ] = None,
    batch_tokens: Annotated[
        int | None, typer.Option(min=1, help="Tokens in a batch; more for a large GPU.")
    ] = None,
    learning_rate: Annotated[
        float | None, typer.Option(help="Highest rate; more for larger batches.")
    ] = None,
    schedule: Annotated[
        str | None,
        typer.Option(help="cosine, or flat with a descent at the end: best from the start."),
    ] = None,
    even_lengths: Annotated[
        bool, typer.Option("--even-lengths", help="Show long texts as often as short ones.")
    ] = False,
    track: Annotated[str | None, typer.Option(help="tensorboard or wandb.")] = None,
    seed: Annotated[int, typer.Option(help="Of weights, batches and noise.")] = 0,
    plot: options.Plot = None,
    resume: Annotated[bool, typer.Option("--resume", help="Go on from a checkpoint.")] = False,
) -> None:
    """Train a T5-VAE on tables of texts; accounts that are held out elsewhere stay out here."""
    from tweetopt.datasets import find_kind
    from tweetopt.datasets.corpus import read_corpus
    from tweetopt.datasets.entities import LINK, MENTION
    from tweetopt.optimizer.cli.figures_vae import by_heart_warning, collapse_warning
    from tweetopt.optimizer.cli.progress import training_screen
    from tweetopt.vae.config import PRESETS
    from tweetopt.vae.folders import check_output_folder
    from tweetopt.vae.training.bases import saved_setting
    from tweetopt.vae.training.config import TrainingConfig
    from tweetopt.vae.training.distributed import is_first_process
    from tweetopt.vae.training.fitting import fit_texts, fit_tokens
    from tweetopt.vae.training.loop import TRACKERS, TrainingProgress
    from tweetopt.vae.training.losses import LossConfig

    if preset not in PRESETS:
        raise ValueError(f"--preset: expected one of {', '.join(PRESETS)}, got {preset!r}")
    if minutes is None and epochs is None:
        minutes = 60.0
    if track is not None and track not in TRACKERS:
        raise ValueError(f"--track: expected one of {', '.join(TRACKERS)}, got {track!r}")
    check_plot(plot)
    if property_ is not None and effect is None:
        effect = _EFFECT_WEIGHT
    loss = _given(
        latent_noise=latent_noise,
        noise_power=noise_power,
        input_noise=input_noise,
        token_drop=token_drop,
        hints=hints,
        mmd=mmd,
        effect=effect,
        meaning=meaning,
        consistency=consistency,
    )
    training = TrainingConfig(
        minutes=minutes,
        epochs=epochs,
        seed=seed,
        loss=LossConfig(**loss),
        even_lengths=even_lengths,
        **_given(
            optimizer=optimizer,
            batch_tokens=batch_tokens,
            learning_rate=learning_rate,
            schedule=schedule,
            effect_passes=effect_passes,
        ),
    )
    first = is_first_process()
    if not resume and first:
        check_output_folder(out)
    options.quiet_libraries()
    of_tables = {
        "kind": kind, "max-rows": max_rows, "max-tokens": max_tokens, "whole": whole,
        "teacher": teacher, "teacher-cache": teacher_cache, "teacher-texts": teacher_texts,
    }  # fmt: skip
    tokens = read_tokens(data, base=base, effects_of=property_, given=of_tables)
    losses: list[tuple[int, float]] = []

    def on_step(progress: TrainingProgress) -> None:
        losses.append((progress.step, progress.losses["total"]))
        show(progress)

    how: dict[str, Any] = {
        "out": out, "training": training, "base": base, "resume": resume, "track": track,
        "on_step": on_step, "latent_dim": latent_dim, "gist_dim": gist_dim,
        "decoder_layers": decoder_layers,
    }  # fmt: skip
    if tokens is not None:
        skipped = tokens.skipped
        with training_screen(shown=first) as show:
            fit = fit_tokens(tokens, **how)
    else:
        texts_are = find_kind(kind or (base and saved_setting(base, "kind")) or "tweets")
        corpus = read_corpus(
            data,
            kind=texts_are,
            text_column=text_column,
            group_column=group_column,
            time_column=time_column,
            property_column=property_,
            max_rows=max_rows,
        )
        skipped = corpus.skipped
        embeddings = teach(
            corpus.train,
            teacher,
            cache=teacher_cache or Path(f"{out}.teacher"),
            most=teacher_texts,
        )
        with training_screen(shown=first) as show:
            fit = fit_texts(
                corpus.train,
                held_out=corpus.validation,
                effects=corpus.effects,
                embeddings=embeddings,
                kind=texts_are.name,
                preset=preset,
                max_tokens=max_tokens,
                whole=(LINK, MENTION, *(whole or ())),
                **how,
            )
    if not first:
        return
    print(
        f"Trained {fit.state.step:,} steps on {fit.texts:,} texts into {out}; left out: "
        f"{fit.too_long:,} too long, {skipped:,} without text."
    )
    if plot is not None:
        from tweetopt.optimizer.plots.measured import plot_training

        plot_training(plot, fit.state.history, losses)
    if fit.use.collapsed:
        print(collapse_warning(fit.use))
    if fit.effect and fit.effect.memorised:
        print(by_heart_warning(fit.effect))
    if fit.lost > 0:
        print(
            f"The vocabulary can't write {fit.lost:.1%} of the texts exactly; a vocabulary of "
            "their own (without --base) can."
        )


app.command("tokens")(write_tokens)


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
    scale: Annotated[
        str | None,
        typer.Option(help="log1p, logit, plain or label. Default: chosen from the numbers."),
    ] = None,
    members: Annotated[int, typer.Option(min=1, help="Size of the ensemble.")] = 5,
    seed: Annotated[int, typer.Option(help="Of the resampling.")] = 0,
    plot: options.Plot = None,
    json: options.Json = False,
) -> None:
    """Train a predictor of any number in a table, or of labels of 0 and 1.

    Counts are predicted on the scale log1p, rates from 0 to 1 on logit, labels as probabilities,
    other numbers as they are (plain).
    """
    from tweetopt.optimizer.cli.figures import report_figures, show_predictor_report
    from tweetopt.optimizer.cli.progress import counting_screen
    from tweetopt.optimizer.fitting import fit_predictor
    from tweetopt.optimizer.tables import Columns
    from tweetopt.predictors.scales import Scale
    from tweetopt.vae import TextAutoencoder
    from tweetopt.vae.folders import check_output_folder

    if scale is not None and scale not in set(Scale):
        raise ValueError(f"--scale: expected one of {', '.join(Scale)}, got {scale!r}")
    check_plot(plot)
    check_output_folder(out)
    options.quiet_libraries()
    autoencoder = TextAutoencoder.from_pretrained(model)
    with counting_screen("Encoding", None) as advance:
        fit = fit_predictor(
            data,
            property=property_,
            columns=Columns(text=text_column, group=group_column, time=time_column),
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
    if json:
        figures = report_figures(fit.report)
        options.print_json({"trained_rows": fit.rows, "skipped": fit.skipped, **figures})
        return
    left_out = ", ".join(f"{count:,} with {reason}" for reason, count in fit.skipped.items())
    print(f"Trained on {fit.rows:,} rows into {out}; left out: {left_out}.")
    how = "as asked" if scale else "chosen from the numbers; --scale names another"
    print(f"Scale: {fit.head.scale} ({how}).")
    show_predictor_report(fit.report, split="validation")


def _given(**settings: Any) -> dict[str, Any]:
    """The settings that were given."""
    return {name: value for name, value in settings.items() if value is not None}
