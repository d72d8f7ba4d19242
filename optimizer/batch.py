"""Whole tables, at any size, with nothing lost."""

import contextlib
import errno
import os
import shutil
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass, field
from itertools import chain
from pathlib import Path
from typing import Any

import torch

from tweetopt.datasets.block_writers import open_writer
from tweetopt.datasets.blocks import Row, Survey, read_blocks, sha256, survey
from tweetopt.datasets.formats import STANDARD_STREAM, Format, Kind, format_of, sniff
from tweetopt.optimizer import parts as files
from tweetopt.optimizer.engine import Engine
from tweetopt.optimizer.identity import identity
from tweetopt.optimizer.parts import Parts
from tweetopt.optimizer.rows import RowJob
from tweetopt.optimizer.workers import Work, check_ray, do_block, run_here, run_processes, run_ray

_MOST_PARTS = 10_000
_MOST_ROWS = 4096
_HEAD = 2**16


@dataclass(frozen=True)
class Batch:
    """What to do with which table.

    Attributes:
        source: A file, or "-" for stdin.
        output: A file, or "-" for stdout.
        job: What to do with the rows.
        model: A folder, or a bundled name.
        predictors: Folders or names.
        resume: Go on with what an interrupted batch has left.
        overwrite: The output may be there already.
        fail_fast: The first bad row ends it all.
        ray: Work on a Ray cluster, not here.
        workers: How many processes or actors.
    """

    source: Path
    output: Path
    job: RowJob
    model: str
    predictors: tuple[str, ...] = ()
    resume: bool = False
    overwrite: bool = False
    fail_fast: bool = False
    ray: bool = False
    workers: int = 1

    @property
    def name(self) -> str:
        """What to call the input in messages."""
        return "stdin" if self.source == STANDARD_STREAM else str(self.source)


@dataclass
class Summary:
    """What came of a batch.

    Attributes:
        statuses: How many rows ended how.
        ratios: How many rows' predictions were multiplied by what, to two decimals.
        finished_before: Nothing was to be done.
    """

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

    def add(self, results: Sequence[Row]) -> None:
        """Count the results of some rows."""
        for result in results:
            self.statuses[result["status"]] += 1
            if before := result.get("predicted_before"):
                self.ratios[round(result["predicted_after"] / before, 2)] += 1


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
    _check_files(batch)
    with _named_errors(batch.output):
        if batch.output == STANDARD_STREAM:
            return _stream(batch, on_rows)
        return _run_in_parts(batch, on_rows)


def _check_files(batch: Batch) -> None:
    source, output = batch.source, batch.output
    if source != STANDARD_STREAM:
        if not source.is_file():
            raise FileNotFoundError(f"{source}: no such file; check the path")
        format_of(source)
    if batch.ray:
        check_ray()
    if output == STANDARD_STREAM:
        if batch.resume or batch.ray or batch.workers > 1:
            raise ValueError(
                "-: expected an output file with --resume, --engine ray or --workers, got stdout; "
                "name a file"
            )
        return
    format_of(output)
    if not output.parent.is_dir():
        raise FileNotFoundError(f"{output.parent}: no such folder; make it first")
    if not output.exists():
        return
    if not output.is_file():
        raise ValueError(f"{output}: expected a file, got something else; name a file")
    if source != STANDARD_STREAM and output.samefile(source):
        raise ValueError(f"{output}: expected another file than the input; name another output")
    if not batch.overwrite and not batch.resume:
        raise FileExistsError(f"{output}: exists already; name another file, or --overwrite it")


