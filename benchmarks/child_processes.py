"""What a piece of work costs, done in a process of its own; one may pause for another."""

import multiprocessing
import os
import re
import resource
import signal
import time
from collections.abc import Callable
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path

_MIB = 1024  # KiB
_LOOK_SECONDS = 0.2


@dataclass(frozen=True)
class Cost:
    """Of a piece of work.

    Attributes:
        seconds: By the clock, pauses left out.
        cpu_seconds: Of the processor.
        peak_mib: The most resident memory that its process had, in MiB.
    """

    seconds: float
    cpu_seconds: float
    peak_mib: int


class Child:
    """A process that warms up, does its work and tells the cost.

    Args:
        work: What to do, picklable.
        warmup: What to do before, uncounted.
    """

    def __init__(self, work: Callable[[], object], *, warmup: Callable[[], object]) -> None:
        context = multiprocessing.get_context("spawn")
        self._here, there = context.Pipe()
        self._process = context.Process(target=_do, args=(there, work, warmup))
        self._process.start()
        there.close()
        self._paused = 0.0
        self._here.recv()  # it's warm

    def wait(self) -> Cost:
        """Until the work is done.

        Raises:
            EOFError: The process died.
        """
        cost: Cost = self._here.recv()
        self._process.join()
        return Cost(cost.seconds - self._paused, cost.cpu_seconds, cost.peak_mib)

    def wait_for(self, event: Callable[[], bool]) -> bool:
        """Until something has happened; False if the work was done before."""
        while not event():
            if self._here.poll(_LOOK_SECONDS):
                return False
        return True

    def pause_for(self, other: Callable[[], Cost]) -> Cost:
        """Stand still while something else is measured."""
        assert self._process.pid is not None
        os.kill(self._process.pid, signal.SIGSTOP)
        started = time.monotonic()
        try:
            return other()
        finally:
            self._paused += time.monotonic() - started
            os.kill(self._process.pid, signal.SIGCONT)


def cost_of(work: Callable[[], object], *, warmup: Callable[[], object]) -> Cost:
    """Of work in a process of its own."""
    return Child(work, warmup=warmup).wait()


def _do(there: Connection, work: Callable[[], object], warmup: Callable[[], object]) -> None:
    warmup()
    there.send("warm")
    started, cpu = time.monotonic(), time.process_time()
    work()
    seconds, cpu = time.monotonic() - started, time.process_time() - cpu
    there.send(Cost(seconds, cpu, _peak_mib()))


def _peak_mib() -> int:
    status = Path("/proc/self/status")
    if status.exists():  # getrusage would also count what the parent had at the start
        found = re.search(r"VmHWM:\s*(\d+) kB", status.read_text())
        return int(found[1]) // _MIB if found else 0
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // _MIB
