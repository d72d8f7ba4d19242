"""A predictor's say while a language model writes: tokens that lead to better words gain."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import torch
from jaxtyping import Float, Int
from torch import Tensor
from transformers import LogitsProcessor

from tweetopt.optimizer.engine import Engine
from tweetopt.optimizer.writers.base import Brief
from tweetopt.predictors import PropertyPredictor
from tweetopt.predictors.base import for_texts

_LIKELIEST = 12
"""Tokens of each step that the predictor is asked about; all others can't be steered to."""


@dataclass
class Steering(LogitsProcessor):  # type: ignore[misc]
    """Adds to the logits of the likeliest tokens what the predictor says of their words.

    After FUDGE (Yang & Klein 2021), whose discriminator of beginnings is here the head itself: at
    the text's own code, the words of what is written so far and of one token more. A predictor
    that reads no words has no say.

    Attributes:
        latents: Each row's own code, shape `(rows, latent_dim)`.
        medians: Of the rows' accounts, shape `(rows,)`, NaN where unknown.
        signs: 1 for rows whose goal is above their prediction, else -1, shape `(rows,)`.
        predictor: Of the first goal's property.
        decode: Token ids to texts.
        skipped: Tokens of the prompt, which aren't part of what is written.
        weight: In nats, of one standard deviation of what wording moves.
    """

    latents: Tensor
    medians: Tensor
    signs: Tensor
    predictor: PropertyPredictor
    decode: Callable[..., Sequence[str]]
    skipped: int
    weight: float

    @classmethod
    def toward(
        cls,
        briefs: Sequence[Brief],
        *,
        engine: Engine,
        decode: Callable[..., Sequence[str]],
        skipped: int,
        weight: float,
    ) -> "Steering":
        """Steers each row toward its brief's first goal."""
        name = briefs[0].request.property
        predictor = engine.predictors[name]
        now = torch.tensor([brief.original[name].value for brief in briefs])
        scale = predictor.info.scale
        gaps = [
            brief.request.goals[0].gap(scale.forward(value), scale)
            for brief, value in zip(briefs, now, strict=True)
        ]
        medians = engine.medians(name, [brief.request.account_median for brief in briefs])
        codes = torch.stack([brief.code for brief in briefs])
        signs = -torch.stack(gaps).sign()
        return cls(codes, medians, signs, predictor, decode, skipped, weight)

    def __call__(
        self, input_ids: Int[Tensor, "rows length"], scores: Float[Tensor, "rows vocabulary"]
    ) -> Float[Tensor, "rows vocabulary"]:
        """The scores, with the predictor's part added to the likeliest tokens of each row."""
        likeliest = scores.topk(min(_LIKELIEST, scores.shape[1]), dim=1).indices
        rows, count = likeliest.shape
        written = input_ids[:, self.skipped :]
        longer = torch.cat(
            [written.repeat_interleave(count, 0), likeliest.reshape(-1, 1).to(written)], 1
        )
        texts = self.decode(longer, skip_special_tokens=True)
        values = for_texts(self.predictor, texts).members(
            self.latents.repeat_interleave(count, 0), self.medians.repeat_interleave(count, 0)
        )
        gains = self.signs[:, None] * values.mean(0).view(rows, count)
        gains = (
            self.weight * (gains - gains.mean(1, keepdim=True)) / self.predictor.info.wording_spread
        )
        return scores.scatter_add(1, likeliest, gains.to(scores))
