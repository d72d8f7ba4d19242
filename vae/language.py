"""An independent judge of fluency: a word trigram model that knows nothing of codes."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
from safetensors import SafetensorError
from safetensors.numpy import load_file, save_file

_WORD = re.compile(r"\w+(?:'\w+)*|[^\w\s]")  # words with inner apostrophes, or a mark
_BROKEN = "\ufffd"  # what stands for bytes that are no character
_START, _END, _UNKNOWN = 0, 1, 2
_SEEN = 2  # a word met less often counts as unknown
Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]


def words_of(text: str) -> list[str]:
    """A text's words and marks.

    Case is folded: how a sentence starts, or what is shouted, is no matter of fluency. A
    placeholder, being a single character that is no letter, is a word of its own.
    """
    return _WORD.findall(text.casefold().replace("’", "'"))


@dataclass(frozen=True)
class _Order:
    """One order of the model: discounted counts of n-grams, and what a history leaves over."""

    grams: Ints
    counts: Ints
    histories: Ints
    totals: Ints
    types: Ints
    discount: float

    @classmethod
    def of(cls, grams: Ints, counts: Ints, size: int) -> "_Order":
        """From sorted distinct n-grams; `size` is the vocabulary's."""
        histories, starts = np.unique(grams // size, return_index=True)
        totals = np.add.reduceat(counts, starts)
        types = np.diff(np.append(starts, len(grams)))
        once, twice = int((counts == 1).sum()), int((counts == 2).sum())
        discount = once / (once + 2 * twice) if once else 0.5
        return cls(grams, counts, histories, totals, types, discount)

    def blend(self, grams: Ints, size: int, lower: Floats) -> Floats:
        """Interpolate with the next lower order's probabilities of the same words."""
        found = _lookup(self.grams, self.counts, grams)
        total = _lookup(self.histories, self.totals, grams // size)
        types = _lookup(self.histories, self.types, grams // size)
        known = total > 0
        safe = np.where(known, total, 1)
        own = np.maximum(found - self.discount, 0) / safe
        return np.where(known, own + self.discount * types / safe * lower, lower)


class LanguageModel:
    """Interpolated Kneser-Ney trigrams (Chen & Goodman 1999, section 4.1.6) over words.

    One discount an order, n1 / (n1 + 2 n2), where nk n-grams were counted k times. The unknown
    word's probability is shared among as many words as were met once, so that a made-up word
    costs what a rare one does.

    Args:
        texts: What to learn.

    Attributes:
        n_texts: How many there were.

    Raises:
        ValueError: There is no text.
    """

    def __init__(self, texts: Sequence[str]) -> None:
        if not texts:
            raise ValueError("language model: expected some texts, got none")
        self.n_texts = len(texts)
        sentences = [words_of(text) for text in texts]
        met = Counter(word for words in sentences for word in words)
        self._met = frozenset(met)
        kept = sorted(word for word, count in met.items() if count >= _SEEN)
        self._ids = {word: number for number, word in enumerate(kept, 3)}
        self._size = len(kept) + 3
        # What counts as unknown stands for about as many different words as were met once.
        self._unknown_words = max(1, len(met) - len(kept))
        self._learn(*np.unique(self._trigrams(sentences), return_counts=True))

    def save(self, path: Path) -> None:
        """Write its counts as safetensors; words met once are forgotten."""
        words = np.frombuffer("\n".join(self._ids).encode(), dtype=np.uint8)
        trigrams = self._orders[-1]
        sizes = np.array([self.n_texts, self._unknown_words])
        tensors = {"words": words, "sizes": sizes}
        save_file({**tensors, "trigrams": trigrams.grams, "counts": trigrams.counts}, path)

    @classmethod
    def load(cls, path: Path) -> "LanguageModel":
        """Read what `save` wrote.

        Raises:
            ValueError: The file is damaged.
            OSError: It is missing.
        """
        try:
            tensors = load_file(path)
            words = tensors["words"].tobytes().decode()
            model = cls.__new__(cls)
            model.n_texts, model._unknown_words = map(int, tensors["sizes"])
            kept = words.split("\n") if words else []
            model._met = frozenset(kept)
            model._ids = {word: number for number, word in enumerate(kept, 3)}
            model._size = len(kept) + 3
            model._learn(tensors["trigrams"], tensors["counts"])
        except (SafetensorError, KeyError, ValueError, IndexError) as error:
            raise ValueError(f"{path.name} holds no language model ({error})") from error
        return model

    def _learn(self, trigrams: Ints, counts: Ints) -> None:
        """Make the orders of sorted distinct trigrams and how often each was met."""
        bigrams, before = np.unique(trigrams % self._size**2, return_counts=True)
        words, contexts = np.unique(bigrams % self._size, return_counts=True)
        self._orders = [
            _Order.of(grams, number.astype(np.int64), self._size)
            for grams, number in ((words, contexts), (bigrams, before), (trigrams, counts))
        ]

    def perplexity(self, texts: Sequence[str]) -> float:
        """Perplexity a word, the end of each text counted as one; NaN without texts."""
        if not texts:
            return float("nan")
        words = sum(len(words_of(text)) + 1 for text in texts)
        return float(np.exp(self.nats(texts).sum() / words))

    def nats(self, texts: Sequence[str]) -> Floats:
        """Nats of each whole text, its end included; `(texts,)`."""
        if not texts:
            return np.empty(0)
        sentences = [words_of(text) for text in texts]
        lengths = np.array([len(words) + 1 for words in sentences])
        costs = -np.log(self._spread(self._trigrams(sentences)))
        totals: Floats = np.add.reduceat(costs, np.cumsum(lengths) - lengths)
        return totals

    def probabilities(self, first: str, second: str, words: Sequence[str]) -> Floats:
        """Probability of each word after two others, "" before the start; `(words,)`."""
        history = (self._id(first) * self._size + self._id(second)) * self._size
        grams = np.array([history + self._id(word) for word in words], dtype=np.int64)
        return self._spread(grams)

    @property
    def vocabulary(self) -> list[str]:
        """The words that were met twice or more often."""
        return list(self._ids)

    def share_unknown(self, texts: Sequence[str]) -> float:
        """Share of words that do not exist: that occur nowhere in the texts learned from.

        Only words of letters count, no links, mentions, numbers or marks; broken characters
        count as words that do not exist. NaN where there is no word at all.
        """
        words = [word for text in texts for word in words_of(text) if _is_word(word)]
        return sum(map(self._is_unknown, words)) / len(words) if words else float("nan")

    def _is_unknown(self, word: str) -> bool:
        return word not in self._met and word.removesuffix("'s") not in self._met

    def _id(self, word: str) -> int:
        return self._ids.get(word, _UNKNOWN) if word else _START

    def _trigrams(self, sentences: Sequence[Sequence[str]]) -> Ints:
        """A key for each word, or end of a sentence, with the two words before it."""
        ids: list[int] = []
        for words in sentences:
            ids += [_START, _START, *(self._ids.get(word, _UNKNOWN) for word in words), _END]
        line = np.array(ids, dtype=np.int64)
        grams = (line[:-2] * self._size + line[1:-1]) * self._size + line[2:]
        real: Ints = grams[line[2:] != _START]
        return real

    def _spread(self, trigrams: Ints) -> Floats:
        """Probabilities, with the unknown word's shared among the words that it stands for."""
        size = self._size
        chances = np.full(len(trigrams), 1 / (size - 1))  # nothing is ever a start
        for order, length in zip(self._orders, (size, size**2, size**3), strict=True):
            chances = order.blend(trigrams % length, size, chances)
        chances[trigrams % size == _UNKNOWN] /= self._unknown_words
        return chances


def _lookup(keys: Ints, values: Ints, wanted: Ints) -> Ints:
    """The values of wanted keys, 0 for those that aren't there."""
    places = np.minimum(np.searchsorted(keys, wanted), len(keys) - 1)
    found: Ints = np.where(keys[places] == wanted, values[places], 0)
    return found


def _is_word(word: str) -> bool:
    return word == _BROKEN or word.replace("'", "").isalpha()
