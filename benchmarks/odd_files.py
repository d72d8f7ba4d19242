"""Odd CSV files through a real batch: each cell comes out as it was, or a line says why not."""

import csv
import re
from collections import Counter
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, Phase, assume, given, settings, strategies as st
from odd_tables import OddFile, csv_files

from tweetopt.datasets.blocks import read_blocks
from tweetopt.datasets.dialects import named
from tweetopt.datasets.formats import format_of
from tweetopt.datasets.spreadsheets import unguard
from tweetopt.optimizer.batch.checks import Batch
from tweetopt.optimizer.batch.predict_rows import PredictRows
from tweetopt.optimizer.batch.run import run_batch

OUTPUTS = ("out.csv", "out.csv", "out.tsv", "out.jsonl", "out.csv.gz", "out.parquet")
ENDS = frozenset(("predicted", "failed"))


def count_odd_files(folder: Path, *, model: Path, head: Path, files: int) -> Counter[str]:
    """Predict so many odd files.

    Args:
        folder: An empty one.
        model: Folder of a model.
        head: Folder of its predictor.
        files: How many.

    Returns:
        How many files were written whole, written although damaged, and refused; and rows.

    Raises:
        AssertionError: A cell was changed, a row lost, or a refusal unclear.
    """
    counts: Counter[str] = Counter()

    @settings(
        max_examples=files,
        deadline=None,
        database=None,
        phases=[Phase.generate],  # the first bad file is shown as it is, and at once
        suppress_health_check=list(HealthCheck),
    )
    @given(csv_files(), st.sampled_from(OUTPUTS))
    def predict(file: OddFile, name: str) -> None:
        columns = named([unguard(column) for column in file.columns])
        assume(len(set(columns)) == len(columns))
        assume(len(columns) > 1 or columns[0].isalnum())  # nothing in it could separate cells
        assume(not set(columns) & set(PredictRows.added))
        source, output = folder / "in.csv", folder / ("out.csv" if file.damaged else name)
        source.write_bytes(file.content)
        try:
            text_column = next(_blocks(source)).columns[0] if file.damaged else columns[0]
            job = PredictRows(text_column=text_column)
            run_batch(Batch(source, output, job, str(model), (str(head),), overwrite=True))
        except ValueError as error:
            if not file.damaged or not re.match(f"{source}.*: .*$", str(error)):
                raise
            counts["refused"] += 1
            return
        rows = [row for block in _blocks(source) for row in block.rows]
        if not file.damaged:
            cells = [[unguard(cell) for cell in row] for row in file.cells]
            assert rows == [dict(zip(columns, row, strict=True)) for row in cells]
        _check(output, rows)
        counts["damaged, written" if file.damaged else "written"] += 1
        counts["rows"] += len(rows)

    predict()
    return counts


def _check(output: Path, rows: list[dict[str, Any]]) -> None:
    """All rows are there, unchanged, each with its end, and none of them starts a formula."""
    written = [row for block in _blocks(output) for row in block.rows]
    assert len(written) == len(rows)
    for before, after in zip(rows, written, strict=True):
        assert before == {name: after[name] for name in before}
        assert after["status"] in ENDS
        assert (after["status"] == "failed") == bool(after["message"])
    if output.name == "out.csv":
        with output.open(encoding="utf-8", errors="surrogateescape", newline="") as file:
            for line in csv.reader(file):
                assert not any(cell.startswith(("=", "\t", "\r")) for cell in line)


def _blocks(path: Path) -> Any:
    return read_blocks(path, format_of(path), size=512, name=str(path))
