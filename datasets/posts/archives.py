"""Files of posts as tables: archives and what platforms answer; dots name nested fields.

Known are the archive of X (its zip, its folder, `data/tweets.js` and parts; of old ones the monthly
files and `tweets.csv`), JSON of its programming interfaces (arrays, objects with `data`, pages of
them, lines), Mastodon's `outbox.json` and statuses, and Bluesky's `getAuthorFeed`.
"""

import html
import io
import json
import re
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from tweetopt.datasets.formats import Format, Kind, format_of, open_input

_LISTS = ("data", "statuses", "tweets", "orderedItems", "feed", "posts", "results", "items")
"""Fields that answers of platforms hold their posts in."""
_ASSIGNED = re.compile(r"^\s*(?:window\.)?[\w.$\[\]\"']+\s*=\s*(?=[\[{])")
"""How a .js file of an archive begins: it gives its JSON a name."""
_ARCHIVED = (
    re.compile(r"(?:^|/)data/tweets?(?:-part\d+)?\.js$"),
    re.compile(r"(?:^|/)data/js/tweets/\d{4}_\d{2}\.js$"),
    re.compile(r"(?:^|/)outbox\.json$"),
    re.compile(r"(?:^|/)tweets\.csv$"),
)
"""Where archives keep posts, the fullest first: one kind alone is read."""
_TAG = re.compile(r"<[^>]+>")
_BREAK = re.compile(r"<br\s*/?>|</p>\s*<p[^>]*>", re.IGNORECASE)
_MARKUP = re.compile(r"\s*<p[\s>]", re.IGNORECASE)
"""How Mastodon's texts begin."""
_LARGEST = 2**31
"""Bytes of one file in an archive: beyond, it is no archive of posts."""

Record = dict[str, Any]


@dataclass(frozen=True)
class Source:
    """A table, and which files it came from.

    Attributes:
        table: All columns; dots lead into nested fields.
        files: Of an archive the names of its files, else none.
    """

    table: pd.DataFrame
    files: tuple[str, ...] = ()


def read_source(path: Path) -> Source:
    """Read a file or an archive that holds posts as JSON.

    Args:
        path: A .json, .js or .zip file (JSON also .gz or .zst), or the folder of an archive.

    Raises:
        FileNotFoundError: There is no such file.
        ValueError: It can't be read as JSON, or an archive holds no posts.
    """
    if path.is_dir():
        return _archive(path, [file.relative_to(path).as_posix() for file in path.rglob("*.*")])
    if not path.is_file():
        raise FileNotFoundError(f"{path}: no such file; check the path")
    format = format_of(path)  # noqa: A001
    if format.kind is Kind.ARCHIVE:
        return _zipped(path)
    parts = _parts(path)
    records = [record for part in parts for record in read_records(_text(part, format), str(part))]
    return Source(flat_table(records), tuple(part.name for part in parts if len(parts) > 1))


def _parts(path: Path) -> list[Path]:
    """An archive's `tweets.js` with its other parts beside it; any other file alone."""
    if path.name not in ("tweets.js", "tweet.js"):
        return [path]
    return [path, *sorted(path.parent.glob(f"{path.stem}-part*.js"), key=_numbered)]


def _numbered(path: Path) -> int:
    return int("0" + re.sub(r"\D", "", path.stem))


def _text(path: Path, format: Format) -> str:  # noqa: A002
    with open_input(path, format) as stream:
        return _decoded(stream.read(), str(path))


def _decoded(data: bytes, name: str) -> str:
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise ValueError(
            f"{name}: expected UTF-8 text, got byte 0x{data[error.start]:02x} at {error.start}; "
            "save the file as UTF-8"
        ) from error


def _zipped(path: Path) -> Source:
    try:
        with zipfile.ZipFile(path) as archive:
            names = _members(str(path), [each.filename for each in archive.infolist()])
            _check_sizes(path, archive, names)
            found = {name: _decoded(archive.read(name), f"{path}, {name}") for name in names}
    except (zipfile.BadZipFile, RuntimeError, NotImplementedError) as error:  # or it has a password
        raise ValueError(f"{path}: cannot be read as a zip file: {error}; get it again") from error
    return _of_members(str(path), found)


def _check_sizes(path: Path, archive: zipfile.ZipFile, names: Sequence[str]) -> None:
    for name in names:
        if (size := archive.getinfo(name).file_size) > _LARGEST:
            raise ValueError(
                f"{path}, {name}: expected at most {_LARGEST:,} bytes, got {size:,}; unpack it, "
                "and name the file of the posts"
            )


def _archive(folder: Path, names: Sequence[str]) -> Source:
    members = _members(str(folder), names)
    found = {name: _decoded((folder / name).read_bytes(), f"{folder}/{name}") for name in members}
    return _of_members(str(folder), found)


