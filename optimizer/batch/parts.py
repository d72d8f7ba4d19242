"""What is done of a batch, on disk: part files written whole or not at all, and a manifest."""

import json
import os
import re
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tweetopt.datasets.blocks import Row

_MANIFEST = "manifest.json"
_OURS = re.compile(
    r"manifest\.json|part-\d+\.jsonl|proposals-\d+\.jsonl|stdin|output|\..+\.unfinished"
)


@dataclass(frozen=True)
class Parts:
    """A folder with the results of consecutive rows, a file for so many; the last has fewer.

    A part holds the added columns only; the rows stay in the input.

    Attributes:
        folder: Where the files are.
        rows: Of each part.
        total: Rows of the whole input.
    """

    folder: Path
    rows: int
    total: int

    def __len__(self) -> int:
        return -(-self.total // self.rows)

    def path(self, number: int) -> Path:
        """The file of a part, counted from 0."""
        return self.folder / f"part-{number:06d}.jsonl"

    def proposals(self, number: int) -> Path:
        """Where writers' proposals for a part are kept until the batch is done."""
        return self.folder / f"proposals-{number:06d}.jsonl"

    def size(self, number: int) -> int:
        """How many rows a part has."""
        return min(self.rows, self.total - number * self.rows)

    def missing(self) -> list[int]:
        """The parts that are not there yet."""
        return [number for number in range(len(self)) if not self.path(number).exists()]

    def save(self, number: int, results: Sequence[Row]) -> None:
        """Write a part; whatever goes wrong, it is there as a whole or not at all.

        Raises:
            OSError: The disk is full, or the folder gone or read-only.
        """
        lines = "".join(f"{json.dumps(result)}\n" for result in results)
        write_whole(self.path(number), lines)

    def load(self, number: int) -> list[Row]:
        """Read a part.

        Raises:
            ValueError: It's damaged.
            OSError: It cannot be read.
        """
        try:
            with self.path(number).open(encoding="utf-8") as lines:
                results = [json.loads(line) for line in lines]
        except ValueError as error:
            raise ValueError(self._damaged(number)) from error
        if len(results) != self.size(number):
            raise ValueError(self._damaged(number))
        return results

    def _damaged(self, number: int) -> str:
        return (
            f"{self.path(number)}: expected {self.size(number)} results, got a damaged file; "
            "delete it and --resume"
        )


def parts_folder(output: Path) -> Path:
    """Where the parts of an output are kept until it is finished."""
    return output.with_name(f"{output.name}.parts")


def write_whole(path: Path, text: str) -> None:
    """Write a file that is there as a whole or not at all, even if the power fails."""
    unfinished = path.with_name(f".{path.name}.{os.getpid()}.unfinished")
    try:
        with unfinished.open("w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        os.replace(unfinished, path)
    finally:
        unfinished.unlink(missing_ok=True)


def read_manifest(folder: Path) -> dict[str, Any] | None:
    """What a batch was begun with, None where none was.

    Raises:
        ValueError: It's damaged.
        FileExistsError: The folder is somebody else's.
    """
    if not folder.exists():
        return None
    if not folder.is_dir() or not all(_OURS.fullmatch(each.name) for each in folder.iterdir()):
        raise FileExistsError(
            f"{folder}: expected room for a batch's parts, got something else; move it away, or "
            "name another output"
        )
    path = folder / _MANIFEST
    try:
        manifest = json.loads(path.read_text(encoding="utf-8")) if path.exists() else None
    except ValueError as error:
        raise ValueError(f"{path}: is damaged; start anew with --overwrite") from error
    return dict(manifest) if manifest is not None else None


def write_manifest(folder: Path, manifest: Mapping[str, Any]) -> None:
    """Begin a batch in a folder."""
    write_whole(folder / _MANIFEST, json.dumps(manifest, indent=1, sort_keys=True))


def check_same(folder: Path, begun: Mapping[str, Any], now: Mapping[str, Any]) -> None:
    """Refuse to go on with another input, model or options than a batch was begun with.

    Raises:
        ValueError: They differ; the message names the first difference.
    """
    before, after = _flat(begun), _flat(json.loads(json.dumps(now)))
    for name in sorted(before.keys() | after.keys()):
        if before.get(name) != after.get(name):
            raise ValueError(
                f"{folder}: expected the {name} that the batch was begun with, "
                f"{_short(before.get(name))}, got {_short(after.get(name))}; --resume with the "
                "same input, model and options, or start anew with --overwrite"
            )


def remove(folder: Path) -> None:
    """Delete a batch's parts, if any; the manifest first, so that no rest looks like a batch."""
    if folder.exists():
        (folder / _MANIFEST).unlink(missing_ok=True)
        shutil.rmtree(folder)


def _flat(data: Mapping[str, Any], prefix: str = "") -> dict[str, Any]:
    flat: dict[str, Any] = {}
    for name, value in data.items():
        place = f"{prefix}{name}"
        if isinstance(value, list):
            value = {str(number): item for number, item in enumerate(value, 1)}
        flat |= _flat(value, f"{place} ") if isinstance(value, Mapping) else {place: value}
    return flat


def _short(value: Any) -> str:
    text = json.dumps(value)
    return text if len(text) <= 40 else f"{text[:37]}..."
