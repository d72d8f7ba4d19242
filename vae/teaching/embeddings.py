"""Embeddings kept on disk, by text: each is computed once, and interruptions cost minutes."""

import hashlib
import json
import os
import zipfile
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt

from tweetopt.vae.teaching.teacher import Teacher, ignored

Hashes = npt.NDArray[np.uint64]
Rows = npt.NDArray[np.float16]
_MANIFEST = "teacher.json"
_SHARD = 20_000  # texts; a minute of two cores


class EmbeddingCache:
    """A folder of embeddings of one teacher, found by their texts.

    A shard is a file with the sorted 64-bit hashes of some texts beside their rows in float16. It
    is written whole or not at all, and never changed.

    Args:
        folder: Made if it isn't there.
        teacher: Whose embeddings they are.

    Raises:
        ValueError: The folder holds another teacher's.
    """

    def __init__(self, folder: Path, teacher: Teacher) -> None:
        self._folder = folder
        self._dim = teacher.dim
        folder.mkdir(parents=True, exist_ok=True)
        ours = {"name": teacher.name, "fingerprint": teacher.fingerprint, "dim": teacher.dim}
        manifest = folder / _MANIFEST
        if not manifest.exists():
            _write(manifest, json.dumps(ours).encode())
        theirs = _read_manifest(manifest)
        if theirs.get("fingerprint") != teacher.fingerprint:
            raise ValueError(
                f"{folder}: expected embeddings by the teacher {teacher.name} "
                f"({teacher.fingerprint}), got those by {theirs.get('name')} "
                f"({theirs.get('fingerprint')}); name another folder"
            )

    def known(self, texts: Sequence[str]) -> npt.NDArray[np.bool_]:
        """Which texts have been embedded, also those with nothing to embed; shape `(n,)`."""
        wanted = hash_texts(texts)
        found = np.zeros(len(wanted), dtype=np.bool_)
        for path in self._shards():
            with _open(path) as shard:
                found |= _find(wanted, shard["hashes"]) >= 0
        return found

    def lookup(self, texts: Sequence[str]) -> Rows:
        """Embeddings of texts.

        Returns:
            Shape `(n, dim)`; NaN for those that are missing, or have nothing to embed.

        Raises:
            ValueError: A shard is damaged.
        """
        wanted = hash_texts(texts)
        rows = np.full((len(wanted), self._dim), np.nan, dtype=np.float16)
        for path in self._shards():
            with _open(path) as shard:
                places = _find(wanted, shard["hashes"])
                if (places >= 0).any():
                    rows[places >= 0] = shard["rows"][places[places >= 0]]
        return rows

    def add(self, texts: Sequence[str], rows: npt.NDArray[np.floating]) -> None:
        """Keep the embeddings of texts as one more shard.

        Args:
            texts: n texts.
            rows: Their embeddings, shape `(n, dim)`.

        Raises:
            ValueError: The shape is another.
        """
        if rows.shape != (len(texts), self._dim):
            raise ValueError(
                f"embeddings: expected shape ({len(texts)}, {self._dim}), got {rows.shape}"
            )
        hashes, first = np.unique(hash_texts(texts), return_index=True)
        name = hashlib.blake2b(hashes.tobytes(), digest_size=8).hexdigest()
        path = self._folder / f"{name}.npz"
        unfinished = self._folder / f".{name}.{os.getpid()}"
        with unfinished.open("wb") as file:
            np.savez(file, hashes=hashes, rows=rows[first].astype(np.float16))
        unfinished.replace(path)

    def _shards(self) -> list[Path]:
        return sorted(self._folder.glob("*.npz"))


def embed_cached(
    texts: Sequence[str],
    teacher: Teacher,
    *,
    cache: Path,
    most: int | None = None,
    seed: int = 0,
    shard: int = _SHARD,
    on_texts: Callable[[int], None] = ignored,
) -> Rows:
    """Embeddings of texts; those that the cache lacks are computed and added to it.

    They are computed in random order, so that what an interrupted call leaves is a fair sample.

    Args:
        texts: n texts.
        teacher: What embeds them.
        cache: The folder of an `EmbeddingCache`.
        most: Embed so many of the texts, drawn at random; more of them include fewer.
        seed: Of the drawing.
        shard: Texts to a shard; an interruption loses one at most.
        on_texts: Told of every few texts done, how many they were; of those found, at once.

    Returns:
        Shape `(n, dim)`; NaN for texts that weren't drawn, or have nothing to embed.

    Raises:
        ValueError: The folder holds another teacher's embeddings, or a damaged file.
    """
    kept = EmbeddingCache(cache, teacher)
    drawn = np.random.default_rng(seed).permutation(len(texts))[:most]
    wanted = [texts[row] for row in drawn]
    known = kept.known(wanted)
    on_texts(int(known.sum()))
    missing = [text for text, found in zip(wanted, known, strict=True) if not found]
    for part in _parts(list(dict.fromkeys(missing)), shard):
        kept.add(part, teacher.embed(part, on_texts=on_texts))
    rows = np.full((len(texts), teacher.dim), np.nan, dtype=np.float16)
    rows[drawn] = kept.lookup(wanted)
    return rows


def hash_texts(texts: Sequence[str]) -> Hashes:
    """64 bits of each text's BLAKE2b; among a million texts, two agree once in 40 million sets."""
    digests = (
        hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).digest()
        for text in texts
    )
    return np.frombuffer(b"".join(digests), dtype="<u8").astype(np.uint64)


def _find(wanted: Hashes, hashes: Hashes) -> npt.NDArray[np.intp]:
    """Where each stands among the sorted hashes; -1 where it doesn't."""
    places = np.searchsorted(hashes, wanted).clip(max=max(len(hashes) - 1, 0))
    if not len(hashes):
        return np.full(len(wanted), -1)
    return np.where(hashes[places] == wanted, places, -1)


def _parts(texts: Sequence[str], size: int) -> Iterator[Sequence[str]]:
    for start in range(0, len(texts), size):
        yield texts[start : start + size]


def _open(path: Path) -> "np.lib.npyio.NpzFile":
    try:
        return np.load(path, allow_pickle=False)  # type: ignore[no-any-return]
    except (OSError, ValueError, EOFError, zipfile.BadZipFile) as error:
        raise ValueError(
            f"{path}: expected embeddings, got a damaged file ({error}); delete it, and they will "
            "be computed again"
        ) from error


def _read_manifest(path: Path) -> dict[str, object]:
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except ValueError:
        found = None
    return found if isinstance(found, dict) else {}


def _write(path: Path, content: bytes) -> None:
    unfinished = path.with_name(f".{path.name}.{os.getpid()}")
    unfinished.write_bytes(content)
    unfinished.replace(path)
