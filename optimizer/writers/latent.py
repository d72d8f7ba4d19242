"""The model's own writing: codes that promise more are searched for, and decoded."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import ClassVar

from torch import Tensor

from tweetopt.optimizer.engine import Engine
from tweetopt.optimizer.messages import Dropped
from tweetopt.optimizer.settings import Settings
from tweetopt.optimizer.words.phrases import phrases
from tweetopt.optimizer.writers.base import Brief, Proposal
from tweetopt.optimizer.writers.codes import find_codes, predict_codes
from tweetopt.optimizer.writers.trail import OnTrail, TrailRecorder

_TEMPERATURES = (0.0, 1.0)
"""Sampling temperatures, each for all codes: the likeliest text, and other words beside it."""
_LONGEST = 1.5
"""Tokens of a rewrite against those of its text; decoders that lose the thread write on and on."""
_ROOM = 4
"""Tokens decoded beyond that, so that what is cut off there is still seen to be too long."""


@dataclass(frozen=True)
class LatentWriter:
    """Searches codes around each text's own, and decodes what it finds. Follows `Writer`.

    Attributes:
        on_trail: Called with where the search went, for each text.
    """

    on_trail: OnTrail | None = None

    name: ClassVar[str] = "latent"
    fluent: ClassVar[bool] = False
    seeded: ClassVar[bool] = True
    notice: ClassVar[None] = None

    def propose(
        self, briefs: Sequence[Brief], *, engine: Engine, settings: Settings
    ) -> Iterator[tuple[int, Proposal]]:
        """See `Writer.propose`."""
        recorder = TrailRecorder(briefs, settings.plan.starts) if self.on_trail else None
        codes = find_codes(briefs, engine=engine, settings=settings, observer=recorder)
        if self.on_trail and recorder:
            for brief, trail in zip(briefs, recorder.trails(engine=engine), strict=True):
                self.on_trail(brief.request, trail)
        written = write(briefs, codes, engine=engine, settings=settings)
        for place, proposals in enumerate(written):
            yield from ((place, each) for each in proposals)


def write(
    briefs: Sequence[Brief], codes: Tensor, *, engine: Engine, settings: Settings
) -> list[list[Proposal]]:
    """Decode codes `(briefs, tries, latent_dim)` to rewrites of each text.

    With `Settings.bold`, single phrases of what was decoded are also put into the text.
    """
    texts = [brief.masked.text for brief in briefs]
    longest = [_LONGEST * len(ids) for ids in engine.autoencoder.tokenize(texts)]
    decoded = engine.autoencoder.decode_near(
        codes,
        texts,
        max_tokens=[round(most) + _ROOM for most in longest],
        temperatures=_TEMPERATURES,
        seed=settings.seed,
    )
    predicted = predict_codes(briefs, codes, engine=engine)
    written = []
    for brief, most, rewrites, values in zip(briefs, longest, decoded, predicted, strict=True):
        lengths = map(len, engine.autoencoder.tokenize(rewrites))
        repeated = values * len(_TEMPERATURES)
        whole = [
            Proposal(
                text, predicted_at_latent=value, fault=Dropped.RAN_ON if length > most else None
            )
            for text, length, value in zip(rewrites, lengths, repeated, strict=True)
        ]
        bold = settings.bold and engine.kind.prose
        written.append([*whole, *(_with_phrases(brief, rewrites, engine) if bold else ())])
    return written


def _with_phrases(brief: Brief, decoded: Sequence[str], engine: Engine) -> Iterator[Proposal]:
    """The text with a phrase of what was decoded in it, where that is as likely as the text."""
    text, wording = brief.masked.text, engine.autoencoder.wording
    edits = phrases(text, decoded)
    if wording is None or not edits:  # without a wording, there's no telling how they read
        return
    costs = wording.cost(list(edits), beside=text)
    for (rewrite, edit), cost in zip(edits.items(), costs, strict=True):
        if cost <= 0 and not wording.unseen_trigrams(rewrite, beside=text):
            yield Proposal(rewrite, edit=edit, phrased=True)


LATENT = LatentWriter()
