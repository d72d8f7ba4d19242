"""How the training texts are worded: whether a phrase reads well, and how else to say it.

A decoder that is led away from the texts it knows writes subwords that make no word, and words that
never occur side by side. A trigram model of the training texts notices both; their distributional
neighbours, words that occur in the same contexts, are other ways to say it.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
from safetensors.numpy import load_file, save_file

from tweetopt.vae.wording.articles import agreeing
from tweetopt.vae.wording.english import (
    ADVERBS,
    AFTER_NOUNS,
    DETERMINERS,
    ENDINGS,
    FACTS,
    GRAMMAR,
    OPPOSITES,
)
from tweetopt.vae.wording.language_model import LanguageModel, words_of
from tweetopt.vae.wording.ngrams import small
from tweetopt.vae.wording.words import cased, is_word, opens_sentence, words_and_marks

WORDING_FILE = "wording.safetensors"
_LEAST_WORDS = 5  # occurrences that put a word into the vocabulary
_LEAST_GRAMS = 8  # occurrences that keep a pair or triple; keeps the file small
_NEIGHBOURS = 16  # neighbours kept of a word
_SYNONYM = 0.85  # least cosine, from docs/lab-book.md, 5
_JOINS = frozenset("#@$-_/\\")  # make one word of several: "well-known", "#great"
_TELLING = 10_000  # texts, from which on it is known what is usual
_ENDS = {".": "!", "!": "."}

# Set by hand:
_ENDS_PHRASE, _DETERMINED = 0.35, 0.03  # shares that only nouns reach both of
_DESCRIBES = 0.15  # share after a determiner that only nouns and adjectives reach


@dataclass(frozen=True)
class Wording:
    """What a model's training texts were worded like.

    Attributes:
        language: The words, and which follow which.
        neighbours: The nearest words of each word of its vocabulary, shape `(words, k)`; -1 for
            none.
        cosines: How near, same shape.
        determined: How often a word stands after a determiner, as a share, shape `(words,)`.
        ending: How often it ends the phrase there, as a share: nouns do.
    """

    language: LanguageModel
    neighbours: npt.NDArray[np.int64]
    cosines: npt.NDArray[np.float32]
    determined: npt.NDArray[np.float32]
    ending: npt.NDArray[np.float32]

    @classmethod
    def learn(cls, texts: Sequence[str]) -> "Wording":
        """Learn from texts."""
        from tweetopt.vae.wording.neighbours import (
            learn_neighbours,  # and scipy, for training alone
        )

        language = LanguageModel.learn(texts, least_words=_LEAST_WORDS, least_grams=_LEAST_GRAMS)
        numbers = {word: number for number, word in enumerate(language.vocabulary)}
        sentences = [[numbers.get(word, -1) for word in words_of(text)] for text in texts]
        found = learn_neighbours(sentences, words=len(numbers), count=_NEIGHBOURS)
        return cls(language, *found, *_phrase_ends(sentences, numbers))

    def save(self, folder: Path) -> None:
        """Write it into a model's folder."""
        known = np.flatnonzero(self.neighbours[:, 0] >= 0)
        arrays = {
            **self.language.tensors(),
            "known": small(known),
            "neighbours": small(self.neighbours[known]),
            "cosines": self.cosines[known].astype(np.float16),
            "determined": self.determined.astype(np.float16),
            "ending": self.ending.astype(np.float16),
        }
        save_file(arrays, folder / WORDING_FILE)

    @classmethod
    def load(cls, folder: Path) -> "Wording | None":
        """The wording of a model's folder; None where it has none.

        Raises:
            ValueError: The file is damaged.
        """
        path = folder / WORDING_FILE
        if not path.is_file():
            return None
        try:
            arrays = load_file(path)
            language = LanguageModel.from_tensors(arrays)
            known, near = arrays["known"].astype(np.int64), arrays["neighbours"]
            neighbours = np.full((len(language.forms), near.shape[1]), -1)
            cosines = np.zeros(neighbours.shape, dtype=np.float32)
            neighbours[known], cosines[known] = near, arrays["cosines"]
            ends = (arrays[name].astype(np.float32) for name in ("determined", "ending"))
            return cls(language, neighbours, cosines, *ends)
        except Exception as error:  # safetensors raises its own, wrong arrays KeyErrors and more
            reason = " ".join(str(error).split())[:200]
            raise ValueError(f"{path}: damaged ({reason}); train or copy the model again") from None

    def new_content(self, text: str, *, beside: str) -> list[str]:
        """Content words of a text that another text doesn't have.

        Nouns, names, pronouns, negations, words of number and time, and words that were hardly
        met in training, unless they are in the other text.
        """
        said = words_of(beside)
        known = {*said, *map(_without_contraction, said)}
        return [
            word
            for word in words_of(text)
            if word not in known
            and (plain := _without_contraction(word)) not in known
            and self._is_content(plain)
        ]

    def unknown_words(self, text: str, *, beside: str) -> list[str]:
        """Words of a text that were hardly seen in training and aren't in another text."""
        known, number = set(words_of(beside)), self.language.number
        return [word for word in words_of(text) if word not in known and number(word) is None]

    def strange(self, texts: Sequence[str]) -> list[bool]:
        """Whether each text is outside of what was learned: another language, or no words.

        Its words, one after another, are then no likelier than words drawn uniformly from the
        vocabulary. Of everyday tweets that were kept from training 0.8% are, of posts of public
        figures and politicians 0.1%; of tweets in eleven other languages and of "asdf qwer zxcv"
        all. A wording that learned from few texts can't tell, and says so of none.
        """
        if self.language.n_texts < _TELLING or not texts:
            return [False] * len(texts)
        words = [words_of(text) for text in texts]
        nats = self.language.nats(texts) / np.array([len(each) + 1 for each in words])
        uniform = np.log(len(self.language.forms))
        return [
            bool(cost > uniform) or not any(map(is_word, each))
            for cost, each in zip(nats.tolist(), words, strict=True)
        ]

    def _is_content(self, word: str) -> bool:
        if word in GRAMMAR or not is_word(word):
            return False
        number = self.language.number(word)
        return number is None or not self._changeable(number)

    def cost(self, texts: Sequence[str], *, beside: str) -> npt.NDArray[np.float64]:
        """Negative log-likelihood of each text less another one's, in nats, shape `(texts,)`.

        A word more or less counts as usual for the other text: otherwise whatever drops a word
        would seem to read better, and whatever adds one worse.
        """
        nats = self.language.nats([beside, *texts])
        words = np.array([len(words_of(text)) + 1 for text in (beside, *texts)])
        usual = nats[0] / words[0]
        costs: npt.NDArray[np.float64] = nats[1:] - nats[0] - usual * (words[1:] - words[0])
        return costs

    def unseen_trigrams(self, text: str, *, beside: str) -> int:
        """How many of a text's word trigrams were hardly seen in training, nor in another text."""
        known = self.language.unseen_trigrams(beside)
        return len(self.language.unseen_trigrams(text) - known)

    def unseen_pairs(self, text: str, *, beside: str) -> int:
        """How many pairs of a text's words were hardly seen in training, nor in another text.

        A wording that learned from few texts can't tell, and says none.
        """
        if self.language.n_texts < _TELLING:
            return 0
        return len(self.language.unseen_pairs(text) - self.language.unseen_pairs(beside))

    def rewrites(self, text: str) -> list[str]:
        """All rewrites with another adjective, a distributional neighbour, or another end mark.

        How well a rewrite reads is for `cost` to tell.
        """
        words = [_Word(*match.span(), match[0]) for match in words_and_marks(text)]
        return list(dict.fromkeys(self._edited(text, words)))

    def _edited(self, text: str, words: Sequence["_Word"]) -> Iterator[str]:
        for word in words:
            before, after = text[: word.start], text[word.end :]
            if word.form in _ENDS and not after[:1].strip():
                yield before + _ENDS[word.form] + after
            number = self.language.number(word.form)
            if number is None or not self._free(text, word, number):
                continue
            for other in self._replacements(number):
                yield agreeing(before, other) + cased(other, like=word.form) + after

    def _free(self, text: str, word: "_Word", number: int) -> bool:
        """Whether a word of a text may change: no name, part of a longer one, or in the lists."""
        around = text[max(0, word.start - 1) : word.start] + text[word.end : word.end + 1]
        if not self._changeable(number) or _JOINS.intersection(around):
            return False
        return word.form[0].islower() or opens_sentence(text[: word.start])

    def _changeable(self, number: int) -> bool:
        """Whether a word of the vocabulary is neither name, noun, mark nor in the lists."""
        form = self.language.forms[number]
        noun = self.ending[number] >= _ENDS_PHRASE and self.determined[number] >= _DETERMINED
        plain = is_word(form) and form == form.lower() and "n't" not in form
        kind = form.split("'")[0]  # "we're" is as much of a pronoun as "we"
        return plain and not noun and kind not in FACTS and kind not in GRAMMAR

    def _describes(self, number: int) -> bool:
        """Whether a word is an adjective, as far as its contexts say."""
        return bool(self.determined[number] > _DESCRIBES) and not _is_adverb(
            self.language.forms[number]
        )

    def _like(self, word: str, least: float) -> Iterator[str]:
        """The distributional neighbours of a word, with at least such a cosine."""
        number = self.language.number(word)
        if number is None:
            return
        for other, cosine in zip(self.neighbours[number], self.cosines[number], strict=True):
            if other >= 0 and cosine >= least:
                yield self.language.forms[int(other)]

    def _replacements(self, number: int) -> Iterator[str]:
        word = self.language.forms[number]
        if not self._describes(number):
            return
        for other in self._like(word, _SYNONYM):
            new = self.language.number(other)
            if new is None or not (self._changeable(new) and self._describes(new)):
                continue
            if _ending(other) == _ending(word) and {word, other} not in OPPOSITES:
                yield other


