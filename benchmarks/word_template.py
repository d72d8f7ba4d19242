"""A baseline that knows no codes: delete the words that mark a tone, insert those of the other.

After Li et al. 2018 (Delete, Retrieve, Generate), with our own rules: words are markers by their
log odds between the tones, and what fills a gap is the marker of the other tone that a trigram
model of that tone likes best there.
"""

from collections import Counter
from collections.abc import Sequence
from itertools import groupby

import numpy as np

from tweetopt.vae.wording.language_model import LanguageModel

_SMOOTHING = 1.0
_RARE = 5  # occurrences below which a word marks nothing
_FILLERS = 400
_TRIED = 30
_LONGEST = 2  # words of a filler


class WordTemplate:
    """Rewrites tokenised sentences between two tones.

    Args:
        low: Sentences of tone 0, words parted by spaces.
        high: Sentences of tone 1.
        threshold: Log odds from which a word or pair of words is a marker.
    """

    def __init__(self, low: Sequence[str], high: Sequence[str], *, threshold: float = 3.0) -> None:
        self.threshold = threshold
        self.models = [LanguageModel.learn(heap) for heap in (low, high)]
        counts = [Counter(gram for text in heap for gram in _grams(text)) for heap in (low, high)]
        totals = [sum(count.values()) for count in counts]
        self.odds = {
            gram: float(
                np.log((counts[1][gram] + _SMOOTHING) / totals[1])
                - np.log((counts[0][gram] + _SMOOTHING) / totals[0])
            )
            for gram in counts[0] | counts[1]
            if counts[0][gram] + counts[1][gram] >= _RARE
        }
        self.fillers = [self._fillers(counts[tone], sign=2 * tone - 1) for tone in (0, 1)]

    def rewrite(self, text: str, *, toward: int) -> str:
        """One sentence in the tone `toward`, 0 or 1."""
        words = text.split()
        if not words:
            return text
        marked = self._marked(words, sign=1 - 2 * toward)
        pieces: list[str | None] = []
        for is_marked, run in groupby(zip(marked, words, strict=True), key=lambda each: each[0]):
            pieces += [None] if is_marked else [word for _, word in run]
        for place, piece in enumerate(pieces):
            if piece is None:
                pieces[place] = self._best_filler(pieces, place, toward=toward)
        return " ".join(piece for piece in pieces if piece)

    def _fillers(self, counts: Counter[str], *, sign: int) -> list[str]:
        """The markers of a tone, the most frequent first."""
        markers = [
            gram
            for gram, _ in counts.most_common()
            if sign * self.odds.get(gram, 0.0) > self.threshold and gram.replace(" ", "").isalpha()
        ]
        return markers[:_FILLERS]

    def _marked(self, words: Sequence[str], *, sign: int) -> list[bool]:
        """Which words mark the tone of that sign, alone or as a pair; at least one does."""
        scores = [sign * self.odds.get(word, 0.0) for word in words]
        marked = [score > self.threshold for score in scores]
        for place in range(len(words) - 1):
            odds = sign * self.odds.get(" ".join(words[place : place + 2]), 0.0)
            # A pair counts for itself only: "not good" marks what neither of its words does.
            if odds > 2 * self.threshold and not any(marked[place : place + 2]):
                marked[place : place + 2] = [True, True]
        if not any(marked):
            marked[int(np.argmax(scores))] = True
        return marked

    def _best_filler(self, pieces: Sequence[str | None], place: int, *, toward: int) -> str:
        """The marker that a trigram model of the tone likes best between its neighbours."""
        model = self.models[toward]
        before = [piece for piece in pieces[:place] if piece]
        after = [piece for piece in pieces[place + 1 :] if piece]
        first, second = ["", "", *before][-2:]
        fillers = self.fillers[toward]
        chances = model.probabilities(first, second, [each.split()[0] for each in fillers])
        tried = [fillers[int(row)] for row in np.argsort(-chances)[:_TRIED]]
        sentences = [" ".join([*before, each, *after]) for each in tried]
        # About what a word costs: longer fillers are not to lose for being longer.
        costs = model.nats(sentences) - np.array([5.0 * len(each.split()) for each in tried])
        return tried[int(np.argmin(costs))]


def _grams(text: str) -> list[str]:
    words = text.split()
    return [
        " ".join(words[place : place + length])
        for length in range(1, _LONGEST + 1)
        for place in range(len(words) - length + 1)
    ]
