"""Whether a row of a long table costs what one of a short table costs, and the rate of predicting.

    python benchmarks/scale.py [--quick]

Optimizing: a long batch pauses now and then for a short one, so that both meet the same machine.
Predicting: file to file, beside a ridge on TF-IDF that does the same.
"""

import csv
import statistics
import sys
import tempfile
from collections.abc import Iterable
from dataclasses import asdict
from functools import cache, partial
from itertools import cycle, islice
from pathlib import Path
from typing import Any

import pandas as pd
from child_processes import Child, Cost, cost_of
from everyday import everyday_texts
from killing import parts_done
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import Ridge
from sklearn.pipeline import make_pipeline
from tiny_world import likes_of, make_both, sentences, write_mixed

from tweetopt.optimizer import Effort, Settings, parse_goal
from tweetopt.optimizer.batch.checks import Batch
from tweetopt.optimizer.batch.optimize_rows import OptimizeRows
from tweetopt.optimizer.batch.predict_rows import PredictRows
from tweetopt.optimizer.batch.rows import RowJob
from tweetopt.optimizer.batch.run import run_batch
from tweetopt.optimizer.batch.targets import Targets

_SEARCHED = 16
_WARM_ROWS = 64
_RIDGE_ROWS = 20_000
_CHUNK = 10_000
_DRAFT = OptimizeRows(
    Targets((parse_goal("likes>=90"),)), settings=Settings(candidates=1, effort=Effort.DRAFT)
)


