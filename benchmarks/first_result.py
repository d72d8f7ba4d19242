"""Seconds to a first result from a cold start: on the screen, and on the page in a browser.

    python benchmarks/first_result.py [--quick]

Each round starts the command, then the page's server; neither finds anything in memory but what the
system keeps of files. Needs tweetopt[ui], Playwright and Chromium.
"""

import os
import re
import shutil
import statistics
import subprocess
import sys
import time
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
            rounds.append({"screen": _screen(), **page, "page": sum(page.values())})
    return {
        "seconds": {step: [each[step] for each in rounds] for step in _STEPS},
        "load": os.getloadavg()[0],
    }


def _screen() -> float:
    started = time.perf_counter()
    subprocess.run([_COMMAND, _TEXT, "--usual-likes", "40"], check=True, capture_output=True)
    return time.perf_counter() - started


def _page(browser: Browser) -> dict[str, float]:
    """From the server's start to the versions, step by step."""
    times = [time.perf_counter()]
    with subprocess.Popen([_COMMAND, "ui"], stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout
        address = re.findall(r"http://[^ ]+", server.stdout.readline())[0]
        times.append(time.perf_counter())
        page = browser.new_page()
        page.goto(address)
        page.locator("#tweet textarea").wait_for()
        times.append(time.perf_counter())
        page.locator("#tweet textarea").fill(_TEXT)
        page.locator("#optimize").click()
        page.locator(".card.best").wait_for()
        times.append(time.perf_counter())
        page.close()
        server.terminate()
    steps = zip(times, times[1:], ("served", "opened", "versions"), strict=False)
    return {name: after - before for before, after, name in steps}


def table(result: dict[str, Any]) -> str:
    """Medians and spread as Markdown."""
    lines = ["| from | median, s | quickest and slowest |", "|---|---|---|"]
    for step, told in _STEPS.items():
        seconds = result["seconds"][step]
        ends = f"{min(seconds):.1f} to {max(seconds):.1f}"
        lines.append(f"| {told} | **{statistics.median(seconds):.1f}** | {ends} |")
    rounds = len(result["seconds"]["screen"])
    note = f"{rounds} rounds; the machine's load in the last minute was {result['load']:.1f}."
    return "\n".join([*lines, "", note])


if __name__ == "__main__":
    print(table(measure(quick="--quick" in sys.argv)))
