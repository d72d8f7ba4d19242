"""What a person sees of a batch: progress, and a summary at the end, both on stderr."""

import os
import sys

from rich.console import Console

from tweetopt.datasets.formats import STANDARD_STREAM
from tweetopt.optimizer.batch.checks import Batch
from tweetopt.optimizer.batch.run import Summary, run_batch
from tweetopt.optimizer.cli import options
from tweetopt.optimizer.cli.progress import rows_screen
from tweetopt.optimizer.result import Status

_REWRITTEN = (*Status, "failed")
_PREDICTED = ("predicted", "failed")


def do_batch(batch: Batch) -> None:
    """Do a batch and say what came of it."""
    options.quiet_libraries()
    try:
        with rows_screen("Batch") as on_rows:
            summary = run_batch(batch, on_rows=on_rows)
    except BrokenPipeError:  # whoever reads stdout has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return
    except KeyboardInterrupt:
        if batch.output != STANDARD_STREAM:
            print("\nStopped; the same command with --resume goes on.", file=sys.stderr)
        raise
    Console(stderr=True).print(_sentence(batch, summary), soft_wrap=True, markup=False)


def _sentence(batch: Batch, summary: Summary) -> str:
    if summary.finished_before:
        return f"{batch.output} has all of the input's rows already; nothing to resume."
    statuses = _REWRITTEN if "optimized_text" in batch.job.added else _PREDICTED
    counts = [
        f"{summary.statuses[status]:,} {status.said if isinstance(status, Status) else status}"
        for status in statuses
        if summary.statuses[status]
    ]
    rows = f"{summary.rows:,} row{'' if summary.rows == 1 else 's'}"
    where = "" if batch.output == STANDARD_STREAM else f" into {batch.output}"
    ratio = summary.median_ratio
    median = "" if ratio is None else f"; median prediction {ratio:.2f}x the original's"
    taken = {name: new for name, new in summary.names.items() if name != new}
    renamed = f" The table has columns {', '.join(taken)}; added are {', '.join(taken.values())}."
    return f"Wrote {rows}{where}: {', '.join(counts)}{median}.{renamed if taken else ''}"
