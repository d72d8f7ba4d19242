"""Formats of tables, recognised by a file's name or by its first bytes."""

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import BinaryIO

import pyarrow as pa

STANDARD_STREAM = Path("-")
"""Stands for stdin or stdout."""


class Kind(StrEnum):
    """How a table is written."""

    CSV = "csv"
    TSV = "tsv"
    JSON_LINES = "jsonl"
    PARQUET = "parquet"
    JSON = "json"
    """Whole, as platforms answer, or in an archive's .js file; see `posts.archives`."""
    ARCHIVE = "zip"
    """What X gives its users; see `posts.archives`."""


_KINDS = {
    ".csv": Kind.CSV,
    ".tsv": Kind.TSV,
    ".jsonl": Kind.JSON_LINES,
    ".ndjson": Kind.JSON_LINES,
    ".parquet": Kind.PARQUET,
    ".json": Kind.JSON,
    ".js": Kind.JSON,
    ".zip": Kind.ARCHIVE,
}
READ_ONLY = (Kind.JSON, Kind.ARCHIVE)
"""Tables are never written so."""
_COMPRESSIONS = {".gz": "gzip", ".zst": "zstd"}
_MAGIC = {b"\x1f\x8b": "gzip", b"\x28\xb5\x2f\xfd": "zstd"}


@dataclass(frozen=True)
class Format:
    """How a file is written.

    Attributes:
        kind: Of table.
        compression: "gzip", "zstd" or None, around the whole file.
    """

    kind: Kind
    compression: str | None = None


def format_of(path: Path) -> Format:
    """The format that a file's name tells: .csv, .tsv, .jsonl, .ndjson, .json, .js, plain or with
    .gz or .zst behind; or .parquet, or .zip.

    Raises:
        ValueError: It's none of these.
    """  # noqa: D205
    *_, before, last = ["", "", *(suffix.lower() for suffix in path.suffixes)]
    compression = _COMPRESSIONS.get(last)
    kind = _KINDS.get(before if compression else last)
    if kind is None or (compression and kind in (Kind.PARQUET, Kind.ARCHIVE)):
        raise ValueError(
            f"{path}: expected one of {', '.join(_KINDS)} (text also with .gz or .zst), "
            f"got {path.suffix or 'no suffix'!r}; rename or convert the file"
        )
    return Format(kind, compression)


def sniff(head: bytes) -> Format:
    """The format of a nameless stream, by its first bytes."""
    if head.startswith(b"PAR1"):
        return Format(Kind.PARQUET)
    for magic, compression in _MAGIC.items():
        if head.startswith(magic):
            return Format(sniff(_inflated(head, compression)).kind, compression)
    first_line = head.removeprefix(b"\xef\xbb\xbf").split(b"\n", 1)[0]
    if first_line.lstrip().startswith(b"{"):
        return Format(Kind.JSON_LINES)
    return Format(Kind.TSV if b"\t" in first_line and b"," not in first_line else Kind.CSV)


def _inflated(head: bytes, compression: str) -> bytes:
    stream = pa.input_stream(pa.BufferReader(head), compression=compression)
    start = b""
    try:
        while len(start) < 4096 and (byte := stream.read(1)):
            start += byte
    except OSError:  # the head ends where it ends
        pass
    return start


def open_input(source: Path | BinaryIO, format: Format) -> pa.NativeFile:  # noqa: A002
    """A file or stream as decompressed bytes."""
    return pa.input_stream(source, compression=format.compression)
