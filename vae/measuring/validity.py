"""Validity: how many codes decode to valid Python, for models of Python lines."""

import ast
import math
import warnings
from collections.abc import Sequence
from dataclasses import dataclass

import torch

from tweetopt.vae.autoencoder import TextAutoencoder
from tweetopt.vae.divergence import sample_prior
from tweetopt.vae.geometry import CURVES, interpolate, to_pre_tanh

_POINTS = 11  # of an interpolation, both ends included


@dataclass(frozen=True)
class Validity:
    """Lines written by a model.

    Attributes:
        lines: How many there were.
        valid: Share that `ast.parse` accepts.
        distinct: Share that differ from all before them.
        new: Share that are not among the training lines; NaN where these are unknown.
    """

    lines: int
    valid: float
    distinct: float
    new: float


def parses(line: str) -> bool:
    """Whether a line is a statement of the running interpreter's Python; an empty one isn't."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # such as "invalid escape sequence"
        try:
            return bool(ast.parse(line).body)
        except (SyntaxError, ValueError, MemoryError, RecursionError):
            return False


def judge_lines(lines: Sequence[str], *, training: frozenset[str]) -> Validity:
    """Count valid, distinct and new lines.

    Raises:
        ValueError: There is no line.
    """
    if not lines:
        raise ValueError("lines: expected some, got none")
    return Validity(
        lines=len(lines),
        valid=sum(map(parses, lines)) / len(lines),
        distinct=len(set(lines)) / len(lines),
        new=sum(line not in training for line in lines) / len(lines) if training else math.nan,
    )


def evaluate_validity(
    autoencoder: TextAutoencoder,
    lines: Sequence[str],
    *,
    training: frozenset[str],
    samples: int = 1_000,
    temperature: float = 0.0,
    beams: int = 1,
    seed: int = 0,
) -> dict[str, Validity]:
    """Judge prior samples, and interpolations of eleven steps between held-out lines.

    Args:
        autoencoder: The model.
        lines: Held-out lines, at least two; each is a start or an end of one interpolation.
        training: The lines that the model learned.
        samples: How many prior samples to write.
        temperature: Of the prior samples; 0 writes the likeliest tokens.
        beams: As in `TextAutoencoder.decode`.
        seed: Of the samples.

    Returns:
        By name: "samples", then "interpolations, lerp" and "interpolations, slerp".
    """
    prior = sample_prior(
        samples, autoencoder.latent_dim, generator=torch.Generator().manual_seed(seed)
    )
    written = autoencoder.decode(prior, temperature=temperature, beams=beams, seed=seed)
    judged = {"samples": judge_lines(written, training=training)}
    codes = to_pre_tanh(autoencoder.encode(lines))
    half = len(codes) // 2
    starts, ends = codes[:half], codes[half : 2 * half]
    for curve in CURVES:
        points = [
            interpolate(starts, ends, fraction=number / (_POINTS - 1), curve=curve)
            for number in range(_POINTS)
        ]
        between = autoencoder.decode(torch.cat(points).tanh(), beams=beams)
        judged[f"interpolations, {curve}"] = judge_lines(between, training=training)
    return judged
