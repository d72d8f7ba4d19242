"""What `optimize train vae` does: read texts or token ids, train, report."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from tweetopt.datasets import find_kind
from tweetopt.datasets.placeholders import LINK, MENTION
from tweetopt.optimizer.cli import options
from tweetopt.optimizer.cli.figures_vae import collapse_warning, memorised_warning
from tweetopt.optimizer.cli.progress import training_screen
from tweetopt.optimizer.cli.train_vae_texts import Tables, Teaching, read_tokens
from tweetopt.vae.training.base_models import saved_setting
from tweetopt.vae.training.distributed import is_first_process
from tweetopt.vae.training.loop import TrainingProgress
from tweetopt.vae.training.run import Fit, TrainingRun, fit_texts, fit_tokens
from tweetopt.vae.training.sizes import ModelSizes


@dataclass(frozen=True)
class Source:
    """What a model is trained on, and from.

    Attributes:
        tables: Tables, or a file of token ids.
        base: A T5 or T5-VAE whose weights to start from.
        kind: What the texts are; None for the base's, or tweets.
        whole: Strings that are always one token.
        teaching: The teacher of the gist.
    """

    tables: Tables
    base: str | None
    kind: str | None
    whole: Sequence[str]
    teaching: Teaching

    def only_tables(self, sizes: ModelSizes) -> list[str]:
        """The options given that are of use with tables only."""
        values = {
            "kind": self.kind,
            "max-rows": self.tables.max_rows,
            "max-tokens": sizes.max_tokens,
            "whole": self.whole or None,
            "teacher": self.teaching.name,
            "teacher-cache": self.teaching.cache,
            "teacher-texts": self.teaching.texts,
        }
        return [name for name, value in values.items() if value is not None]


@dataclass(frozen=True)
class Trained:
    """A finished training.

    Attributes:
        fit: What it did.
        skipped: Rows of the tables without text.
        notes: What a user should know of how the tables were read, in sentences.
        from_nothing: Whether it learned tweets without a model to start from.
        losses: The total loss, in nats a token, after each step of this run, with its number.
    """

    fit: Fit
    skipped: int
    notes: Sequence[str]
    from_nothing: bool
    losses: list[tuple[int, float]]


def train(source: Source, sizes: ModelSizes, run: TrainingRun) -> Trained:
    """Train a T5-VAE on what was named, and show how far it is.

    Raises:
        FileNotFoundError: There is no such file, or nothing to resume.
        ValueError: The files, the base or a size are wrong, or options don't fit each other.
    """
    tokens = read_tokens(source.tables, base=source.base, only_tables=source.only_tables(sizes))
    if tokens is None or source.base is None:
        return _train_on_tables(source, sizes, run)
    losses: list[tuple[int, float]] = []
    with _shown(run, losses) as shown:
        fit = fit_tokens(tokens, base=source.base, run=shown, sizes=sizes)
    return Trained(fit, tokens.skipped, (), False, losses)


def _train_on_tables(source: Source, sizes: ModelSizes, run: TrainingRun) -> Trained:
    kind = find_kind(
        source.kind or (source.base and saved_setting(source.base, "kind")) or "tweets"
    )
    corpus = source.tables.read(kind)
    embeddings = source.teaching.embeddings(corpus.train, usual_cache=Path(f"{run.out}.teacher"))
    losses: list[tuple[int, float]] = []
    with _shown(run, losses) as shown:
        fit = fit_texts(
            corpus.train,
            held_out=corpus.validation,
            run=shown,
            sizes=sizes,
            base=source.base,
            effects=corpus.effects,
            embeddings=embeddings,
            kind=kind.name,
            whole=(LINK, MENTION, *source.whole),
        )
    from_nothing = source.base is None and kind.name == "tweets"
    return Trained(fit, corpus.skipped, corpus.notes, from_nothing, losses)


@contextmanager
def _shown(run: TrainingRun, losses: list[tuple[int, float]]) -> Iterator[TrainingRun]:
    """The run, its progress on the screen and its losses collected."""
    with training_screen(shown=is_first_process()) as show:

        def on_step(progress: TrainingProgress) -> None:
            losses.append((progress.step, progress.losses["total"]))
            show(progress)

        yield replace(run, on_step=on_step)


def report(trained: Trained, out: Path, *, plot: Path | None) -> None:
    """Print what a training did, with advice where it went wrong; draw its curves, if asked to."""
    if not is_first_process():
        return
    fit = trained.fit
    print(
        f"Trained {fit.state.step:,} steps on {fit.texts:,} texts into {out}; left out: "
        f"{fit.too_long:,} too long, {trained.skipped:,} without text."
    )
    for note in trained.notes:
        print(note)
    if plot is not None:
        from tweetopt.optimizer.plots.measured import plot_training

        plot_training(plot, fit.state.history, trained.losses)
        options.say_drawn(plot)
    if fit.use.collapsed:
        print(collapse_warning(fit.use, from_nothing=trained.from_nothing))
    if fit.effect and fit.effect.memorised:
        print(memorised_warning(fit.effect))
    if fit.lost > 0:
        print(
            f"The vocabulary can't write {fit.lost:.1%} of the texts exactly; a vocabulary of "
            "their own (without --base) can."
        )
