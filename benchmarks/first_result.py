"""Seconds to a first result from a cold start: on the screen, and on the page in a browser.

    python benchmarks/first_result.py [--quick]

Each round starts the command, then the page's server; neither finds anything in memory but what the
system keeps of files. Needs tweetopt[ui], Playwright and Chromium.
"""

import os
import re
import resource
import shutil
import statistics
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, sync_playwright

_TEXT = "After six months of late nights, our app is finally live! Today I shipped it."
_COMMAND = str(Path(sys.executable).with_name("optimize"))
_ROUNDS = 7
_STEPS = {
    "screen": "the command, to its result printed",
    "served": "the page's server, to the address printed",
    "opened": "the page opened in a browser, to the field for the text",
    "versions": "*Rewrite* pressed for the first time, to the versions",
    "page": "all three, without anybody's typing",
}


def measure(*, quick: bool = False) -> dict[str, object]:
    """The seconds of each step, round by round."""
    rounds = []
    with sync_playwright() as playwright:
        path, flags = shutil.which("chromium"), ["--no-sandbox"]
        browser = playwright.chromium.launch(executable_path=path, args=flags)
        for _ in range(2 if quick else _ROUNDS):
            page = _page(browser)
            whole = sum(page.values(), Spent(0.0, 0.0))
            rounds.append({"screen": _screen(), **page, "page": whole})
    return {
        "passed": {step: [each[step].passed for each in rounds] for step in _STEPS},
        "worked": {step: [each[step].worked for each in rounds] for step in _STEPS},
        "load": os.getloadavg()[0],
    }


@dataclass(frozen=True)
class Spent:
    """Seconds that passed, and those of a processor that our process took of them."""

    passed: float
    worked: float

    def __sub__(self, other: "Spent") -> "Spent":
        return Spent(self.passed - other.passed, self.worked - other.worked)

    def __add__(self, other: "Spent") -> "Spent":
        return Spent(self.passed + other.passed, self.worked + other.worked)


def _now(process: int | None = None) -> Spent:
    """Since whenever; of a process that runs or, without one, of those that ended."""
    if process is None:
        used = resource.getrusage(resource.RUSAGE_CHILDREN)
        return Spent(time.perf_counter(), used.ru_utime + used.ru_stime)
    fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    ticks = sum(map(int, fields[11:13]))  # utime and stime, proc(5)
    return Spent(time.perf_counter(), ticks / os.sysconf("SC_CLK_TCK"))


def _screen() -> Spent:
    before = _now()
    subprocess.run([_COMMAND, _TEXT, "--usual-likes", "40"], check=True, capture_output=True)
    return _now() - before


def _page(browser: Browser) -> dict[str, Spent]:
    """From the server's start to the versions, step by step."""
    times = [Spent(time.perf_counter(), 0.0)]
    with subprocess.Popen([_COMMAND, "ui"], stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout
        address = re.findall(r"http://[^ ]+", server.stdout.readline())[0]
        times.append(_now(server.pid))
        page = browser.new_page()
        page.goto(address)
        page.locator("#tweet textarea").wait_for()
        times.append(_now(server.pid))
        page.locator("#tweet textarea").fill(_TEXT)
        page.locator("#optimize").click()
        page.locator(".card.best").wait_for()
        times.append(_now(server.pid))
        page.close()
        server.terminate()
    steps = zip(times, times[1:], ("served", "opened", "versions"), strict=False)
    return {name: after - before for before, after, name in steps}


def table(result: dict[str, Any]) -> str:
    """Medians and spread as Markdown."""
    lines = [
        "| from | s, median | quickest and slowest | of a processor, s |",
        "|---|---|---|---|",
    ]
    for step, told in _STEPS.items():
        seconds = result["passed"][step]
        ends = f"{min(seconds):.1f} to {max(seconds):.1f}"
        worked = statistics.median(result["worked"][step])
        lines.append(f"| {told} | **{statistics.median(seconds):.1f}** | {ends} | {worked:.1f} |")
    note = (
        f"{len(result['passed']['screen'])} rounds, at a load of {result['load']:.1f} on "
        f"{os.cpu_count()} cores: other programs ran beside it. The last column is what the "
        "program itself worked, all its threads together."
    )
    return "\n".join([*lines, "", note])


if __name__ == "__main__":
    print(table(measure(quick="--quick" in sys.argv)))
