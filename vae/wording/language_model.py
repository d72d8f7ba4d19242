"""A word trigram model: knows how people write, and nothing of codes."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt
from safetensors import SafetensorError
from safetensors.numpy import load_file, save_file

from tweetopt.vae.wording.ngrams import Floats, Ints, Order, lookup, small
from tweetopt.vae.wording.words import folded, is_word

_WORD = re.compile(r"\w+(?:'\w+)*|[^\w\s]")
"""Words with inner apostrophes, or a mark. Not as in `text`: bundled models counted these."""
_BROKEN = "\ufffd"  # what stands for bytes that are no character
_SURE = 65_535  # the largest count that two bytes hold; what is above is saved as this
_START, _END, _UNKNOWN, _FIRST = 0, 1, 2, 3


def forms_of(text: str) -> list[str]:
    """A text's words and marks as they are written.

    A placeholder, being a single character that is no letter, is a word of its own.
    """
    return _WORD.findall(text.replace("’", "'"))


def words_of(text: str) -> list[str]:
    """A text's words and marks.

    Case is folded: how a sentence starts, or what is shouted, is no matter of fluency.
    """
    return [form.casefold() for form in forms_of(text)]


class LanguageModel:
    """Interpolated Kneser-Ney trigrams (Chen & Goodman 1999, section 4.1.6) over words.

    One discount an order, n1 / (n1 + 2 n2), where nk n-grams were counted k times. The unknown
    word's probability is shared among as many words as were met once, so that a made-up word
    costs what a rare one does.

    Attributes:
        forms: Each word of the vocabulary as it is mostly written.
        n_texts: How many texts it learned from.
    """

    def __init__(
        self, forms: Sequence[str], orders: Sequence[Order], *, unknown: int, n_texts: int
    ) -> None:
        self.forms = list(forms)
        self.n_texts = n_texts
        self._ids = {form.casefold(): number for number, form in enumerate(self.forms, _FIRST)}
        self._size = len(self.forms) + _FIRST
        # What counts as unknown stands for about as many different words as were left out.
        self._unknown_words = max(1, unknown)
        self._orders = list(orders)
        self._met = frozenset(self._ids)

    @classmethod
    def learn(
        cls, texts: Sequence[str], *, least_words: int = 2, least_grams: int = 1
    ) -> "LanguageModel":
        """Count the words, pairs and triples of texts.

        Args:
            texts: What to learn.
            least_words: A word met less often counts as unknown.
            least_grams: Bigrams and trigrams met less often are left to the lower orders.

        Raises:
            ValueError: There is no text.
        """
        if not texts:
            raise ValueError("language model: expected some texts, got none")
        sentences = [forms_of(text) for text in texts]
        written = Counter(form for forms in sentences for form in forms)
        met: Counter[str] = Counter()
        usual: dict[str, str] = {}
        for form, count in written.most_common():
            met[form.casefold()] += count
            usual.setdefault(form.casefold(), form)
        kept = sorted(word for word, count in met.items() if count >= least_words)
        unknown = len(met) - len(kept)
        model = cls([usual[word] for word in kept], [], unknown=unknown, n_texts=len(texts))
        model._met = frozenset(met)
        model._count(sentences, least=least_grams)
        return model

    def _count(self, sentences: Sequence[Sequence[str]], *, least: int) -> None:
        size = self._size
        folded = [[form.casefold() for form in forms] for forms in sentences]
        trigrams, counts = np.unique(self._trigrams(folded), return_counts=True)
        bigrams, before = np.unique(trigrams % size**2, return_counts=True)
        words, contexts = np.unique(bigrams % size, return_counts=True)
        self._orders = [
            Order.of(words, contexts, size, least=1),
            Order.of(bigrams, before, size, least=least),
            Order.of(trigrams, counts, size, least=least),
        ]

    def save(self, path: Path) -> None:
        """Write it as safetensors."""
        save_file(self.tensors(), path)

    @classmethod
    def load(cls, path: Path) -> "LanguageModel":
        """Read what `save` wrote.

        Raises:
            ValueError: The file is damaged.
            OSError: It is missing.
        """
        try:
            return cls.from_tensors(load_file(path))
        except (SafetensorError, KeyError, ValueError, IndexError) as error:
            raise ValueError(f"{path.name} holds no language model ({error})") from error

    def tensors(self) -> dict[str, npt.NDArray[np.generic]]:
        """All that it knows, as arrays to be saved."""
        arrays: dict[str, npt.NDArray[np.generic]] = {
            "forms": np.frombuffer("\n".join(self.forms).encode(), dtype=np.uint8),
            "unknown": np.array([self._unknown_words, self.n_texts]),
        }
        for number, order in enumerate(self._orders, 1):
            lengths = np.diff(
                np.searchsorted(order.grams // self._size, order.histories), append=len(order.grams)
            )
            arrays |= {
                f"words{number}": small(order.grams % self._size),
                f"counts{number}": small(np.minimum(order.counts, _SURE)),
                f"histories{number}": small(order.histories),
                f"lengths{number}": small(lengths),
                f"totals{number}": small(order.totals),
                f"shares{number}": (order.leftovers / order.totals).astype(np.float16),
                f"discount{number}": np.array([order.discount]),
            }
        return arrays

    @classmethod
    def from_tensors(cls, arrays: Mapping[str, npt.NDArray[np.generic]]) -> "LanguageModel":
        """The reverse of `tensors`; an array among them too many does no harm."""
        forms = arrays["forms"].tobytes().decode().split("\n")
        unknown, n_texts = arrays["unknown"].tolist()
        size = len(forms) + _FIRST
        orders = []
        for number in (1, 2, 3):
            histories = arrays[f"histories{number}"].astype(np.int64)
            totals = arrays[f"totals{number}"].astype(np.int64)
            shares = arrays[f"shares{number}"].astype(np.float64)
            before = np.repeat(histories, arrays[f"lengths{number}"].astype(np.int64))
            orders.append(
                Order(
                    before * size + arrays[f"words{number}"].astype(np.int64),
                    arrays[f"counts{number}"].astype(np.int64),
                    histories,
                    totals,
                    np.multiply(totals, shares),
                    float(arrays[f"discount{number}"][0]),
                )
            )
        return cls(forms, orders, unknown=unknown, n_texts=n_texts)

    def perplexity(self, texts: Sequence[str]) -> float:
        """Perplexity a word, the end of each text counted as one; NaN without texts."""
        if not texts:
            return float("nan")
        words = sum(len(words_of(text)) + 1 for text in texts)
        return float(np.exp(self.nats(texts).sum() / words))

    def nats(self, texts: Sequence[str]) -> Floats:
        """Negative log-likelihood of each whole text, its end included, in nats; `(texts,)`."""
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
        """The words that it knows."""
        return list(self._ids)

    def unseen_trigrams(self, text: str) -> set[tuple[str, ...]]:
        """The word trigrams of a text, its edges included, that the model hasn't kept."""
        words = words_of(text)
        padded = ["", "", *words, ""]
        grams = self._trigrams([words])
        known = lookup(self._orders[-1].grams, self._orders[-1].counts, grams) > 0
        triples = zip(padded, padded[1:], padded[2:], strict=False)
        return {triple for triple, met in zip(triples, known, strict=True) if not met}

    def unseen_pairs(self, text: str) -> set[tuple[str, ...]]:
        """The pairs of neighbouring words of a text, edges included, that the model hasn't kept."""
        words = words_of(text)
        order = self._orders[1]
        known = lookup(order.grams, order.counts, self._trigrams([words]) % self._size**2) > 0
        pairs = zip(["", *words], [*words, ""], strict=True)
        return {pair for pair, met in zip(pairs, known, strict=True) if not met}

    def number(self, word: str) -> int | None:
        """A word's place in `forms`; None for an unknown one."""
        number = self._ids.get(folded(word))
        return None if number is None else number - _FIRST

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


def _is_word(word: str) -> bool:
    return word == _BROKEN or is_word(word)
