"""Progress on stderr, so that stdout stays what was asked for."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Timer
from time import monotonic
from typing import TYPE_CHECKING

from rich.console import Console
from rich.progress import (
    BarColumn,
    Progress,
    ProgressColumn,
    SpinnerColumn,
    Task,
    TextColumn,
    TimeElapsedColumn,
)
from rich.text import Text

if TYPE_CHECKING:  # a download needn't wait for torch
    from tweetopt.vae.training.loop import TrainingProgress

_LOG_SECONDS = 60


class CountColumn(ProgressColumn):
    """How many of how many; where the total isn't known, how many, and nothing before the first."""

    def render(self, task: Task) -> Text:
        """The count of a task."""
        if task.total is not None:
            told = f"{int(task.completed):,} of {int(task.total):,}"
            return Text(told, style="progress.download")
        return Text(f"{int(task.completed):,}" if task.completed else "", style="progress.download")


_SHOWN_AFTER = 0.5
"""Seconds after which it is said what is going on; what is quicker needs no word."""


@contextmanager
def busy(what: str) -> Iterator[None]:
    """Says on a terminal what is going on, as long as it does, if that isn't over at once."""
    console = Console(stderr=True)
    if not console.is_terminal:
        yield
        return
    status = console.status(f"{what} ...")
    timer = Timer(_SHOWN_AFTER, status.start)
    timer.daemon = True  # an error meanwhile ends the program
    timer.start()
    try:
        yield
    finally:
        timer.cancel()
        timer.join()  # if it is about to start
        status.stop()


@contextmanager
def training_screen(*, shown: bool = True) -> Iterator[Callable[["TrainingProgress"], None]]:
    """Shows a training; to a file it writes a line a minute."""
    console = Console(stderr=True, quiet=not shown)
    columns = (SpinnerColumn(), BarColumn(bar_width=24), TextColumn("{task.description}"))
    with Progress(*columns, console=console, disable=not console.is_terminal) as progress:
        task = progress.add_task("preparing", total=1.0)
        logged = -1.0

        def on_step(state: "TrainingProgress") -> None:
            nonlocal logged
            line = training_line(state)
            progress.update(task, completed=state.fraction, description=line)
            if not console.is_terminal and state.seconds - logged >= _LOG_SECONDS:
                console.print(line, soft_wrap=True)
                logged = state.seconds

        yield on_step


def training_line(state: "TrainingProgress") -> str:
    """One line about where a training stands."""
    gap = "-"
    if state.use:
        gap = f"{state.use.gap:.2f}, {state.use.active_units} of {state.use.latent_dim} units"
        if state.use.collapsed and state.fraction > 0.5:
            gap += " (code hardly used: lower --latent-noise, raise --hints)"
    return (
        f"step {state.step:,}  loss {state.losses['reconstruction']:.3f}  "
        f"mmd {state.losses['mmd']:.4f}  NLL gap {gap}  "
        f"{state.tokens_per_second:,.0f} tokens/s  {_duration(state.seconds_left)} left"
    )


@contextmanager
def counting_screen(title: str, total: int | None) -> Iterator[Callable[[int], None]]:
    """Counts things done."""
    with _counted(Console(stderr=True), title, TimeElapsedColumn()) as progress:
        task = progress.add_task(title, total=total)
        yield lambda count: progress.advance(task, count)


@contextmanager
def files_screen(title: str) -> Iterator[Callable[[int, int], None]]:
    """Shows how many files are done; to a file it writes a line a minute."""
    console = Console(stderr=True)
    with _counted(console, title, TextColumn("files"), TimeElapsedColumn()) as progress:
        task, log = progress.add_task(title, total=None), _MinuteLog(console)

        def on_file(done: int, total: int) -> None:
            progress.update(task, completed=done, total=total)
            log(f"{title}: {done:,} of {total:,} files")

        yield on_file


@contextmanager
def rows_screen(title: str) -> Iterator[Callable[[int, int | None], None]]:
    """Shows rows done, rows a second and time left; to a file it writes a line a minute."""
    console = Console(stderr=True)
    with _counted(console, title, TextColumn("rows  {task.fields[rate]}")) as progress:
        task, log = progress.add_task(title, total=None, rate=""), _MinuteLog(console)
        started = monotonic()
        before: int | None = None  # done by an interrupted batch: no merit of this one

        def on_rows(done: int, total: int | None) -> None:
            nonlocal before, started
            if before is None:
                before = 0
                if total is not None:  # nothing is done yet: reading the file isn't the work
                    before, started = done, monotonic()
            rate = _rate(done - before, total and total - done, monotonic() - started)
            progress.update(task, completed=done, total=total, rate=rate)
            known = "" if total is None else f" of {total:,}"
            log(f"{title}: {done:,}{known} rows  {rate}")

        yield on_rows


def _counted(console: Console, title: str, *columns: ProgressColumn) -> Progress:
    """A bar with a count, on terminals only."""
    bar = (SpinnerColumn(), TextColumn(title), BarColumn(bar_width=24), CountColumn())
    return Progress(*bar, *columns, console=console, disable=not console.is_terminal)


class _MinuteLog:
    """Writes at most a line a minute, where there is no terminal."""

    def __init__(self, console: Console) -> None:
        self._console = console
        self._logged = monotonic()

    def __call__(self, line: str) -> None:
        if not self._console.is_terminal and monotonic() - self._logged >= _LOG_SECONDS:
            self._console.print(line, soft_wrap=True)
            self._logged = monotonic()


def _rate(done: int, left: int | None, seconds: float) -> str:
    """Rows a second, and how long the others take."""
    if not done or seconds <= 0:
        return ""
    rate = done / seconds
    return f"{rate:,.3g} a second" + ("" if left is None else f", {_duration(left / rate)} left")


def _duration(seconds: float) -> str:
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02d}:{rest:02d}" if hours else f"{minutes}:{rest:02d}"
