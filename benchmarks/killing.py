"""The real command line, started in a process of its own, and killed there."""

import contextlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from tweetopt.optimizer.batch.parts import parts_folder

OPTIMIZE = Path(sys.executable).with_name("optimize")
_POLITE = {"RAY_worker_niceness": "0", "RAY_USAGE_STATS_ENABLED": "0"}


def start(*arguments: object) -> subprocess.Popen[str]:
    """Start a command, its stderr kept."""
    return subprocess.Popen(
        [str(OPTIMIZE), *map(str, arguments)],
        stderr=subprocess.PIPE,
        text=True,
        cwd="/",
        env=os.environ | _POLITE,
    )


def finish(running: subprocess.Popen[str]) -> str:
    """Wait for a command to end well, and give what it said.

    Raises:
        RuntimeError: It failed.
    """
    _, said = running.communicate()
    if running.returncode:
        raise RuntimeError(f"{running.args!s}: {said}")
    return said


def parts_done(output: Path) -> int:
    """How many parts of a batch are on disk."""
    return len(list(parts_folder(output).glob("part-*")))


def kill_at(running: subprocess.Popen[str], output: Path, *, parts: int, late: float = 0.0) -> int:
    """Kill -9 a batch once so many parts are done, or a little later; gives how many then were.

    It may have ended meanwhile.
    """
    while running.poll() is None and parts_done(output) < parts:
        time.sleep(0.005)
    time.sleep(late)
    running.kill()
    running.communicate()
    return parts_done(output)


def kill_an_actor(running: subprocess.Popen[str], output: Path) -> None:
    """Kill -9 a busy Ray actor of a batch once the first part is there.

    Raises:
        RuntimeError: The batch ended before.
    """
    while running.poll() is None:
        if parts_done(output):
            for process in _descendants(running.pid):
                with contextlib.suppress(OSError):  # it may end meanwhile
                    name = Path(f"/proc/{process}/cmdline").read_bytes()
                    if b"ray::" in name and b"Worker" in name:
                        os.kill(process, signal.SIGKILL)
                        return
        time.sleep(0.02)
    raise RuntimeError(f"the batch was done before an actor could be killed: {finish(running)}")


def _descendants(process: int) -> Iterator[int]:
    for task in Path(f"/proc/{process}/task").glob("*"):
        with contextlib.suppress(OSError):
            for child in map(int, (task / "children").read_text().split()):
                yield child
                yield from _descendants(child)
