"""The words that a model has met, so that broken ones can be told from rare ones."""

import re
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
_FILE = "words.txt"
_LEAST = 5


def words_of(text: str) -> list[str]:
    """The words of a text, lower-case, in order: runs of letters, with inner apostrophes."""
    return [word.replace("’", "'") for word in _WORD.findall(text.lower())]


def save_lexicon(texts: Iterable[str], folder: Path) -> None:
    """Write down the words that occur at least five times."""
    counts: Counter[str] = Counter()
    for text in texts:
        counts.update(words_of(text))
    words = sorted(word for word, count in counts.items() if count >= _LEAST)
    (folder / _FILE).write_text("\n".join(words) + "\n", encoding="utf-8")


def load_lexicon(folder: Path) -> frozenset[str] | None:
    """The words of a model's folder; None where it has no list."""
    file = folder / _FILE
    return frozenset(file.read_text(encoding="utf-8").split()) if file.is_file() else None
