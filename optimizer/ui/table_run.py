"""A table's batch while somebody watches: how far it is, and a way to stop it."""

import hashlib
import queue
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

import torch

from tweetopt.datasets.formats import READ_ONLY, format_of
from tweetopt.optimizer.batch.checks import Batch
from tweetopt.optimizer.batch.optimize_rows import OptimizeRows
from tweetopt.optimizer.batch.run import Summary, run_batch, write_finished


@dataclass(frozen=True)
class PageRows(OptimizeRows):
    """As in a batch of the command line, but told of more often: somebody is watching."""

    together: ClassVar[int] = 4


@dataclass(frozen=True)
class Progress:
    """How far a batch is.

    Attributes:
        done: Rows.
        total: Rows of the table; None where it isn't read yet.
        stopped: Whether it was stopped there.
    """

    done: int
    total: int | None
    stopped: bool = False


class _Stop(Exception):  # noqa: N818  # no error
    """Ends a batch from within."""


def watch(
    batch: Batch, stop: threading.Event, *, lock: threading.Lock
) -> Iterator[Progress | Summary]:
    """Do a batch in a thread of its own; gives how far it is, then the summary.

    Once `stop` is set, or nobody asks any more, it ends with the part at hand; the parts stay
    where they are, for `resume`.

    Args:
        batch: From one file to another.
        stop: Set from elsewhere.
        lock: Held while it works.

    Raises:
        Exception: What ended the batch.
    """
    news: queue.Queue[Progress | Summary | Exception] = queue.Queue()
    last = Progress(0, None)

    def tell(done: int, total: int | None) -> None:
        nonlocal last
        last = Progress(done, total)
        if stop.is_set() and done != total:
            raise _Stop
        news.put(last)

    def work() -> None:
        threads = torch.get_num_threads()
        try:
            with lock:
                news.put(run_batch(batch, on_rows=tell))
        except _Stop:
            news.put(Progress(last.done, last.total, stopped=True))
        except Exception as error:
            news.put(error)
        finally:
            torch.set_num_threads(threads)  # a batch takes one, and leaves it at that

    yield last
    threading.Thread(target=work, daemon=True).start()
    try:
        while True:
            state = news.get()
            if isinstance(state, Exception):
                raise state
            yield state
            if isinstance(state, Summary) or state.stopped:
                return
    finally:
        stop.set()


def folder_of(root: Path, *inputs: object) -> Path:
    """The folder of a batch: the same table with the same settings finds what it has done."""
    name = hashlib.sha256(repr(inputs).encode()).hexdigest()
    folder = root / name
    folder.mkdir(exist_ok=True)
    return folder


def result_name(source: Path, *, suffix: str = "-optimized") -> str:
    """The uploaded file's name with a suffix in front of its own; of archives the result is CSV."""
    own = "".join(source.suffixes[-2:] if source.suffix in (".gz", ".zst") else source.suffix)
    written = ".csv" if format_of(source).kind in READ_ONLY else own
    return f"{source.name.removesuffix(own)}{suffix}{written}"


def finished_rows(batch: Batch) -> tuple[Path, Summary]:
    """The rows that a stopped batch has done, as a table."""
    output = batch.output.with_name(result_name(batch.source, suffix="-optimized-so-far"))
    return output, write_finished(batch, output)
