"""Runs the benchmarks, keeps the last result of each, and writes the tables of docs/speed.md.

    python benchmarks/run.py [NAME ...] [--quick | --page]

A benchmark is a module benchmarks/NAME.py with a place in the page, <!-- NAME --> to
<!-- /NAME -->, and with

    measure(*, quick: bool = False) -> dict[str, object]     what JSON can hold
    table(result: dict[str, object]) -> str                  the same in Markdown

Each one is measured in a process of its own, and kept as benchmarks/results/NAME.json. --quick
measures little, shows the tables and keeps nothing; --page only writes the kept results into the
page again.
"""

import argparse
import importlib
import json
import multiprocessing
import os
import platform
import re
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from datetime import date
from importlib.metadata import version
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PAGE = ROOT / "docs" / "speed.md"
RESULTS = ROOT / "benchmarks" / "results"


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure what is asked for; all without a name."""
    known = names(PAGE.read_text(encoding="utf-8"))
    parser = argparse.ArgumentParser(description="Measure, and write docs/speed.md.")
    parser.add_argument("names", metavar="NAME", nargs="*", help=", ".join(known))
    parser.add_argument("--quick", action="store_true", help="measure little, keep nothing")
    parser.add_argument("--page", action="store_true", help="measure nothing, write the page")
    given = parser.parse_args(arguments)
    if unknown := set(given.names) - set(known):
        parser.error(f"expected names among {', '.join(known)}, got {', '.join(sorted(unknown))}")
    for name in [] if given.page else given.names or known:
        kept = {**machine(), "result": measured(name, quick=given.quick)}
        print(section(name, kept), flush=True)
        if not given.quick:
            RESULTS.mkdir(exist_ok=True)
            text = json.dumps(kept, indent=1) + "\n"
            (RESULTS / f"{name}.json").write_text(text, encoding="utf-8")
    if not given.quick:
        PAGE.write_text(filled(PAGE.read_text(encoding="utf-8")), encoding="utf-8")


def names(page: str) -> list[str]:
    """The benchmarks that a page has places for."""
    return re.findall(r"^<!-- (\w+) -->$", page, re.MULTILINE)


def measured(name: str, *, quick: bool) -> dict[str, object]:
    """A benchmark's result, from a process that did nothing else."""
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(1, mp_context=context) as pool:
        return pool.submit(_measure, name, quick).result()


def _measure(name: str, quick: bool) -> dict[str, object]:
    result: dict[str, object] = importlib.import_module(name).measure(quick=quick)
    return result


def machine() -> dict[str, object]:
    """When and where."""
    return {
        "date": date.today().isoformat(),
        "python": platform.python_version(),
        "torch": version("torch"),
        "processor": _processor(),
        "cores": os.cpu_count(),
    }


def _processor() -> str:
    info = Path("/proc/cpuinfo")
    found = re.search(r"model name\s*: (.*)", info.read_text()) if info.exists() else None
    return found[1].strip() if found else platform.processor() or platform.machine()


def section(name: str, kept: dict[str, object]) -> str:
    """A benchmark's table, with when and where it was measured."""
    table = importlib.import_module(name).table(kept["result"]).strip()
    where = f"{kept['processor']}, {kept['cores']} cores"
    with_what = f"Python {kept['python']}, torch {kept['torch']}"
    return f"{table}\n\n*Measured on {kept['date']}: {where}, {with_what}.*\n"


def filled(page: str) -> str:
    """A page with the kept results in their places."""
    for name in names(page):
        if (file := RESULTS / f"{name}.json").exists():
            text = section(name, json.loads(file.read_text(encoding="utf-8")))
            before, rest = page.split(f"<!-- {name} -->\n")
            _, after = rest.split(f"<!-- /{name} -->\n")
            page = f"{before}<!-- {name} -->\n\n{text}\n<!-- /{name} -->\n{after}"
    return page


if __name__ == "__main__":
    main()
