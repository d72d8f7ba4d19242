"""Contributions of words by integrated gradients, as a check of those by leaving words out.

Sundararajan et al. 2017, "Axiomatic attribution for deep networks": the gradient of the prediction,
averaged on the straight way from vectors that stand for no token to those of the text's tokens,
times that way. The gradient flows through the encoder to the code, and along the code to the
predictor. What a predictor reads of the words themselves is asked for at the text's own code.
"""

from collections.abc import Sequence

import torch
from scipy.stats import spearmanr
from torch import Tensor

from tweetopt.optimizer.engine import Engine
from tweetopt.optimizer.explaining.explanation import Explanation
from tweetopt.optimizer.explaining.parts import Part, without, words_in
from tweetopt.predictors.base import for_texts
from tweetopt.vae.text_encoder import overlaps

_STEPS = 16
"""Of the way, at the middle of each; more of them move rank correlations by less than 0.01."""
_LEAST_WORDS = 5
"""For a rank correlation that says anything."""


def word_gradients(text: str, *, engine: Engine, account_median: float | None) -> list[float]:
    """What each of a masked text's words adds to its prediction, on the predictor's scale.

    Args:
        text: A masked text that the model can hold.
        engine: A model with a differentiable predictor, the first of which is asked.
        account_median: What the account usually gets; None for an unknown one.
    """
    words = words_in(text)
    tokens = _token_gradients(text, engine=engine, account_median=account_median)
    offsets = engine.autoencoder.tokenizer.encode(text).offsets
    of_words = [
        sum(
            float(value)
            for value, token in zip(tokens, offsets, strict=True)
            if overlaps(token, (word.start, word.end), text=text)
        )
        for word in words
    ]
    read = _read_from_words(text, words, engine=engine, account_median=account_median)
    return [one + other for one, other in zip(of_words, read, strict=True)]


def agreement(
    explanation: Explanation, *, engine: Engine, account_median: float | None
) -> float | None:
    """The rank correlation between both kinds of contributions of a text's words.

    None where there are fewer than five words, or a predictor has no gradient.
    """
    if not next(iter(engine.predictors.values())).info.differentiable:
        return None
    masked = engine.kind.mask(explanation.text)
    gradients = word_gradients(masked.text, engine=engine, account_median=account_median)
    left_out = [each.effect.difference for each in explanation.words]
    return rank_correlation(left_out, gradients) if len(left_out) == len(gradients) else None


def rank_correlation(left: Sequence[float], right: Sequence[float]) -> float | None:
    """Spearman's; None for fewer than five values, or equal ones."""
    if len(left) < _LEAST_WORDS or len(set(left)) == 1 or len(set(right)) == 1:
        return None
    return float(spearmanr(left, right).statistic)


def _token_gradients(text: str, *, engine: Engine, account_median: float | None) -> Tensor:
    """Integrated gradients of the text's tokens, end mark included, shape `(tokens,)`."""
    network = engine.autoencoder.network
    name, predictor = next(iter(engine.predictors.items()))
    ids = torch.tensor(engine.autoencoder.tokenize([text]))
    goal = network.encoder.embed(ids)
    start = network.encoder.blank.expand_as(goal)
    shares = (torch.arange(_STEPS) + 0.5)[:, None, None] / _STEPS
    on_way = (start + shares * (goal - start)).requires_grad_()
    codes = network.encoder.encode(on_way, torch.ones(_STEPS, ids.shape[1], dtype=torch.long))
    asked = for_texts(predictor, [text] * _STEPS)
    medians = engine.medians(name, [account_median] * _STEPS)
    total = asked.members(codes.tanh(), medians).mean(0).sum()
    (gradient,) = torch.autograd.grad(total, on_way)
    return (gradient.mean(0) * (goal - start)[0]).sum(-1)


@torch.no_grad()
def _read_from_words(
    text: str, words: Sequence[Part], *, engine: Engine, account_median: float | None
) -> list[float]:
    """What a predictor that reads words gains of each at the text's own code."""
    name, predictor = next(iter(engine.predictors.items()))
    versions = [text, *(without(text, word) for word in words)]
    codes = engine.autoencoder.encode([text]).expand(len(versions), -1)
    medians = engine.medians(name, [account_median] * len(versions))
    own, *rest = for_texts(predictor, versions).members(codes, medians).mean(0).tolist()
    return [own - value for value in rest]
