"""Rows a second of the processor that a batch's beginning and end take: survey, reading, writing.

    python benchmarks/batch_reading.py [ROWS]

What docs/batch.md works out for 100 million rows rests on it.
"""

import json
import sys
import tempfile
import time
from collections.abc import Callable
from itertools import cycle, islice
from pathlib import Path

from everyday import everyday_texts

from tweetopt.datasets.block_writers import open_writer
from tweetopt.datasets.blocks import Block, read_blocks, survey
from tweetopt.datasets.formats import format_of
from tweetopt.optimizer.batch.optimize_rows import OptimizeRows
from tweetopt.optimizer.batch.targets import Targets

_PART = 4096
_MESSAGE = "No rewrite that keeps its promises is predicted closer to likes=100; the text stays."


def measure(rows: int) -> dict[str, dict[str, int]]:
    """Rows a second by kind of file and step."""
    return {
        kind: {name: round(rows / seconds) for name, seconds in _steps(rows, kind).items()}
        for kind in ("csv", "parquet")
    }


def _steps(rows: int, kind: str) -> dict[str, float]:
    added = OptimizeRows(Targets(multiply=1.5)).added
    result = {name: _MESSAGE if kept is str else 123.45 for name, kept in added.items()}
    lines = [json.dumps(result)] * _PART
    with tempfile.TemporaryDirectory() as folder:
        source, output = (Path(folder, f"{name}.{kind}") for name in ("in", "out"))
        texts = [{"text": text} for text in islice(cycle(everyday_texts()), rows)]
        with open_writer(source, format_of(source), columns=["text"], added={}) as writer:
            writer.write(Block(0, texts), [{}] * rows)

        def read() -> None:
            for _ in read_blocks(source, format_of(source), size=_PART, name=kind):
                pass

        def write() -> None:
            with open_writer(output, format_of(output), columns=["text"], added=added) as writer:
                for block in read_blocks(source, format_of(source), size=_PART, name=kind):
                    writer.write(block, [json.loads(line) for line in lines[: len(block.rows)]])

        steps: dict[str, Callable[[], object]] = {
            "survey": lambda: survey(source, format_of(source)),
            "read": read,
            "read and write": write,
        }
        return {name: _seconds(step) for name, step in steps.items()}


def _seconds(step: Callable[[], object]) -> float:
    started = time.process_time()
    step()
    return time.process_time() - started


if __name__ == "__main__":
    print(json.dumps(measure(int(sys.argv[1]) if sys.argv[1:] else 300_000), indent=1))
