"""Who does the parts of a batch: this process, several of them, or a Ray cluster.

Each worker loads the model once, reads its rows from the input itself and writes whole parts, so
that a part done twice, after a worker was killed, is the same part.
"""

import logging
import multiprocessing
import signal
import threading
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing import resource_tracker
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any

import torch

from tweetopt.datasets.blocks import Block, Row, read_blocks
from tweetopt.datasets.formats import Format
from tweetopt.optimizer.batch.parts import Parts
from tweetopt.optimizer.batch.rows import FAILED, RowJob
from tweetopt.optimizer.engine import Engine

_SHARE_OF_A_CPU = 0.5
"""Of a Ray actor: less than one, so that actors never take the CPUs that Ray itself needs."""


@dataclass(frozen=True)
class Work:
    """All that a worker needs to know; plain data.

    Attributes:
        source: The input file.
        format: How it is written.
        name: What to call it in errors.
        parts: Where results go.
        job: What to do.
        model: A folder, or a bundled name.
        predictors: Folders or names.
        fail_fast: Whether the first bad row ends it all.
    """

    source: Path
    format: Format
    name: str
    parts: Parts
    job: RowJob
    model: str
    predictors: tuple[str, ...]
    fail_fast: bool = False


class Worker:
    """Does parts, one after another, best in rising order.

    Args:
        work: What to do.
        engine: Loaded already; else it is loaded now.
    """

    def __init__(self, work: Work, engine: Engine | None = None) -> None:
        # The last digits depend on the number of threads; with one, all engines give the same.
        torch.set_num_threads(1)
        self._work = work
        self._engine = engine or Engine.load(work.model, predictors=work.predictors)
        self._blocks: Iterator[Block] = iter(())
        self._next = len(work.parts)

    def do(self, number: int) -> int:
        """Do a part, write it, and say how many rows it has.

        Raises:
            ValueError: A row is bad and `fail_fast`; or the input has changed.
            OSError: The part cannot be written.
        """
        work = self._work
        block = self._block(number)
        if len(block.rows) != work.parts.size(number):
            raise ValueError(f"{work.name}: was changed while the batch ran; start anew")
        results = do_block(
            block,
            job=work.job,
            engine=self._engine,
            name=work.name,
            record=work.parts.proposals(number),
            fail_fast=work.fail_fast,
        )
        work.parts.save(number, results)
        return len(results)

    def _block(self, number: int) -> Block:
        if number < self._next:
            work = self._work
            self._next = 0
            self._blocks = read_blocks(
                work.source, work.format, size=work.parts.rows, name=work.name
            )
        block = Block(0, [])
        while self._next <= number:
            block = next(self._blocks, Block(0, []))
            self._next += 1
        return block

    # Ray Data's way of calling it: a batch of rows in, a batch out.
    def __call__(self, batch: dict[str, Any]) -> dict[str, Any]:
        """Do the part that a batch numbers; an error goes back as text, for Ray would bury it."""
        try:
            return {"rows": [self.do(int(batch["part"][0]))], "error": [""]}
        except (ValueError, OSError) as error:
            return {"rows": [0], "error": [str(error)]}


def do_block(
    block: Block,
    *,
    job: RowJob,
    engine: Engine,
    name: str,
    record: Path | None = None,
    fail_fast: bool = False,
) -> list[Row]:
    """The added columns of a block's rows, which begin at a multiple of `job.together`.

    What writers propose is kept in the file `record`, and read there if it was before.

    Raises:
        ValueError: A row is bad and `fail_fast`.
    """
    results: list[Row] = []
    for start in range(0, len(block.rows), job.together):
        results += job.run(block.rows[start : start + job.together], engine=engine, record=record)
        for number in range(start, len(results)):
            if fail_fast and results[number]["status"] == FAILED:
                raise ValueError(f"{name}, {block.place(number)}: {results[number]['message']}")
    return results


def run_here(work: Work, numbers: Sequence[int], *, engine: Engine) -> Iterator[int]:
    """Do parts in this process; gives how many rows each had."""
    worker = Worker(work, engine)
    yield from map(worker.do, numbers)