@dataclass(frozen=True)
class _Word:
    start: int
    end: int
    form: str


def _without_contraction(word: str) -> str:
    """What a word says that may have another one, of grammar alone, in it: "not" of "didn't"."""
    return "not" if word == "cannot" or word.endswith("n't") else word.split("'")[0]


def _is_adverb(form: str) -> bool:
    return form.endswith("ly") or form in ADVERBS


def _ending(word: str) -> str:
    """The suffix that marks a word's tense, number or degree; empty without one."""
    return next((ending for ending in ENDINGS if word.endswith(ending)), "")


def _phrase_ends(
    sentences: Sequence[Sequence[int]], numbers: Mapping[str, int]
) -> tuple[npt.NDArray[np.float32], npt.NDArray[np.float32]]:
    """How often words follow a determiner, and end the phrase there: shares, `(words,)` each."""
    words = len(numbers)
    line = np.array([number for sentence in sentences for number in (-2, *sentence, -2)])
    determiners = [numbers[word] for word in DETERMINERS if word in numbers]
    enders = [-2, *(numbers[word] for word in AFTER_NOUNS if word in numbers)]
    word = line[1:-1]
    real = word >= 0
    after = real & np.isin(line[:-2], determiners)
    count = np.bincount(word[real], minlength=words)
    determined = np.bincount(word[after], minlength=words)
    ended = np.bincount(word[after & np.isin(line[2:], enders)], minlength=words)
    return (
        (determined / np.maximum(count, 1)).astype(np.float32),
        (ended / np.maximum(determined, 1)).astype(np.float32),
    )
