"""What can be said of a batch before and beside the work: what to do, and why it can't be."""

import contextlib
import errno
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from tweetopt.datasets.blocks import Survey, survey
from tweetopt.datasets.formats import STANDARD_STREAM, format_of
from tweetopt.optimizer.rows import RowJob
from tweetopt.optimizer.workers import check_ray


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


def check_files(batch: Batch) -> None:
    """Refuse files that cannot be read, or may not be written; raises as `run_batch`."""
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


def check_columns(batch: Batch, columns: Sequence[str]) -> None:
    """Refuse a table without the columns that are read, or with one that is added."""
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


def check_finished(batch: Batch, table: Survey) -> None:
    """Refuse an output that isn't this batch's own, killed when all was done but the tidying."""
    with contextlib.suppress(ValueError):
        there = survey(batch.output, format_of(batch.output))
        if there.rows == table.rows and set(batch.job.added) <= set(there.columns):
            return
    raise FileExistsError(f"{batch.output}: exists already; name another file, or --overwrite it")


@contextlib.contextmanager
def named_errors(output: Path) -> Iterator[None]:
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
