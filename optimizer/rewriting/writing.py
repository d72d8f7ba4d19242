"""The writing step: from codes to rewrites."""

from collections.abc import Iterator, Sequence

from torch import Tensor

from tweetopt.optimizer.engine import Engine
from tweetopt.optimizer.rewriting.codes import predict_codes
from tweetopt.optimizer.rewriting.task import Rewrite, Task
from tweetopt.optimizer.settings import Settings
from tweetopt.optimizer.words.phrases import phrases

_TEMPERATURES = (0.0, 1.0)
"""Sampling temperatures, each for all codes: the likeliest text, and other words beside it."""
_LONGEST = 1.5
"""Tokens of a rewrite against those of its text; decoders that lose the thread write on and on."""
_ROOM = 4
"""Tokens decoded beyond that, so that what is cut off there is still seen to be too long."""


def write(
    tasks: Sequence[Task], codes: Tensor, *, engine: Engine, settings: Settings
) -> list[list[Rewrite]]:
    """Decode codes `(tasks, tries, latent_dim)` to rewrites of each task's text.

    With `Settings.bold`, single phrases of what was decoded are also put into the text.
    """
    texts = [task.masked.text for task in tasks]
    longest = [_LONGEST * len(ids) for ids in engine.autoencoder.tokenize(texts)]
    decoded = engine.autoencoder.decode_near(
        codes,
        texts,
        max_tokens=[round(most) + _ROOM for most in longest],
        temperatures=_TEMPERATURES,
        seed=settings.seed,
    )
    predicted = predict_codes(tasks, codes, engine=engine)
    written = []
    for task, most, rewrites, values in zip(tasks, longest, decoded, predicted, strict=True):
        lengths = map(len, engine.autoencoder.tokenize(rewrites))
        repeated = values * len(_TEMPERATURES)
        whole = [
            Rewrite(text, predicted_at_latent=value, fault="ran on" if length > most else None)
            for text, length, value in zip(rewrites, lengths, repeated, strict=True)
        ]
        bold = settings.bold and engine.kind.prose
        written.append([*whole, *(_with_phrases(task, rewrites, engine) if bold else ())])
    return written


def _with_phrases(task: Task, decoded: Sequence[str], engine: Engine) -> Iterator[Rewrite]:
    """The text with a phrase of what was decoded in it, where that is as likely as the text."""
    text, wording = task.masked.text, engine.autoencoder.wording
    edits = phrases(text, decoded)
    if wording is None or not edits:  # without a wording, there's no telling how they read
        return
    costs = wording.cost(list(edits), beside=text)
    for (rewrite, edit), cost in zip(edits.items(), costs, strict=True):
        if cost <= 0 and not wording.unseen_trigrams(rewrite, beside=text):
            yield Rewrite(rewrite, edit=edit, phrased=True)
