"""Why texts are predicted what they are: `explain_texts`."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from torch import Tensor

from tweetopt.datasets import Masked
from tweetopt.optimizer.engine import Engine
from tweetopt.optimizer.explaining.effects import Effect, Versions
from tweetopt.optimizer.explaining.moves import Move
from tweetopt.optimizer.explaining.parts import (
    Part,
    as_posted,
    phrases_in,
    place_as_posted,
    without,
    words_in,
)
from tweetopt.optimizer.explaining.suggestions import Suggestion, suggest
from tweetopt.predictors import Prediction
from tweetopt.predictors.rewrite_share import Originals


@dataclass(frozen=True)
class Contribution:
    """What a word or phrase of a text adds to its prediction.

    Attributes:
        text: The word or phrase.
        start: Where it stands in the text as it is posted.
        end: Where it ends there, exclusive.
        is_phrase: Whether it is several words.
        effect: From the text without it to the text.
    """

    text: str
    start: int
    end: int
    is_phrase: bool
    effect: Effect

    def as_dict(self) -> dict[str, Any]:
        """The contribution as plain data, for JSON."""
        effect = self.effect
        return {
            "text": self.text,
            "start": self.start,
            "end": self.end,
            "without": round(effect.before, 2),
            "ratio": round(effect.times, 3),
            "difference": round(effect.difference, 4),
            "noise": round(effect.noise, 4),
            "clear": effect.clear,
        }


@dataclass(frozen=True)
class Explanation:
    """Why a text is predicted what it is.

    Attributes:
        text: The text.
        predicted: What is predicted of it: the property's name.
        prediction: How much.
        contributions: Of its words and phrases, as they follow in the text. Those of words don't
            add up to the prediction: of two that say the same, each can be left out.
        untested: Words and phrases without which nothing is left to read.
        suggestions: What a person may change, those that are predicted most first.
    """

    text: str
    predicted: str
    prediction: Prediction
    contributions: Sequence[Contribution]
    untested: Sequence[str] = ()
    suggestions: Sequence[Suggestion] = ()

    @property
    def words(self) -> list[Contribution]:
        """Contributions of single words and marks, in order."""
        return [each for each in self.contributions if not each.is_phrase]

    @property
    def phrases(self) -> list[Contribution]:
        """Contributions of several words together, in order."""
        return [each for each in self.contributions if each.is_phrase]

    @property
    def strongest(self) -> list[Contribution]:
        """Contributions that exceed their noise, the largest first."""
        clear = [each for each in self.contributions if each.effect.clear]
        return sorted(clear, key=lambda each: (-abs(each.effect.difference), each.start))

    def as_dict(self) -> dict[str, Any]:
        """The explanation as plain data, for JSON."""
        return {
            "text": self.text,
            "property": self.predicted,
            "predicted": round(self.prediction.value, 2),
            "low": round(self.prediction.low, 2),
            "high": round(self.prediction.high, 2),
            **({"guess": True} if self.prediction.guess else {}),
            "words": [each.as_dict() for each in self.words],
            "phrases": [each.as_dict() for each in self.phrases],
            "untested": list(self.untested),
            "suggestions": [each.as_dict() for each in self.suggestions],
        }


def explain_texts(
    texts: Sequence[str],
    *,
    engine: Engine,
    account_medians: Sequence[float | None] | None = None,
    moves: Mapping[str, Move] = MappingProxyType({}),
) -> list[Explanation]:
    """Say what each word and phrase of texts contributes to their predictions.

    Each is left out, and the text is predicted again (occlusion: Zeiler & Fergus 2014; for words Li
    et al. 2016, "Understanding neural networks through representation erasure"), as a rewrite is.

    Args:
        texts: n texts, links and mentions as they are.
        engine: A model with a predictor; the first one's property is explained.
        account_medians: What each one's account usually gets; None, for one or all, where unknown.
        moves: What a person may change, by name: `moves.all_moves()`, some of them, or none.

    Raises:
        ValueError: A text is empty or too long, or there is no predictor.
    """
    if not engine.predictors:
        raise ValueError("explain: expected a predictor, got none; name one with --predictor")
    medians = list(account_medians or [None] * len(texts))
    predictions = engine.predict(texts, account_medians=medians)
    masked = [engine.kind.mask(text) for text in texts]
    parts = [[*words_in(each.text), *phrases_in(each.text)] for each in masked]
    codes = engine.autoencoder.encode([each.text for each in masked])
    tested = _tested(masked, parts, codes, medians, engine)
    suggested = suggest(masked, codes, engine=engine, account_medians=medians, moves=moves)
    name = next(iter(engine.predictors))
    return [
        Explanation(text, name, told[name], found, untested, own)
        for text, told, (found, untested), own in zip(
            texts, predictions, tested, suggested, strict=True
        )
    ]


def _tested(
    masked: Sequence[Masked],
    parts: Sequence[Sequence[Part]],
    codes: Tensor,
    medians: Sequence[float | None],
    engine: Engine,
) -> Iterator[tuple[list[Contribution], list[str]]]:
    """Each text's contributions, and what couldn't be left out; all predicted in one batch."""
    rows = [
        (number, part, version)
        for number, own in enumerate(parts)
        for part in own
        if (version := without(masked[number].text, part))
    ]
    originals = [masked[number].text for number, *_ in rows]
    stretches = [(part.start, part.end) for _, part, _ in rows]
    effects = Versions(
        Originals(codes[[number for number, *_ in rows]], originals),
        [version for *_, version in rows],
        engine.autoencoder.encode_without(originals, stretches),
        [medians[number] for number, *_ in rows],
    ).contributions(engine)
    found = {(number, part): each for (number, part, _), each in zip(rows, effects, strict=True)}
    for number, (text, own) in enumerate(zip(masked, parts, strict=True)):
        yield (
            [
                Contribution(
                    as_posted(text, part),
                    *place_as_posted(text, part),
                    is_phrase=part.is_phrase,
                    effect=found[number, part],
                )
                for part in sorted(own, key=lambda part: (part.start, part.end))
                if (number, part) in found
            ],
            [as_posted(text, part) for part in own if (number, part) not in found],
        )
