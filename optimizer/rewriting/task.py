"""One request on its way through the search."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import torch
from torch import Tensor

from tweetopt.datasets import Masked
from tweetopt.optimizer.request import Request
from tweetopt.optimizer.result import Candidate, OptimizationResult
from tweetopt.optimizer.rewriting.ranking import Ranking
from tweetopt.optimizer.words.edits import Edit
from tweetopt.optimizer.words.promises import Promises
from tweetopt.predictors import Prediction
from tweetopt.predictors.rewrites import Originals


@dataclass
class Task:
    """One request on its way through the search.

    Attributes:
        request: What is wanted.
        masked: The text with its entities lifted out.
        code: The encoder's code of that, shape `(latent_dim,)`.
        refined: The code that it was refined to, likewise; the encoder's before.
        promises: What rewrites must keep.
        original: The text's own predictions.
        ranking: Judges predictions by the request.
        rewrites: Masked rewrites that keep the promises, each with what its code promised; None
            where words of the text were changed, for no code promised anything.
        edits: The single edit behind a rewrite, where there is just one.
        phrased: The rewrites with a phrase of the decoder's in them.
        dropped: How many were dropped, by reason.
        unread: The rewrites still to be read again.
        candidates: What came of the others, by rewrite.
    """

    request: Request
    masked: Masked
    code: Tensor
    promises: Promises
    original: Mapping[str, Prediction]
    ranking: Ranking
    rewrites: dict[str, float | None] = field(default_factory=dict)
    edits: dict[str, Edit] = field(default_factory=dict)
    phrased: set[str] = field(default_factory=set)
    dropped: Counter[str] = field(default_factory=Counter)
    unread: list[str] = field(default_factory=list)
    candidates: dict[str, Candidate] = field(default_factory=dict)
    refined: Tensor = field(init=False)

    def __post_init__(self) -> None:
        self.refined = self.code

    def offer(self, rewrite: str, *, promised: float | None = None) -> None:
        """Take a rewrite in unless it's known or breaks a promise."""
        if rewrite in self.rewrites:
            return
        if broken := self.promises.broken_by(rewrite):
            self.dropped[broken] += 1
        else:
            self.rewrites[rewrite] = promised
            self.unread.append(rewrite)

    def result(self) -> OptimizationResult:
        """What came of it."""
        return self.ranking.result(
            self.original, list(self.candidates.values()), dropped=self.dropped
        )


def originals_of(tasks: Sequence[Task]) -> Originals:
    """The tasks' own texts, as what others are rewrites of."""
    return Originals(
        torch.stack([task.code for task in tasks]), [task.masked.text for task in tasks]
    )
