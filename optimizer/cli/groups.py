"""Options that commands take together, as one value.

A command whose parameter is one of these dataclasses gets their fields as options in its place.
"""

from collections.abc import Callable
from dataclasses import dataclass, fields, is_dataclass
from inspect import Parameter, Signature, signature
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, get_type_hints

import typer

from tweetopt.optimizer.cli import account_options, choices, options, writing
from tweetopt.optimizer.permissions import Permission, parse_permissions
from tweetopt.optimizer.settings import OWN_WRITERS, Settings, Style

if TYPE_CHECKING:  # --help waits for none of it
    from tweetopt.datasets.posts.column_names import PostColumns
    from tweetopt.datasets.tables import Columns
    from tweetopt.optimizer.batch.checks import Batch
    from tweetopt.optimizer.batch.rows import RowJob
    from tweetopt.optimizer.cli.train_vae_texts import Teaching

_MOST_WORKERS = 4  # each holds the model


def grouped(command: Callable[..., None]) -> Callable[..., None]:
    """A command as Typer wants it: with each option of its groups as a parameter of its own."""
    hints = get_type_hints(command, include_extras=True)
    groups = {
        name: hint for name, hint in hints.items() if isinstance(hint, type) and is_dataclass(hint)
    }
    parameters = [
        single
        for parameter in signature(command).parameters.values()
        for single in _options_of(parameter, hints[parameter.name])
    ]

    def run(**given: Any) -> None:  # Typer passes each option by its name
        for name, group in groups.items():
            given[name] = group(**{each.name: given.pop(each.name) for each in fields(group)})
        command(**given)

    run.__doc__, run.__name__ = command.__doc__, command.__name__
    run.__annotations__ = {each.name: each.annotation for each in parameters}
    run.__signature__ = Signature(parameters)  # type: ignore[attr-defined]  # as inspect reads it
    return run


def _options_of(parameter: Parameter, hint: Any) -> list[Parameter]:
    if not is_dataclass(hint):
        return [parameter.replace(annotation=hint)]
    hints = get_type_hints(hint, include_extras=True)
    return [
        Parameter(
            each.name, Parameter.KEYWORD_ONLY, default=each.default, annotation=hints[each.name]
        )
        for each in fields(hint)
    ]


@dataclass(frozen=True)
class PastColumns:
    """The columns of past posts."""

    text_column: Annotated[
        str | None,
        typer.Option(
            "--text-column",
            metavar="COLUMN",
            help="Column with the text of past posts. Default: found by its usual names.",
        ),
    ] = None
    likes_column: options.LikesColumn = None
    time_column: options.PostsTime = None

    def named(self) -> "PostColumns":
        """The same for those who read posts."""
        from tweetopt.datasets.posts.column_names import PostColumns

        return PostColumns(self.text_column, self.likes_column, self.time_column)


@dataclass(frozen=True)
class Audience:
    """Whom predictions are for."""

    account_median: options.UsualLikes = None
    history: Annotated[
        Path | None,
        typer.Option(
            help="Your past posts and what they got, instead of a median: an archive, an export "
            "or a table."
        ),
    ] = None
    account: options.AccountName = None

    def whom(self, columns: "PastColumns | None" = None) -> account_options.Whom:
        """The same, read.

        Raises:
            ValueError: A number is none, or several say what posts usually get.
        """
        median = options.account_median(self.account_median)
        named = None if columns is None else columns.named()
        return account_options.Whom(median, self.history, self.account, named)


@dataclass(frozen=True)
class TableColumns:
    """The columns of a table of texts by many accounts."""

    text_column: options.TextColumn = "text"
    group_column: options.GroupColumn = None
    time_column: Annotated[
        str | None,
        typer.Option(
            metavar="COLUMN", help="Column with the time of posting. Default: created_at, if any."
        ),
    ] = None

    def named(self) -> "Columns":
        """The same for those who read tables."""
        from tweetopt.datasets.tables import Columns

        return Columns.named(text=self.text_column, group=self.group_column, time=self.time_column)