def measure(*, quick: bool = False) -> dict[str, object]:
    """Costs of rows in short and long tables, and of predictions."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        model, head = map(str, make_both(folder))
        tiny = {"model": model, "predictor": head}
        sizes = (64, 640) if quick else (2_000, 50_000)
        long = 20_000 if quick else 1_000_000
        return {
            "optimizing": optimizing(folder, sizes, tiny, shorts=2 if quick else 6),
            "predicting": predicting(folder, long, tiny),
            "bundled": bundled(folder, 200 if quick else 5_000),
        }


def optimizing(
    folder: Path, sizes: tuple[int, int], tiny: dict[str, str], *, shorts: int
) -> dict[str, object]:
    """A long batch, and short ones spread over it."""
    few, many = sizes
    warm, short, long = (
        write_mixed(folder / f"{rows}rows.csv", rows, searched=_SEARCHED)
        for rows in (_WARM_ROWS, few, many)
    )
    warmup = partial(run, _DRAFT, warm, **tiny)
    output = long.with_suffix(".out.csv")
    parts = many // _DRAFT.together
    child = Child(partial(run, _DRAFT, long, **tiny), warmup=warmup)
    costs = []
    for point in range(1, shorts + 1):
        at = parts * point // (shorts + 1)
        if child.wait_for(lambda at=at: parts_done(output) >= at):  # type: ignore[misc]
            work = partial(run, _DRAFT, short, **tiny)
            costs.append(child.pause_for(partial(cost_of, work, warmup=warmup)))
    whole = child.wait()
    check_order(output, many)
    return {
        "searched": _SEARCHED,
        "short": [per_row(cost, few) for cost in costs],
        "long": per_row(whole, many),
    }


def predicting(folder: Path, rows: int, tiny: dict[str, str]) -> dict[str, dict[str, float]]:
    """The tiny model beside a ridge, and beside itself on a fiftieth of the rows."""
    short = write(folder / "short.csv", sentences(rows // 50))
    long = write(folder / "long.csv", sentences(rows))
    job = PredictRows()
    warmup = partial(run, job, short, **tiny)
    costs = {
        "short": per_row(cost_of(warmup, warmup=warmup), rows // 50),
        "long": per_row(cost_of(partial(run, job, long, **tiny), warmup=warmup), rows),
    }
    check_order(long.with_suffix(".out.csv"), rows)
    costs["ridge"] = per_row(cost_of(partial(ridge, long), warmup=fitted_ridge), rows)
    return costs


def bundled(folder: Path, rows: int) -> dict[str, float]:
    """The bundled model, on the example texts over and over."""
    texts = everyday_texts()
    table = write(folder / "everyday.csv", islice(cycle(texts), rows))
    names = {"model": "tweets", "predictor": "likes"}
    warm = write(folder / "warm.csv", texts)
    work, warmup = (partial(run, PredictRows(), each, **names) for each in (table, warm))
    return per_row(cost_of(work, warmup=warmup), rows)


def run(job: RowJob, source: Path, *, model: str, predictor: str) -> None:
    """A batch in this process, into NAME.out.csv."""
    output = source.with_suffix(".out.csv")
    run_batch(Batch(source, output, job, model, (predictor,), overwrite=True))


@cache
def fitted_ridge() -> Any:
    """A ridge on TF-IDF of words and pairs."""
    texts = list(sentences(_RIDGE_ROWS))
    words = TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True)
    return make_pipeline(words, Ridge()).fit(texts, [likes_of(text) for text in texts])


def ridge(source: Path) -> None:
    """Predict a file by it, in chunks."""
    model = fitted_ridge()
    with source.with_suffix(".ridge.csv").open("w", encoding="utf-8") as file:
        for chunk in pd.read_csv(source, chunksize=_CHUNK):
            chunk["predicted"] = model.predict(chunk["text"])
            chunk.to_csv(file, index=False, header=not chunk.index[0])


def write(path: Path, texts: Iterable[str]) -> Path:
    """Numbered texts as CSV."""
    with path.open("w", encoding="utf-8", newline="") as file:
        table = csv.writer(file)
        table.writerow(["id", "text"])
        table.writerows(enumerate(texts))
    return path


def check_order(output: Path, rows: int) -> None:
    """All rows are there in their order.

    Raises:
        RuntimeError: They aren't.
    """
    with output.open(encoding="utf-8", newline="") as file:
        ids = [int(row["id"]) for row in csv.DictReader(file)]
    if ids != list(range(rows)):
        raise RuntimeError(f"{output.name}: expected rows 0 to {rows - 1} in their order")


def per_row(cost: Cost, rows: int) -> dict[str, float]:
    """A cost with its rates."""
    return {
        "rows": rows,
        **asdict(cost),
        "ms a row": 1e3 * cost.seconds / rows,
        "cpu ms a row": 1e3 * cost.cpu_seconds / rows,
    }


def table(result: dict[str, Any]) -> str:
    """Both as Markdown."""
    return f"{_optimizing(result['optimizing'])}\n\n{_predicting(result)}"


def _optimizing(result: dict[str, Any]) -> str:
    shorts, long = result["short"], result["long"]
    ratios = [long["cpu ms a row"] / short["cpu ms a row"] for short in shorts]
    low, ratio, high = statistics.quantiles(ratios, n=4, method="inclusive")
    few = {name: statistics.median(short[name] for short in shorts) for name in long}
    lines = [
        f"Rewriting at draft effort, tiny model; one row in {result['searched']} is searched, the "
        "others meet their goal already.",
        "",
        "| rows | processor, ms a row | clock, ms a row | peak memory, MiB |",
        "|---|---|---|---|",
        *(
            f"| {each['rows']:,.0f}{note} | {each['cpu ms a row']:.2f} | {each['ms a row']:.2f} "
            f"| {each['peak_mib']:.0f} |"
            for each, note in ((few, f", median of {len(shorts)} batches"), (long, ""))
        ),
        "",
        f"A row of the long table costs **{ratio:.3f}x** one of the short table (quartiles "
        f"{low:.3f} and {high:.3f}; processor time, the two taking turns).",
    ]
    return "\n".join(lines)


def _predicting(result: dict[str, Any]) -> str:
    tiny, bundled = result["predicting"], result["bundled"]
    rows = [
        ("tiny model", tiny["short"]),
        ("tiny model", tiny["long"]),
        ("TF-IDF ridge", tiny["ridge"]),
        ("bundled model, everyday texts", bundled),
    ]
    lines = [
        "Predicting, file to file, one process, one thread.",
        "",
        "| | texts | texts a second of the processor | of the clock | peak memory, MiB |",
        "|---|---|---|---|---|",
        *(
            f"| {name} | {each['rows']:,} | {1e3 / each['cpu ms a row']:,.0f} "
            f"| {1e3 / each['ms a row']:,.0f} | {each['peak_mib']:.0f} |"
            for name, each in rows
        ),
    ]
    return "\n".join(lines)


if __name__ == "__main__":
    print(table(measure(quick="--quick" in sys.argv)))
