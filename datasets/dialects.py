"""How spreadsheets write tables as text: their separators, encodings and columns without a name."""

import codecs
import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import cast

import pyarrow as pa

_MARKS = {codecs.BOM_UTF16_LE: "utf-16", codecs.BOM_UTF16_BE: "utf-16"}
"""First bytes of files that aren't UTF-8, and what they are."""
_SEPARATOR_LINE = re.compile(r"sep=(?P<separator>[^\"\r\n])[\r\n]*", re.IGNORECASE)
"""Tells a spreadsheet what stands between cells; no line of the table."""
_OTHER_SEPARATORS = ";\t|,"


class Unnamed(str):
    """What to call a column whose name is empty; text formats write it as empty again."""

    __slots__ = ()


def decoded(stream: pa.NativeFile) -> io.TextIOWrapper:
    """The text in a stream: UTF-16 if its mark says so, else UTF-8, with or without a mark.

    Bytes that are no UTF-8 become lone surrogates (Python's "surrogateescape").
    """
    buffered = io.BufferedReader(cast("io.RawIOBase", stream))
    encoding = _MARKS.get(buffered.peek(2)[:2], "utf-8-sig")
    errors = "surrogateescape" if encoding == "utf-8-sig" else "strict"
    return io.TextIOWrapper(buffered, encoding=encoding, errors=errors, newline="")


@dataclass(frozen=True)
class Lines:
    """The lines of a table, and how to split them into cells.

    Attributes:
        lines: From the column names on.
        before: How many lines stand in front of these.
        separator: What stands between cells.
    """

    lines: Iterable[str]
    before: int
    separator: str


def lines_of(text: Iterator[str], *, separator: str) -> Lines:
    """Find out what separates the cells of a table.

    A first line such as "sep=;" says so. Else it is the usual separator, unless that splits no
    column names and another does, as csv's `Sniffer` finds out.

    Args:
        text: The lines.
        separator: The usual one.
    """
    first = next(text, "")
    if told := _SEPARATOR_LINE.fullmatch(first):
        return Lines(text, 1, told["separator"])
    before = []
    while first and not first.strip("\r\n"):
        before.append(first)
        first = next(text, "")
    return Lines(chain(before, [first], text), 0, _sniffed(first, separator))


def _sniffed(header: str, usual: str) -> str:
    if _columns(header, usual) > 1:
        return usual
    try:
        found = csv.Sniffer().sniff(header, delimiters=_OTHER_SEPARATORS).delimiter
    except csv.Error:  # there is but one column
        return usual
    return found if _columns(header, found) > 1 else usual


def _columns(header: str, separator: str) -> int:
    return max(map(len, csv.reader([header], delimiter=separator)), default=0)


def named(columns: Sequence[str]) -> list[str]:
    """Column names, with "column 3" and the like for empty ones, told apart from all others."""
    names: list[str] = []
    for number, column in enumerate(columns, 1):
        name = column or Unnamed(f"column {number}")
        while not column and name in columns:
            name = Unnamed(f"{name} (unnamed)")
        names.append(name)
    return names