@dataclass(frozen=True)
class TeacherOptions:
    """The sentence embeddings that a gist learns from."""

    teacher: options.TeacherName = None
    teacher_cache: options.TeacherCache = None
    teacher_texts: Annotated[
        int | None, typer.Option(min=1, help="Embed so many texts, drawn at random.")
    ] = None

    def named(self) -> "Teaching":
        """The same for the training."""
        from tweetopt.optimizer.cli.train_vae_texts import Teaching

        return Teaching(self.teacher, self.teacher_cache, self.teacher_texts)


@dataclass(frozen=True)
class Writing:
    """Who writes, and how language models are asked."""

    writer: options.Writers = None
    style: Annotated[
        list[Style] | None,
        typer.Option(
            "--style", help="What language models are asked for. Repeatable. Default: all."
        ),
    ] = None
    voice: Annotated[
        Path | None,
        typer.Option(help="A table of posts of your own, which language models are shown."),
    ] = None
    writer_tokens: Annotated[
        int | None,
        typer.Option(min=1, help="Ask a server no more once it read and wrote so many tokens."),
    ] = None
    steering: Annotated[
        float,
        typer.Option(min=0, help="How strongly a hf: model is drawn to words that predict more."),
    ] = 0.0

    def settings(self) -> Settings:
        """The settings that these make, the others as usual.

        Raises:
            FileNotFoundError: There is no file --voice.
            ValueError: It can't be read.
        """
        return Settings(
            writers=tuple(self.writer or OWN_WRITERS),
            styles=tuple(self.style or ()),
            voice=writing.voice(self.voice),
            writer_tokens=self.writer_tokens,
            steering=self.steering,
        )


@dataclass(frozen=True)
class Permits:
    """What rewrites may do beyond saying the same."""

    may: Annotated[
        str | None,
        typer.Option(
            metavar="A,B,...",
            help="What rewrites may do beyond saying the same in other words: "
            f"{', '.join(Permission)}.",
        ),
    ] = None
    bold: Annotated[
        bool,
        typer.Option("--bold", help="Rewrites may say something new; short for --may new-words."),
    ] = False
    swearing: Annotated[
        bool, typer.Option("--swearing", help="Rewrites may swear; short for --may swearing.")
    ] = False

    def permissions(self) -> frozenset[Permission]:
        """All that is permitted.

        Raises:
            ValueError: A permission isn't known.
        """
        short = {Permission.NEW_WORDS: self.bold, Permission.SWEARING: self.swearing}
        given = {permission for permission, there in short.items() if there}
        return parse_permissions(self.may or "") | given


@dataclass(frozen=True)
class BatchRun:
    """How a table is worked on."""

    resume: Annotated[
        bool, typer.Option("--resume", help="Go on with what an interrupted batch has left.")
    ] = False
    overwrite: Annotated[bool, typer.Option("--overwrite", help="OUTPUT may be there already.")] = (
        False
    )
    fail_fast: Annotated[bool, typer.Option("--fail-fast", help="Stop at the first bad row.")] = (
        False
    )
    engine: Annotated[
        choices.Engine, typer.Option(help="On this machine, or on a Ray cluster.")
    ] = "local"
    workers: Annotated[
        int | None,
        typer.Option(min=1, help="Processes, or Ray actors. Default: one a core, at most 4."),
    ] = None

    def batch(
        self, source: Path, output: Path, *, job: "RowJob", model: str, predictors: tuple[str, ...]
    ) -> "Batch":
        """The batch that does a job so."""
        from tweetopt.optimizer.batch.checks import Batch

        return Batch(
            source, output, job, model, predictors, resume=self.resume, overwrite=self.overwrite,
            fail_fast=self.fail_fast, ray=self.engine == "ray", workers=self._processes(output),
        )  # fmt: skip

    def _processes(self, output: Path) -> int:
        """As many as asked for; else one for a pipe, and one for each core for a file."""
        import os

        if self.workers is not None:
            return self.workers
        return 1 if str(output) == "-" else min(os.cpu_count() or 1, _MOST_WORKERS)
