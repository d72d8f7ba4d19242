"""Whole tables, at any size, with nothing lost."""

import os
import shutil
import sys
from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from itertools import chain, islice
from pathlib import Path
from typing import Any

import torch

from tweetopt.datasets.block_writers import open_writer
from tweetopt.datasets.blocks import Block, Row, Survey, read_blocks, sha256, survey
from tweetopt.datasets.formats import READ_ONLY, STANDARD_STREAM, Format, Kind, sniff
from tweetopt.optimizer.batch import parts as files
from tweetopt.optimizer.batch.checks import (
    Batch,
    check_files,
    check_finished,
    named_errors,
    output_names,
    require_columns,
)
from tweetopt.optimizer.batch.identity import identity
from tweetopt.optimizer.batch.parts import Parts
from tweetopt.optimizer.batch.workers import Work, do_block, run_here, run_processes, run_ray
from tweetopt.optimizer.engine import Engine

_MOST_PARTS = 10_000
"""Files in one folder: more are slow to list."""
_MOST_ROWS = 4096
"""Of a part: so many are lost at most, and done again, where a worker is killed."""
_HEAD = 2**16
"""Bytes of stdin that tell its format."""


@dataclass
class Summary:
    """What came of a batch.

    Attributes:
        statuses: How many rows ended how.
        ratios: How many rows' predictions were multiplied by what, to two decimals.
        names: What the added columns are called in the output: the table may have had their names.
        finished_before: Nothing was to be done.
    """

    names: Mapping[str, str] = field(default_factory=dict)
    statuses: Counter[str] = field(default_factory=Counter)
    ratios: Counter[float] = field(default_factory=Counter)
    finished_before: bool = False

    @property
    def rows(self) -> int:
        """How many."""
        return self.statuses.total()

    @property
    def median_ratio(self) -> float | None:
        """Of the predictions after and before, over the rows that have both."""
        middle = (self.ratios.total() + 1) / 2
        for ratio in sorted(self.ratios):
            middle -= self.ratios[ratio]
            if middle <= 0:
                return ratio
        return None

    def add(self, results: Sequence[Row]) -> list[Row]:
        """Count the results of some rows; returns them under the names of the output."""
        for result in results:
            self.statuses[result["status"]] += 1
            if before := result.get("predicted_before"):
                self.ratios[round(result["predicted_after"] / before, 2)] += 1
        return [
            {self.names.get(name, name): cell for name, cell in each.items()} for each in results
        ]


OnRows = Callable[[int, int | None], None]
"""Called with the number of rows done, and of all where it is known."""


def run_batch(batch: Batch, *, on_rows: OnRows = lambda _done, _total: None) -> Summary:
    """Do a batch.

    Into a file, rows are done in parts that outlive any interruption; the output appears when
    it is whole. Into a pipe, rows are written as they are done.

    Raises:
        FileNotFoundError: The input, its model or the output's folder isn't there.
        FileExistsError: The output is there already, or an unfinished batch beside it.
        ValueError: The input is malformed or lacks a column; what is resumed was begun with
            another input, model or options; or a row is bad and `fail_fast`.
        OSError: The disk is full, or a folder is read-only.
    """
    with named_errors(batch):
        check_files(batch)
        if batch.output == STANDARD_STREAM:
            return _stream(batch, on_rows)
        return _run_in_parts(batch, on_rows)


def _stream(batch: Batch, on_rows: OnRows) -> Summary:
    """From a file or stdin to stdout, row after row."""
    source: Any = batch.source
    if batch.source == STANDARD_STREAM:
        source = sys.stdin.buffer
        format = sniff(source.peek(_HEAD))  # noqa: A001
    else:
        format = batch.source_format  # noqa: A001
    if format.kind is Kind.PARQUET and source is not batch.source:
        raise ValueError("stdin: expected text, got Parquet, which is read from its end; save it")
    kind = Kind.CSV if format.kind in (Kind.PARQUET, *READ_ONLY) else format.kind
    engine = _engine(batch)
    torch.set_num_threads(1)  # as in every worker, for the same last digits
    blocks = read_blocks(source, format, size=batch.job.together, name=batch.name)
    first = next(blocks)
    if first.columns:
        require_columns(batch.name, batch.job.columns, first.columns)
    summary = Summary(output_names(batch.job.added, first.columns))
    added = {summary.names[name]: kind for name, kind in batch.job.added.items()}
    with open_writer(sys.stdout.buffer, Format(kind), columns=first.columns, added=added) as writer:
        for block in chain([first], blocks):
            _check_free(block, added, batch.name)
            results = do_block(
                block, job=batch.job, engine=engine, name=batch.name, fail_fast=batch.fail_fast
            )
            writer.write(block, summary.add(results))
            on_rows(summary.rows, None)
    return summary


def _check_free(block: Block, added: Collection[str], name: str) -> None:
    """Refuse later rows of JSON lines that have a column which is being added already."""
    for column in added:
        if column in block.columns:
            raise ValueError(
                f"{name}, rows from {block.place(0)} on: expected no column {column!r}, which the "
                "output adds and the first rows don't have; write to a file"
            )


