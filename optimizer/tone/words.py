"""The words that mark a tone, and texts rewritten by them, a word at a time."""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path

from tweetopt.vae.wording.articles import agreeing
from tweetopt.vae.wording.language_model import LanguageModel, words_of
from tweetopt.vae.wording.words import cased, folded, is_word, opens_sentence, pieces

_WEIGHTS = "words.json"
_LANGUAGE = "language.safetensors"
WORD_FILES = (_WEIGHTS, _LANGUAGE)
_PENALTY = 1.0  # sklearn's C, its default
_LEAST = 0.02  # log odds; smaller weights are left out of the file
# Set by hand; docs/latent-tools.md measures what comes of them:
_MOST_STEPS = 4  # words changed in a text
_PLACES = 4  # words of a text that may give way in a step
_FILLERS = 150  # words of the tone that are tried in a place
_GAIN = 0.5  # share of a step's largest gain that a change must reach
_WEIGHED = 128  # changes of a step that the trigram model scores
_SWAY = 2.0  # nats of likelihood that one unit of log odds is worth
_WORD = 5.0  # nats that a word may cost: shorter texts are not to win for being shorter
_ENOUGH = 1.5  # log odds at strength 1


@dataclass(frozen=True)
class ToneWords:
    """Log odds of a tone by the words and word bigrams of a text; linear, like a direction.

    Attributes:
        weights: By unigram or bigram, in lower case.
        language: A trigram model of the texts of both tones.
        bias: Log odds of a text without any of them.
    """

    weights: Mapping[str, float]
    language: LanguageModel = field(compare=False)
    bias: float = 0.0

    def score(self, text: str) -> float:
        """Log odds of the tone for a text; 0 is undecided."""
        return self.bias + sum(self.weights.get(gram, 0.0) for gram in set(_grams(text)))

    def __add__(self, other: "ToneWords") -> "ToneWords":
        grams = self.weights.keys() | other.weights.keys()
        added = {g: self.weights.get(g, 0.0) + other.weights.get(g, 0.0) for g in grams}
        return ToneWords(added, self.language, self.bias + other.bias)

    def __mul__(self, factor: float) -> "ToneWords":
        scaled = {gram: factor * weight for gram, weight in self.weights.items()}
        return ToneWords(scaled, self.language, factor * self.bias)

    def fillers(self) -> list[str]:
        """The single words that speak most for the tone."""
        words = [gram for gram, weight in self.weights.items() if weight > 0 and gram.isalpha()]
        return sorted(words, key=lambda word: -self.weights[word])[:_FILLERS]

    def save(self, folder: Path) -> None:
        """Write them as JSON and safetensors."""
        kept = {gram: round(w, 4) for gram, w in self.weights.items() if abs(w) >= _LEAST}
        text = json.dumps({"bias": self.bias, "weights": kept}, ensure_ascii=False, indent=0)
        (folder / _WEIGHTS).write_text(text + "\n", encoding="utf-8")
        self.language.save(folder / _LANGUAGE)

    @classmethod
    def load(cls, folder: Path) -> "ToneWords":
        """Read what `save` wrote.

        Raises:
            OSError: A file is missing.
            ValueError: One is damaged.
        """
        fields = json.loads((folder / _WEIGHTS).read_text(encoding="utf-8"))
        try:
            weights = {str(gram): float(weight) for gram, weight in fields["weights"].items()}
            return cls(weights, LanguageModel.load(folder / _LANGUAGE), float(fields["bias"]))
        except (AttributeError, KeyError, TypeError) as error:
            raise ValueError(f"{_WEIGHTS} holds no weights") from error


def learn_words(low: Sequence[str], high: Sequence[str]) -> ToneWords:
    """Fit a logistic regression on the unigrams and bigrams of two sets of texts."""
    from sklearn.feature_extraction.text import CountVectorizer  # takes seconds to import
    from sklearn.linear_model import LogisticRegression

    seldom = 1 if len(low) + len(high) < 1000 else 3
    counter = CountVectorizer(analyzer=_grams, binary=True, min_df=seldom)
    counts = counter.fit_transform([*low, *high])
    fitted = LogisticRegression(C=_PENALTY, class_weight="balanced", max_iter=200)
    fitted.fit(counts, [0] * len(low) + [1] * len(high))
    weights = zip(counter.get_feature_names_out(), fitted.coef_[0].tolist(), strict=True)
    kept = {str(gram): weight for gram, weight in weights}
    return ToneWords(kept, LanguageModel.learn([*low, *high]), float(fitted.intercept_[0]))


def reword(
    text: str,
    words: ToneWords,
    *,
    strength: float,
    allowed: Callable[[str], bool] = lambda _: True,
) -> list[str]:
    """Change a text word by word until its words speak for a tone.

    At each step the words that speak most against the tone may go, or give way to words that
    speak for it; of the changes that gain most, the one is made that a trigram model of both
    tones' texts finds likeliest. Nothing else of the text is touched.

    Args:
        text: A masked text.
        words: The tone.
        strength: How far to go; at 1, until the log odds are 1.5.
        allowed: Whether a text may be shown, and gone on from.

    Returns:
        What the text became, the last step first; empty where there was nothing to gain.
    """
    target = _ENOUGH * strength
    fillers = words.fillers()
    trail: list[str] = []
    now = text
    while words.score(now) < target and len(trail) < _MOST_STEPS:
        offers = _offers(now, text, words, fillers, target)
        nats = words.language.nats(offers).tolist()
        values = {
            offer: _WORD * len(words_of(offer)) - cost + _SWAY * min(words.score(offer), target)
            for offer, cost in zip(offers, nats, strict=True)
        }
        best = next(filter(allowed, sorted(offers, key=lambda each: -values[each])), None)
        if best is None:
            break
        trail.insert(0, best)
        now = best
    return trail


def _offers(
    text: str, original: str, words: ToneWords, fillers: Sequence[str], target: float
) -> list[str]:
    """The changes of one word that gain most, as far as a gain is wanted."""
    before = words.score(text)
    gains = {
        changed: min(words.score(changed), target) - before
        for changed in _changes(text, words, fillers)
        if changed.strip() and changed != original
    }
    enough = _GAIN * max(gains.values(), default=0.0)
    good = [changed for changed, gain in gains.items() if gain > 0 and gain >= enough]
    return sorted(good, key=lambda changed: -gains[changed])[:_WEIGHED]


def _changes(text: str, words: ToneWords, fillers: Sequence[str]) -> Iterator[str]:
    """The text without, or with another word for, each of those that speak most against it."""
    parts = pieces(text)
    places = [n for n, part in enumerate(parts) if is_word(part)]
    without = {n: _without(parts, n) for n in places}
    places.sort(key=lambda n: -words.score(without[n]))
    for n in places[:_PLACES]:
        yield without[n]
        before, after = "".join(parts[:n]), "".join(parts[n + 1 :])
        opens = opens_sentence(before)
        for filler in fillers:
            yield agreeing(before, filler) + cased(filler, like=parts[n], opens=opens) + after


def _without(parts: Sequence[str], place: int) -> str:
    """A text without a word, and without the space behind it."""
    spaced = place + 1 < len(parts) and parts[place + 1].isspace()
    before, after = "".join(parts[:place]), "".join(parts[place + 1 + spaced :])
    return agreeing(before, after) + after


def _grams(text: str) -> list[str]:
    units = [piece for piece in pieces(folded(text)) if not piece.isspace()]
    return units + [" ".join(pair) for pair in pairwise(units)]
