"""All that decides what becomes of a row, as data that can be compared."""

import hashlib
import json
from dataclasses import asdict
from importlib.metadata import version
from typing import Any

import torch

from tweetopt.datasets.blocks import sha256
from tweetopt.optimizer.batch.rows import RowJob
from tweetopt.optimizer.engine import Engine
from tweetopt.predictors.base import for_texts
from tweetopt.predictors.rewrite_share import rewrite_share

_PROBES = 16
"""Codes that a predictor is asked about; a multiple of the four account medians."""


def identity(job: RowJob, engine: Engine) -> dict[str, Any]:
    """Version, options, model and predictors; equal ones give equal results."""
    model = engine.autoencoder.folder
    kept = sorted(each for each in model.iterdir() if each.suffix in (".json", ".safetensors"))
    return {
        "tweetopt version": version("tweetopt"),
        "job": {"kind": type(job).__name__, **asdict(job)},
        "model": {each.name: sha256(each) for each in kept},
        "predictor": _answers(engine),
    }


def _answers(engine: Engine) -> dict[str, str]:
    """What each predictor answers to some codes and texts: a fingerprint."""
    random = torch.Generator().manual_seed(0)
    codes = torch.randn(_PROBES, engine.autoencoder.latent_dim, generator=random).tanh()
    known = [None, 0.0, 10.0, 1000.0] * (_PROBES // 4)
    texts = [f"{number} thank you all for a great new day" for number in range(_PROBES)]
    answers = {}
    for name, predictor in engine.predictors.items():
        predictions = for_texts(predictor, texts).predict(codes, engine.medians(name, known))
        facts = [predictor.info.wording_spread, rewrite_share(predictor)]
        facts += [x for p in predictions for x in vars(p).values()]
        rounded = json.dumps([f"{fact:.4g}" for fact in facts])
        answers[name] = hashlib.sha256(rounded.encode()).hexdigest()
    return answers