def _run_in_parts(batch: Batch, on_rows: OnRows) -> Summary:
    folder = files.parts_folder(batch.output)
    begun = files.read_manifest(folder)
    if begun and not batch.resume:
        if not batch.overwrite:
            raise FileExistsError(
                f"{folder}: an unfinished batch is there; go on with --resume, or start anew "
                "with --overwrite"
            )
        begun = None
    if begun is None:
        files.remove(folder)  # also what a batch left that was killed while it tidied up
    try:
        source, format = _input(batch, folder)  # noqa: A001
        table = survey(source, format, name=batch.name)
        require_columns(batch.name, batch.job.columns, table.columns)
        replaces = batch.overwrite or bool(begun and begun["replaces"])
        if batch.output.exists() and not replaces:
            check_finished(batch, table, source, format)
            if begun is None:
                return Summary(output_names(batch.job.added, table.columns), finished_before=True)
        engine = _engine(batch)
        made_of = {
            "input": asdict(table),
            "output": batch.output.name,
            **identity(batch.job, engine),
        }
        if begun:
            files.check_same(folder, begun["made_of"], made_of)
        else:
            folder.mkdir(exist_ok=True)
            files.write_manifest(folder, {"made_of": made_of, "replaces": replaces})
            begun = made_of
    finally:
        if begun is None:  # nothing has begun
            files.remove(folder)
    work = _work(batch, source, format, table.rows, folder)
    _do_parts(batch, work, engine, on_rows)
    summary = _assemble(batch, work, table)
    files.remove(folder)
    return summary


def _input(batch: Batch, folder: Path) -> tuple[Path, Format]:
    """The input as a file: what comes by stdin is kept with the parts."""
    if batch.source != STANDARD_STREAM:
        return batch.source, batch.source_format
    folder.mkdir(exist_ok=True)
    kept = folder / "stdin"
    with kept.open("wb") as file:
        shutil.copyfileobj(sys.stdin.buffer, file)
    with kept.open("rb") as file:
        return kept, sniff(file.read(_HEAD))


def _engine(batch: Batch) -> Engine:
    engine = Engine.load(batch.model, predictors=batch.predictors)
    batch.job.check(engine)
    return engine


def _work(batch: Batch, source: Path, format: Format, rows: int, folder: Path) -> Work:  # noqa: A002
    together = batch.job.together
    size = together * -(-rows // (_MOST_PARTS * together))
    parts = Parts(folder.resolve(), rows=min(max(size, together), _MOST_ROWS), total=rows)
    return Work(
        source=source.resolve(),
        format=format,
        name=batch.name,
        parts=parts,
        job=batch.job,
        model=_absolute(batch.model),
        predictors=tuple(map(_absolute, batch.predictors)),
        fail_fast=batch.fail_fast,
    )


def _absolute(name_or_folder: str) -> str:
    folder = Path(name_or_folder)
    return str(folder.resolve()) if folder.is_dir() else name_or_folder


def _do_parts(batch: Batch, work: Work, engine: Engine, on_rows: OnRows) -> None:
    parts, missing = work.parts, work.parts.missing()
    done = parts.total - sum(map(parts.size, missing))
    on_rows(done, parts.total)
    if not missing:
        return
    workers = min(batch.workers, len(missing))
    work = replace(work, job=work.job.shared(workers))
    if batch.ray:
        counts = run_ray(work, missing, workers=workers)
    elif workers > 1:
        counts = run_processes(work, missing, workers=workers)
    else:
        counts = run_here(work, missing, engine=engine)
    for count in counts:
        done += count
        on_rows(done, parts.total)


def _assemble(batch: Batch, work: Work, table: Survey) -> Summary:
    """The rows of the input with what was added to them, as one file, whole or not at all."""
    unfinished = work.parts.folder / "output"
    summary = _write_parts(batch, work, table, output=unfinished)
    if summary.rows != table.rows or sha256(work.source) != table.sha256:
        raise ValueError(f"{work.name}: was changed while the batch ran; start anew")
    with unfinished.open("rb") as file:
        os.fsync(file.fileno())
    os.replace(unfinished, batch.output)
    return summary


def write_finished(batch: Batch, output: Path) -> Summary:
    """Write what an unfinished batch has done, up to the first rows that are missing, elsewhere.

    The batch can be resumed all the same.

    Args:
        batch: From one file to another.
        output: In the format of the batch's output.

    Raises:
        ValueError: The input is malformed, or a part is damaged.
        OSError: The disk is full, or a folder is read-only.
    """
    table = survey(batch.source, batch.source_format, name=batch.name)
    folder = files.parts_folder(batch.output)
    work = _work(batch, batch.source, batch.source_format, table.rows, folder)
    first = min(work.parts.missing(), default=None)
    return _write_parts(batch, work, table, output=output, end=first)


def _write_parts(
    batch: Batch, work: Work, table: Survey, *, output: Path, end: int | None = None
) -> Summary:
    """The rows of all parts, or of those before `end`, with what was added to them."""
    summary = Summary(output_names(work.job.added, table.columns))
    added = {summary.names[name]: kind for name, kind in work.job.added.items()}
    with open_writer(output, batch.output_format, columns=table.columns, added=added) as writer:
        blocks = read_blocks(work.source, work.format, size=work.parts.rows, name=work.name)
        for number, block in enumerate(islice(blocks, end)):
            results = work.parts.load(number) if block.rows else []
            writer.write(block, summary.add(results))
    return summary
