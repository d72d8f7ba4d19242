"""A batch, and what is checked before it begins and before it ends."""

import contextlib
import errno
import os
import re
import stat
import sys
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import chain, count
from pathlib import Path
from typing import IO, Any

from tweetopt.datasets.blocks import Survey, read_blocks, survey
from tweetopt.datasets.cells import has_column, nested
from tweetopt.datasets.formats import READ_ONLY, STANDARD_STREAM, Format, format_of
from tweetopt.optimizer.batch.rows import RowJob
from tweetopt.optimizer.batch.workers import check_ray

_NO_UTF8 = re.compile("[\ud800-\udfff]")
_COMPARED_AT_ONCE = 4096
"""Rows in memory."""


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

    @cached_property
    def source_format(self) -> Format:
        """The input's format, by its name; that of stdin is found by its bytes.

        Raises:
            ValueError: The name tells no format.
        """
        return format_of(self.source)

    @cached_property
    def output_format(self) -> Format:
        """How the output file is written; raises as `source_format`, also where none writes so."""
        if (written := format_of(self.output)).kind in READ_ONLY:
            raise ValueError(
                f"{self.output}: expected a .csv, .tsv, .jsonl or .parquet file to write, got "
                f"{self.output.suffix!r}; name another output"
            )
        return written


def check_files(batch: Batch) -> None:
    """Refuse files that cannot be read, or may not be written; raises as `run_batch`."""
    source, output = batch.source, batch.output
    if source != STANDARD_STREAM:
        if not source.is_file():
            raise FileNotFoundError(f"{source}: no such file; check the path")
        _ = batch.source_format  # refused where there is none
    if batch.ray:
        check_ray()
    if output == STANDARD_STREAM:
        if batch.resume or batch.ray or batch.workers > 1:
            raise ValueError(
                "-: expected an output file with --resume, --engine ray or --workers, got stdout; "
                "name a file"
            )
    else:
        _ = batch.output_format
        if not output.parent.is_dir():
            raise FileNotFoundError(f"{output.parent}: no such folder; make it first")
    _check_different(source, output)
    if output == STANDARD_STREAM or not output.exists():
        return
    if not output.is_file():
        raise ValueError(f"{output}: expected a file, got something else; name a file")
    if not batch.overwrite and not batch.resume:
        raise FileExistsError(f"{output}: exists already; name another file, or --overwrite it")


def _check_different(source: Path, output: Path) -> None:
    read, written = _status(source, sys.stdin), _status(output, sys.stdout)
    if read and written and os.path.samestat(read, written):
        name = "stdout" if output == STANDARD_STREAM else output
        raise ValueError(f"{name}: expected another file than the input; name another output")


def _status(path: Path, stream: IO[Any]) -> os.stat_result | None:
    """Of a file, also one that the shell opened for us; None of a terminal, a pipe or nothing."""
    try:
        status = os.fstat(stream.fileno()) if path == STANDARD_STREAM else path.stat()
    except (OSError, ValueError):
        return None
    return status if stat.S_ISREG(status.st_mode) else None


def output_names(added: Iterable[str], columns: Collection[str]) -> dict[str, str]:
    """What the added columns are called: "status_2" where the table has a "status" of its own."""
    names: dict[str, str] = {}
    for name in added:
        numbered = (f"{name}_{number}" for number in count(2))
        names[name] = next(free for free in chain([name], numbered) if free not in columns)
    return names


def require_columns(table: str, names: Sequence[str], columns: Sequence[str]) -> None:
    """Refuse a table without the columns that are read.

    Raises:
        ValueError: One is missing.
    """
    for name in names:
        if not has_column(columns, name):
            raise ValueError(
                f"{table}: expected a column {name!r}, got {', '.join(columns) or 'none'}; "
                "name the right column"
            )


def check_finished(batch: Batch, table: Survey, source: Path, format: Format) -> None:  # noqa: A002
    """Refuse an output that isn't this batch's own, killed when all was done but the tidying.

    Model and options cannot be seen in it.
    """
    with contextlib.suppress(ValueError):
        there = survey(batch.output, batch.output_format)
        if (
            there.rows == table.rows
            and {*table.columns, *output_names(batch.job.added, table.columns).values()}
            <= set(there.columns)
            and _same_texts(batch, source, format)
        ):
            return
    raise FileExistsError(f"{batch.output}: exists already; name another file, or --overwrite it")


def _same_texts(batch: Batch, source: Path, format: Format) -> bool:  # noqa: A002
    """Whether an output has the input's texts; numbers and broken bytes may look otherwise."""
    before = _cells_read(batch, source, format)
    after = _cells_read(batch, batch.output, batch.output_format)
    return not any(
        old != new and isinstance(new, str) and isinstance(old, str) and not _NO_UTF8.search(old)
        for old, new in zip(before, after, strict=True)
    )


def _cells_read(batch: Batch, path: Path, format: Format) -> Iterator[Any]:  # noqa: A002
    for block in read_blocks(path, format, size=_COMPARED_AT_ONCE, name=str(path)):
        for row in block.rows:
            yield from (nested(row, name) for name in batch.job.columns)


@contextlib.contextmanager
def named_errors(batch: Batch) -> Iterator[None]:
    """What the system says of a disk or a folder, with the file's name and a remedy."""
    piped = batch.output == STANDARD_STREAM
    name = "stdout" if piped else str(batch.output)
    try:
        yield
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
            raise OSError(
                f"{name}: the disk is full ({error.strerror}); free some space"
                f"{'' if piped else ', then --resume'}"
            ) from error
        if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
            if error.filename == str(batch.source):
                raise OSError(
                    f"{batch.source}: cannot be read ({error.strerror}); name a file that you may "
                    "read"
                ) from error
            raise OSError(
                f"{name}: cannot be written ({error.strerror}: {error.filename}); name a folder "
                "that you may write to"
            ) from error
        raise
