"""Choices and defaults that the command line repeats, beside the library's own."""

import inspect
from dataclasses import fields
from typing import get_args

import pytest

from tweetopt.datasets.splits import Split
from tweetopt.optimizer.cli import choices
from tweetopt.optimizer.cli.train_vae import train_vae
from tweetopt.optimizer.tone.moves import ToneMethod
from tweetopt.predictors.scales import Scale
from tweetopt.vae.config import Preset
from tweetopt.vae.training.config import LossConfig, TrainingConfig
from tweetopt.vae.training.loop import Tracker
from tweetopt.vae.training.optimizers import OptimizerName
from tweetopt.vae.training.schedule import Schedule
from tweetopt.vae.training.sizes import ModelSizes


@pytest.mark.parametrize(
    ("offered", "known"),
    [
        (choices.Preset, get_args(Preset)),
        (choices.OptimizerName, get_args(OptimizerName)),
        (choices.Schedule, get_args(Schedule)),
        (choices.Tracker, get_args(Tracker)),
        (choices.ScaleName, tuple(Scale)),
        (choices.ToneMethod, tuple(ToneMethod)),
        (choices.Rows, (*get_args(Split), "all")),
    ],
)
def test_the_command_line_offers_what_the_library_knows(offered, known):
    assert set(get_args(offered)) == set(known)


@pytest.mark.parametrize("config", [LossConfig(), TrainingConfig(epochs=1), ModelSizes()])
def test_defaults_of_a_training_are_the_library_s(config):
    options = inspect.signature(train_vae).parameters
    named = {each.name for each in fields(config)} & set(options)
    assert len(named) >= 5
    for name in named - {"epochs", "effect"}:  # None: an hour; as there's a --property or not
        assert options[name].default == getattr(config, name), name
