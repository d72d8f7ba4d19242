"""Peak memory and rate of batches of growing size.

    python benchmarks/batch_memory.py --rows 2000 --rows 20000 --model DIR --predictor DIR

Each size runs in a process of its own, over generated rows, and prints one line of JSON. Without
--goal, rows are predicted; with it, they are optimized.
"""

import argparse
import json
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

TEXTS = ("my dog hates the rain", "our team wants a bike", "the cat loves coffee", "")


def main() -> None:
    """Measure each size, or, with --one, this process."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, action="append", required=True)
    parser.add_argument("--model", default="tweets")
    parser.add_argument("--predictor", default="likes")
    parser.add_argument("--goal")
    parser.add_argument("--one", action="store_true", help="in this process")
    given = parser.parse_args()
    if given.one:
        print(json.dumps(measure(given.rows[0], given.model, given.predictor, given.goal)))
        return
    same = ["--model", given.model, "--predictor", given.predictor]
    same += ["--goal", given.goal] if given.goal else []
    for rows in given.rows:
        command = [sys.executable, __file__, "--one", "--rows", str(rows), *same]
        subprocess.run(command, check=True)


def measure(rows: int, model: str, predictor: str, goal: str | None) -> dict[str, object]:
    """Run one batch in this process; peak resident memory in MiB, rates in rows a second."""
    from tweetopt.optimizer import parse_goal
    from tweetopt.optimizer.batch.checks import Batch
    from tweetopt.optimizer.batch.optimize_rows import OptimizeRows
    from tweetopt.optimizer.batch.predict_rows import PredictRows
    from tweetopt.optimizer.batch.run import run_batch
    from tweetopt.optimizer.batch.targets import Targets

    job = OptimizeRows(Targets((parse_goal(goal),))) if goal else PredictRows()
    with tempfile.TemporaryDirectory() as folder:
        source, output = Path(folder, "in.csv"), Path(folder, "out.csv")
        with source.open("w", encoding="utf-8") as file:
            file.write("id,text\n")
            file.writelines(f"{n},{TEXTS[n % len(TEXTS)]}\n" for n in range(rows))
        started, cpu = time.monotonic(), time.process_time()
        summary = run_batch(Batch(source, output, job, model, (predictor,)))
        seconds, cpu = time.monotonic() - started, time.process_time() - cpu
        with output.open(encoding="utf-8") as file:
            next(file)
            assert all(line.startswith(f"{n},") for n, line in enumerate(file))
    return {
        "rows": rows,
        "statuses": dict(summary.statuses),
        "peak_mib": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024),
        "rows_per_second": round(rows / seconds, 1),
        "rows_per_cpu_second": round(rows / cpu, 1),
    }


if __name__ == "__main__":
    main()