def _members(archive: str, names: Sequence[str]) -> list[str]:
    # A folder may be the archive's own "data".
    for pattern in _ARCHIVED:
        if found := [
            name for name in names if pattern.search(name) or pattern.search(f"data/{name}")
        ]:
            return sorted(found)
    raise ValueError(
        f"{archive}: expected an archive with data/tweets.js, tweets.csv or outbox.json, got "
        f"{', '.join(sorted(names)[:5]) or 'nothing'}; name the file that holds the posts"
    )


def _of_members(archive: str, found: dict[str, str]) -> Source:
    if all(name.endswith(".csv") for name in found):
        tables = [_csv(text, f"{archive}, {name}") for name, text in found.items()]
        return Source(pd.concat(tables, ignore_index=True), tuple(found))
    records = [
        record
        for name, text in found.items()
        for record in read_records(text, f"{archive}, {name}")
    ]
    return Source(flat_table(records), tuple(found))


def _csv(text: str, name: str) -> pd.DataFrame:
    try:  # "NA" is a text
        return pd.read_csv(io.StringIO(text), dtype=str, keep_default_na=False)
    except ValueError as error:  # pandas names no file
        reason = " ".join(str(error).split())
        raise ValueError(f"{name}: cannot be read: {reason}; get the file again") from error


def read_records(text: str, name: str) -> list[Record]:
    """The posts in JSON, whole or by lines, with or without a name in front; unwrapped.

    Raises:
        ValueError: It isn't JSON; the message says where.
    """
    text = _ASSIGNED.sub("", text).strip().removesuffix(";")
    try:
        data = [json.loads(text)]
    except RecursionError as error:
        raise ValueError(f"{name}: cannot be read as JSON: nested too deep") from error
    except json.JSONDecodeError as error:
        if error.msg != "Extra data":
            raise _unreadable(name, error) from error
        data = list(_lines(text, name))
    return [_plain_post(_post(record)) for record in _records(data, name)]


def _unreadable(name: str, error: json.JSONDecodeError) -> ValueError:
    return ValueError(
        f"{name}, line {error.lineno}: cannot be read as JSON: {error.msg}; get the file again"
    )


def _lines(text: str, name: str) -> Iterator[Any]:
    """One value after another, as JSON lines have them."""
    decoder, place = json.JSONDecoder(), 0
    while place < len(text):
        try:
            value, place = decoder.raw_decode(text, place)
        except json.JSONDecodeError as error:
            raise _unreadable(name, error) from error
        yield value
        while place < len(text) and text[place] in " \t\r\n,;":
            place += 1


def _records(data: Any, name: str) -> Iterator[Record]:
    """The objects that are posts, out of lists, answers and pages of answers."""
    if isinstance(data, list):
        for each in data:
            yield from _records(each, name)
    elif isinstance(data, dict):
        inner = next((data[key] for key in _LISTS if isinstance(data.get(key), list)), None)
        if inner is None:
            yield data
        else:
            yield from _records(inner, name)
    else:
        raise ValueError(
            f"{name}: expected posts as JSON objects, got {str(data)[:30]!r}; name a file of posts"
        )


def _post(record: Record) -> Record:
    """A post out of its wrapper, with its whole text and what it refers to as plain fields."""
    inner = record.get("tweet", record.get("data"))
    post = dict(inner) if isinstance(inner, dict) else dict(record)
    for longer, field in (("note_tweet", "text"), ("extended_tweet", "full_text")):
        whole = post.get(longer)
        if isinstance(whole, dict) and isinstance(whole.get(field), str):
            post["full_text" if "full_text" in post else "text"] = whole[field]
    referred = post.get("referenced_tweets")
    for each in referred if isinstance(referred, list) else []:
        if isinstance(each, dict) and "type" in each:
            post[f"referenced_tweets.{each['type']}.id"] = each.get("id", True)
    return post


def _plain_post(post: Record) -> Record:
    """A post without the markup of Mastodon's texts."""
    inner = post.get("object")
    if isinstance(inner, dict):
        return {**post, "object": _plain_post(inner)}
    text = post.get("content")
    if not isinstance(text, str) or not _MARKUP.match(text):
        return post
    return {**post, "content": html.unescape(_TAG.sub("", _BREAK.sub("\n", text))).strip()}


def flat_table(records: Sequence[Mapping[Any, Any]]) -> pd.DataFrame:
    """Records as a table whose dotted columns are nested fields; half characters are marked."""
    rows = [dict(_fields(record)) for record in records]
    columns = dict.fromkeys(name for row in rows for name in row)
    cells = {name: pd.Series([row.get(name) for row in rows], dtype=object) for name in columns}
    return pd.DataFrame(cells, index=range(len(rows)))


def _fields(record: Mapping[Any, Any], within: str = "") -> Iterator[tuple[str, Any]]:
    for name, value in record.items():
        if isinstance(value, dict):
            yield from _fields(value, f"{within}{name}.")
        else:
            yield f"{within}{name}", _whole(value) if isinstance(value, str) else value


def _whole(text: str) -> str:
    """A text without halves of characters, which some exports cut emoji into."""
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