def _stream(batch: Batch, on_rows: OnRows) -> Summary:
    """From a file or stdin to stdout, row after row."""
    source: Any = batch.source
    if batch.source == STANDARD_STREAM:
        source = sys.stdin.buffer
        format = sniff(source.peek(_HEAD))  # noqa: A001
    else:
        format = format_of(batch.source)  # noqa: A001
    if format.kind is Kind.PARQUET and source is not batch.source:
        raise ValueError("stdin: expected text, got Parquet, which is read from its end; save it")
    kind = Kind.CSV if format.kind is Kind.PARQUET else format.kind
    engine = _engine(batch)
    torch.set_num_threads(1)  # as in every worker, for the same last digits
    blocks = read_blocks(source, format, size=batch.job.together, name=batch.name)
    first = next(blocks)
    if first.columns:
        _check_columns(batch, first.columns)
    summary = Summary()
    with open_writer(
        sys.stdout.buffer, Format(kind), columns=first.columns, added=batch.job.added
    ) as writer:
        for block in chain([first], blocks):
            results = do_block(
                block, job=batch.job, engine=engine, name=batch.name, fail_fast=batch.fail_fast
            )
            writer.write(block, results)
            summary.add(results)
            on_rows(summary.rows, None)
    return summary


def _run_in_parts(batch: Batch, on_rows: OnRows) -> Summary:
    folder = files.parts_folder(batch.output)
    begun = files.read_manifest(folder)
    if begun and not batch.resume:
        if not batch.overwrite:
            raise FileExistsError(
                f"{folder}: an unfinished batch is there; go on with --resume, or start anew "
                "with --overwrite"
            )
        files.remove(folder)
        begun = None
    source, format = _input(batch, folder)  # noqa: A001
    try:
        table = survey(source, format, name=batch.name)
        _check_columns(batch, table.columns)
        replaces = batch.overwrite or bool(begun and begun["replaces"])
        if batch.output.exists() and not replaces:
            _check_finished(batch, table)
            if begun is None:
                return Summary(finished_before=True)
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
        if begun is None and folder.exists():  # nothing has begun
            files.remove(folder)
    work = _work(batch, source, format, table.rows, folder)
    _do_parts(batch, work, engine, on_rows)
    summary = _assemble(batch, work, table)
    files.remove(folder)
    return summary


def _input(batch: Batch, folder: Path) -> tuple[Path, Format]:
    """The input as a file: what comes by stdin is kept with the parts."""
    if batch.source != STANDARD_STREAM:
        return batch.source, format_of(batch.source)
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


def _check_columns(batch: Batch, columns: Sequence[str]) -> None:
    for name in batch.job.columns:
        if name not in columns:
            raise ValueError(
                f"{batch.name}: expected a column {name!r}, got {', '.join(columns) or 'none'}; "
                "name the right column"
            )
    for name in batch.job.added:
        if name in columns:
            raise ValueError(
                f"{batch.name}: expected no column {name!r}, which the output adds; rename it"
            )


def _check_finished(batch: Batch, table: Survey) -> None:
    """Whether the output may be this batch's own: killed when all was done but the tidying."""
    with contextlib.suppress(ValueError):
        there = survey(batch.output, format_of(batch.output))
        if there.rows == table.rows and set(batch.job.added) <= set(there.columns):
            return
    raise FileExistsError(f"{batch.output}: exists already; name another file, or --overwrite it")


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
    parts, summary = work.parts, Summary()
    unfinished = parts.folder / "output"
    with open_writer(
        unfinished, format_of(batch.output), columns=table.columns, added=work.job.added
    ) as writer:
        blocks = read_blocks(work.source, work.format, size=parts.rows, name=work.name)
        for number, block in enumerate(blocks):
            results = parts.load(number) if block.rows else []
            writer.write(block, results)
            summary.add(results)
    if summary.rows != table.rows or sha256(work.source) != table.sha256:
        raise ValueError(f"{work.name}: was changed while the batch ran; start anew")
    with unfinished.open("rb") as file:
        os.fsync(file.fileno())
    os.replace(unfinished, batch.output)
    return summary


@contextlib.contextmanager
def _named_errors(output: Path) -> Iterator[None]:
    """What the system says of a disk or a folder, with the output's name and a remedy."""
    piped = output == STANDARD_STREAM
    name = "stdout" if piped else str(output)
    try:
        yield
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
            raise OSError(
                f"{name}: the disk is full ({error.strerror}); free some space"
                f"{'' if piped else ', then --resume'}"
            ) from error
        if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
            raise OSError(
                f"{name}: cannot be written ({error.strerror}: {error.filename}); name a folder "
                "that you may write to"
            ) from error
        raise
