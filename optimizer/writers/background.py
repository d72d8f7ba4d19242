"""Jobs in threads that nobody waits for: leaving a program doesn't wait for a slow server."""

from collections.abc import Callable, Sequence
from concurrent.futures import Future
from queue import Empty, SimpleQueue
from threading import Thread
from typing import TypeVar

T = TypeVar("T")


def in_background(jobs: Sequence[Callable[[], T]], *, at_once: int) -> list[Future[T]]:
    """Start jobs, so many at a time; those whose futures are cancelled in time never start.

    Unlike those of `ThreadPoolExecutor`, whose end Python waits for, the threads are daemons.
    """
    waiting: SimpleQueue[tuple[Future[T], Callable[[], T]]] = SimpleQueue()
    futures: list[Future[T]] = [Future() for _ in jobs]
    for pair in zip(futures, jobs, strict=True):
        waiting.put(pair)

    def work() -> None:
        while True:
            try:
                future, job = waiting.get_nowait()
            except Empty:
                return
            if future.set_running_or_notify_cancel():
                try:
                    future.set_result(job())
                except BaseException as error:
                    future.set_exception(error)

    for _ in range(min(at_once, len(jobs))):
        Thread(target=work, daemon=True).start()
    return futures