def run_processes(work: Work, numbers: Sequence[int], *, workers: int) -> Iterator[int]:
    """Do parts in several processes; gives how many rows each had.

    Raises:
        ChildProcessError: A process was killed.
        KeyboardInterrupt: Ctrl-C, which all processes of a terminal hear.
    """
    started: list[BaseProcess] = []
    try:
        yield from _run_pool(work, numbers, workers=workers, started=started)
    except BrokenProcessPool as error:
        # Only now, the pool being shut, is every exit code known.
        if any(worker.exitcode == -signal.SIGINT for worker in started):
            raise KeyboardInterrupt from error  # they can be heard to die of it before we do
        raise ChildProcessError(
            "--workers: a process was killed, out of memory perhaps; take fewer and --resume"
        ) from error


def _run_pool(
    work: Work, numbers: Sequence[int], *, workers: int, started: list[BaseProcess]
) -> Iterator[int]:
    context = multiprocessing.get_context("spawn")
    others = multiprocessing.active_children()
    with ProcessPoolExecutor(
        workers, mp_context=context, initializer=_start, initargs=(work,)
    ) as pool:
        try:
            # Not by `map`, which cancels: Python 3.11 trips over cancelled parts of dead workers.
            with _ctrl_c_waits():
                parts = [pool.submit(_do, number) for number in numbers]
                started += [own for own in multiprocessing.active_children() if own not in others]
            for done in parts:
                yield done.result()
        except BrokenProcessPool:
            raise  # the pool ends the others itself
        except BaseException:
            for worker in started:
                worker.kill()  # a part is there as a whole or not at all
            raise


def run_ray(work: Work, numbers: Sequence[int], *, workers: int) -> Iterator[int]:
    """Do parts on actors of a Ray cluster, or of a Ray started here; gives each part's rows.

    The cluster's machines see the input, the output's folder and the model at the same paths.
    What a killed actor was at is done again by another.

    Raises:
        ValueError: Ray isn't installed; or as `Worker.do`.
    """
    check_ray()
    import ray
    import ray.data

    ray.init(ignore_reinit_error=True, log_to_driver=False, logging_level="ERROR")
    logging.getLogger("ray.data").setLevel(logging.CRITICAL)
    ray.data.DataContext.get_current().enable_progress_bars = False
    # One number a block: even one file is spread over all the actors.
    parts = ray.data.from_items(
        [{"part": number} for number in numbers], override_num_blocks=len(numbers)
    )
    done = parts.map_batches(
        Worker,
        fn_constructor_args=(work,),
        batch_size=1,
        compute=ray.data.ActorPoolStrategy(size=workers),  # restarts killed ones by itself
        num_cpus=_SHARE_OF_A_CPU,
    )
    for row in done.iter_rows():
        if row["error"]:
            raise ValueError(row["error"])
        yield int(row["rows"])


def check_ray() -> None:
    """Refuse to go on without Ray.

    Raises:
        ValueError: It isn't installed.
    """
    from importlib.util import find_spec

    if find_spec("ray") is None:
        raise ValueError(
            "--engine ray: expected Ray, which is not installed; pip install '.[ray]' in "
            "tweetopt's folder, or use --engine local"
        )


@contextmanager
def _ctrl_c_waits() -> Iterator[None]:
    """Ctrl-C is heard afterwards; by processes that start meanwhile, once they can tell it well."""
    resource_tracker.ensure_running()  # whose own start would end the waiting
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT})


_worker: Worker | None = None


def _start(work: Work) -> None:
    global _worker
    signal.signal(signal.SIGINT, signal.SIG_DFL)  # Ctrl-C ends it without a traceback
    signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT})  # see _ctrl_c_waits
    threading.Thread(target=_die_with_parent, daemon=True).start()
    _worker = Worker(work)


def _die_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        signal.raise_signal(signal.SIGKILL)  # a killed parent can't tell its workers to stop


def _do(number: int) -> int:
    assert _worker is not None
    return _worker.do(number)
