"""What the commands that rewrite share about writers."""

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:  # --help waits for no torch
    from tweetopt.optimizer.writers.base import Writer


def find_writers(names: Sequence[str]) -> "list[Writer]":
    """Writers by their names; what must be known of them is printed first, on stderr.

    Raises:
        ValueError: There is no such writer, or it can't be used.
        ConnectionError: It can't be reached.
    """
    from tweetopt.optimizer.writers.registry import find_writer

    writers = list(map(find_writer, names))
    for writer in writers:
        if writer.notice:
            print(writer.notice, file=sys.stderr)
    return writers


def print_used(writers: "Sequence[Writer]") -> None:
    """Print what servers read and wrote, on stderr."""
    from tweetopt.optimizer.writers.server import ServerWriter

    for writer in writers:
        if isinstance(writer, ServerWriter) and writer.used.total:
            used = writer.used
            print(f"{writer.url}: {used.read:,} tokens read, {used.written:,} written.",
                  file=sys.stderr)  # fmt: skip


def voice(file: Path | None, column: str) -> tuple[str, ...]:
    """The posts of --voice.

    Raises:
        FileNotFoundError: There is no such file.
        ValueError: It lacks the column, or has no rows.
    """
    if file is None:
        return ()
    from tweetopt.datasets.blocks import read_blocks
    from tweetopt.datasets.formats import format_of
    from tweetopt.optimizer.batch.predicting import count_texts

    count_texts(file, column)
    blocks = read_blocks(file, format_of(file), size=1_000, name=str(file))
    texts = [row.get(column) for block in blocks for row in block.rows]
    return tuple(text for text in texts if isinstance(text, str) and text.strip())
