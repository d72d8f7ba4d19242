"""Seconds of a rewrite: warm, from the start of a process, and in batches.

    python benchmarks/optimizing.py [--quick]

The rival (benchmarks/plain.py) is the same search on transformers' modules, one text at a time.
"""

import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import asdict
from itertools import cycle
from typing import Any

from everyday import everyday_texts
from plain import PlainAutoencoder
from timing import paired

from tweetopt.optimizer import Effort, Engine, Request, Settings, optimize_texts, parse_goal

_GOAL = parse_goal("likes>=300")
_TEXT = "We just shipped version 2.0. Two years of work, one very nervous team."
_COMMAND = (
    f"from tweetopt.optimizer.cli import main; main(['--text', {_TEXT!r}, '--target-likes', '500'])"
)
_T5 = "from transformers import T5ForConditionalGeneration"
_BATCH = 48


def measure(*, quick: bool = False) -> dict[str, object]:
    """All three, at both efforts."""
    engine = Engine.load()
    rival = Engine(PlainAutoencoder.from_pretrained(), engine.predictors)
    texts = everyday_texts()[: 4 if quick else _BATCH]
    return {
        "warm": {
            effort: asdict(
                paired(
                    _one_by_one(rival, texts, effort),
                    _one_by_one(engine, texts, effort),
                    rounds=len(texts) - 1,
                )
            )
            for effort in (Effort.DRAFT, Effort.NORMAL)
        },
        "cold": asdict(paired(_process(_T5), _process(_COMMAND), rounds=2 if quick else 9)),
        "batch": {
            effort: _rates(engine, texts, effort, rounds=2 if quick else 3)
            for effort in (Effort.DRAFT, Effort.NORMAL)
        },
        "rows": len(texts),
    }


def _one_by_one(engine: Engine, texts: list[str], effort: Effort) -> Callable[[], object]:
    left = cycle(texts)
    return lambda: _optimize(engine, [next(left)], effort)


def _optimize(engine: Engine, texts: list[str], effort: Effort) -> object:
    requests = [Request(text, [_GOAL]) for text in texts]
    return optimize_texts(requests, engine=engine, settings=Settings(effort=effort))


def _process(code: str) -> Callable[[], object]:
    command = [sys.executable, "-c", code]
    return lambda: subprocess.run(command, check=True, capture_output=True, cwd="/")


def _rates(engine: Engine, texts: list[str], effort: Effort, *, rounds: int) -> list[float]:
    """Texts a second, of some runs."""
    rates = []
    for _ in range(rounds):
        started = time.perf_counter()
        _optimize(engine, texts, effort)
        rates.append(len(texts) / (time.perf_counter() - started))
    return rates


def table(result: dict[str, Any]) -> str:
    """All as Markdown."""
    lines = [
        "One everyday tweet after the other toward `likes>=300`, the model in memory.",
        "",
        "| effort | rival, s a tweet | ours, s a tweet | rival / ours | quartiles |",
        "|---|---|---|---|---|",
    ]
    lines += [
        f"| {effort} | {each['one']:.2f} | {each['other']:.2f} | **{each['ratio']:.1f}x** "
        f"| {each['low']:.1f} to {each['high']:.1f} |"
        for effort, each in result["warm"].items()
    ]
    cold = result["cold"]
    lines += [
        "",
        "From the start of a process to the printed table, at normal effort: "
        f"**{cold['other']:.1f} s**. To import T5 from transformers, and nothing else: "
        f"{cold['one']:.1f} s ({cold['ratio']:.2f}x, quartiles {cold['low']:.2f} and "
        f"{cold['high']:.2f}).",
        "",
        f"In batches of {result['rows']} tweets, a second: "
        + "; ".join(
            f"**{statistics.median(rates):.1f}** at {effort} effort "
            f"({min(rates):.1f} to {max(rates):.1f})"
            for effort, rates in result["batch"].items()
        )
        + ".",
    ]
    return "\n".join(lines)


if __name__ == "__main__":
    print(table(measure(quick="--quick" in sys.argv)))
