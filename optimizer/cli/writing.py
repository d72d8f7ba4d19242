"""What the commands that rewrite share about writers."""

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:  # --help waits for no torch
    from tweetopt.optimizer.settings import Settings
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


def writers_of(settings: "Settings") -> "list[Writer]":
    """The writers that settings name, as `find_writers`.

    Raises:
        ValueError: As there; or an option is for language models, and none writes.
        ConnectionError: As there.
    """
    writers = find_writers(settings.writers)
    given = {
        "--style": settings.styles,
        "--voice": settings.voice,
        "--writer-tokens": settings.writer_tokens,
        "--steering": settings.steering,
    }
    for name in (name for name, value in given.items() if value):
        if not any(writer.fluent for writer in writers):
            raise ValueError(
                f"{name}: expected a language model that follows it, got the writers "
                f"{', '.join(settings.writers)}; add --writer http://HOST/v1#MODEL or hf:MODEL"
            )
    return writers


def print_used(writers: "Sequence[Writer]") -> None:
    """Print what servers read and wrote, on stderr."""
    from tweetopt.optimizer.writers.server import ServerWriter

    for writer in writers:
        if isinstance(writer, ServerWriter) and writer.used.total:
            used = writer.used
            print(f"{writer.url}: {used.read:,} tokens read, {used.written:,} written.",
                  file=sys.stderr)  # fmt: skip


def voice(file: Path | None) -> tuple[str, ...]:
    """The posts of --voice: the user's own, neither retweets nor replies.

    Raises:
        FileNotFoundError: There is no such file.
        ValueError: It can't be read, or no column holds texts.
    """
    if file is None:
        return ()
    from tweetopt.datasets.posts import column_names
    from tweetopt.datasets.posts.own import own_posts
    from tweetopt.datasets.posts.reading import open_posts

    table = open_posts(file).table
    column = column_names.find_name(column_names.TEXT, list(map(str, table.columns)))
    if column is None:
        raise ValueError(
            f"--voice {file}: expected a column of texts, such as "
            f"{', '.join(column_names.TEXT[:4])}, got "
            f"{', '.join(map(str, table.columns)) or 'none'}; rename the right one"
        )
    posts, _ = own_posts(table, text=column)
    return tuple(text for text in posts[column] if isinstance(text, str) and text.strip())
