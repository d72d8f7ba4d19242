"""The words and word pairs that a model has met, so that broken phrases can be told.

A decoder that is led away from the texts it knows writes word pieces that are no words, and words
that never stand side by side. A list of what occurred is a plain way to notice both.
"""

import re
import zlib
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import numpy as np
import numpy.typing as npt
from safetensors.numpy import load_file, save_file

PHRASES_FILE = "phrases.safetensors"
_UNIT = re.compile(r"[^\W_]+(?:['’][^\W_]+)*|[^\w\s]")  # words with inner apostrophes, or a mark
_EDGE = "\n"  # begins and ends every text
_LEAST_WORDS = 5
_LEAST_PAIRS = 2


@dataclass(frozen=True)
class Phrases:
    """Words and pairs of neighbouring words, as sorted 32-bit checksums.

    A checksum may stand for an unknown phrase by chance, one time in some thousands.

    Attributes:
        words: Of words and marks that occurred at least five times.
        pairs: Of neighbours, ends of the text included, that occurred at least twice.
    """

    words: npt.NDArray[np.uint32]
    pairs: npt.NDArray[np.uint32]

    @classmethod
    def learn(cls, texts: Iterable[str]) -> "Phrases":
        """Count the words and pairs of texts."""
        words: Counter[str] = Counter()
        pairs: Counter[tuple[str, str]] = Counter()
        for text in texts:
            units = _units(text)
            words.update(units)
            pairs.update(pairwise(units))
        return cls(
            _sorted_checksums(word for word, count in words.items() if count >= _LEAST_WORDS),
            _sorted_checksums(
                " ".join(pair) for pair, count in pairs.items() if count >= _LEAST_PAIRS
            ),
        )

    def save(self, folder: Path) -> None:
        """Write them into a model's folder."""
        save_file({"words": self.words, "pairs": self.pairs}, folder / PHRASES_FILE)

    @classmethod
    def load(cls, folder: Path) -> "Phrases | None":
        """The phrases of a model's folder; None where it has none."""
        if not (folder / PHRASES_FILE).is_file():
            return None
        return cls(**load_file(folder / PHRASES_FILE))

    def unknown_words(self, text: str, *, beside: str) -> list[str]:
        """Words of a text that were hardly met in training and aren't in another text."""
        known = set(_units(beside))
        return self._unknown([word for word in _units(text) if word not in known], self.words)

    def unknown_pairs(self, text: str, *, beside: str) -> list[str]:
        """Neighbouring words that were hardly met in training and aren't in another text."""
        known = set(pairwise(_units(beside)))
        pairs = [" ".join(pair) for pair in pairwise(_units(text)) if pair not in known]
        return self._unknown(pairs, self.pairs)

    @staticmethod
    def _unknown(phrases: list[str], known: npt.NDArray[np.uint32]) -> list[str]:
        checksums = np.fromiter(map(_checksum, phrases), dtype=np.uint32)
        # The list is sorted: a binary search needs no pass over all of it, as np.isin would.
        places = np.searchsorted(known, checksums).clip(max=max(len(known) - 1, 0))
        found = known[places] == checksums if len(known) else np.zeros(len(phrases), dtype=bool)
        return [phrase for phrase, is_known in zip(phrases, found, strict=True) if not is_known]


def _units(text: str) -> list[str]:
    return [_EDGE, *_UNIT.findall(text.lower().replace("’", "'")), _EDGE]


def _sorted_checksums(phrases: Iterable[str]) -> npt.NDArray[np.uint32]:
    return np.unique(np.fromiter(map(_checksum, phrases), dtype=np.uint32))


def _checksum(phrase: str) -> int:
    return zlib.crc32(phrase.encode("utf-8", "surrogatepass"))
