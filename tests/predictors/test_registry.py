"""Predictors that packages register, what authors check theirs with, and the tutorial."""

import math
import sys
from dataclasses import replace
from importlib.metadata import entry_points
from pathlib import Path
from typing import Any, cast

import pytest
import torch
from tutorials import follow

from tweetopt.predictors import Prediction, RegressionHead, check_predictor, load_predictor
from tweetopt.predictors.registry import GROUP, predictor_names
from tweetopt.predictors.regression import HeadCard
from tweetopt.predictors.scales import Scale
from tweetopt.vae.folders import fingerprint, model_folder

TUTORIAL = Path(__file__).resolve().parents[2] / "docs" / "predictor-plugin.md"
OURS = fingerprint(model_folder("tweets"))


def random_head(**changes):
    random = torch.Generator().manual_seed(0)
    fields: dict[str, Any] = {"name": "likes", "unit": "likes", "scale": Scale.LOG1P}
    fields |= {"latent_dim": 8, "n_members": 3, "fingerprint": "f", "wording_spread": 0.3}
    fields |= {"radius_known": 1.0, "radius_unknown": 2.0, **changes}
    head = HeadCard(**fields)
    weight = 0.1 * torch.randn(3, 2 * head.latent_dim + 2, generator=random)
    return RegressionHead(head, weight, torch.full((3,), 2.0))


def register(home, entries, code="", *, package="owners"):
    """Installs a package that registers entries for the group; returns where."""
    info = home / f"{package}-1.0.dist-info"
    info.mkdir(parents=True)
    (home / f"{package}.py").write_text(code)
    (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {package}\nVersion: 1.0\n")
    lines = [f"{name} = {value}" for name, value in entries.items()]
    (info / "entry_points.txt").write_text("\n".join([f"[{GROUP}]", *lines, ""]))
    return home


THEIRS = """
from tweetopt.predictors import RegressionHead
import torch
from tweetopt.predictors.regression import HeadCard
from tweetopt.predictors.scales import Scale

def joy(fingerprint):
    card = HeadCard("joy", "points", Scale.PLAIN, 4, 1, fingerprint, 1.0, 1.0, 1.0)
    return RegressionHead(card, torch.ones(1, 10), torch.zeros(1))

def elsewhere(fingerprint):
    return joy("another")

def nothing(fingerprint):
    return 3
"""


@pytest.mark.parametrize("name", sorted(set(predictor_names())))
def test_every_registered_predictor_passes_the_check(name):
    predictor = load_predictor(name, fingerprint=OURS)
    check_predictor(predictor)


def test_ours_come_through_the_door():
    assert "likes" in entry_points(group=GROUP).names
    assert load_predictor("likes", fingerprint=OURS).info.name == "likes"


def test_other_packages_add_predictors(tmp_path, monkeypatch):
    monkeypatch.syspath_prepend(register(tmp_path / "owners", {"joy": "owners:joy"}, THEIRS))
    assert {"joy", "likes"} <= set(predictor_names())
    joy = load_predictor("joy", fingerprint="f")
    check_predictor(joy)
    assert (joy.info.name, joy.info.unit, joy.info.fingerprint) == ("joy", "points", "f")


@pytest.mark.parametrize(
    ("name", "value", "message"),
    [
        ("joy", "owners:NONE", "owners:NONE of owners cannot be loaded"),
        ("joy", "owners:nothing", "owners:nothing of owners to make a PropertyPredictor, got int"),
        ("joy", "owners:torch", "owners:torch of owners to make a PropertyPredictor, got module"),
        ("joy", "owners:elsewhere", "one for latent space f, got one for another"),
        ("likes", "owners:joy", "expected one package to register it, got"),
    ],
)
def test_a_broken_package_is_named(tmp_path, monkeypatch, name, value, message):
    monkeypatch.syspath_prepend(register(tmp_path / "owners", {name: value}, THEIRS))
    monkeypatch.delitem(sys.modules, "owners", raising=False)
    with pytest.raises(ValueError, match=message) as error:
        load_predictor(name, fingerprint="f")
    assert "\n" not in str(error.value)


def test_a_miss_lists_the_known_names(tmp_path, monkeypatch):
    monkeypatch.syspath_prepend(register(tmp_path / "owners", {"joy": "owners:joy"}, THEIRS))
    with pytest.raises(FileNotFoundError, match="one of joy, likes, got 'lkes'; check the name"):
        load_predictor("lkes", fingerprint="f")


def test_a_folder_wins_over_a_name(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    random_head(unit="thumbs").save(tmp_path / "likes")
    assert load_predictor("likes", fingerprint="f").info.unit == "thumbs"


def test_a_folder_of_other_things_does_not_win_over_a_name(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "tweets").mkdir()
    assert model_folder("tweets").is_absolute()


def test_a_head_passes_the_check():
    check_predictor(random_head())
    check_predictor(random_head(scale=Scale.PLAIN), seed=1)


class Wrong(RegressionHead):
    def __init__(self):
        head = random_head()
        super().__init__(head.card, head.weight, head.bias)


class Narrow(Wrong):
    def members(self, latents, medians):
        return super().members(latents, medians).mean(0)


class Holes(Wrong):
    def members(self, latents, medians):
        return super().members(latents, medians) + 0 * medians


class Crowd(Wrong):
    def members(self, latents, medians):
        members = super().members(latents, medians)
        return members - members.mean(1, keepdim=True)


class Dice(Wrong):
    def members(self, latents, medians):
        return super().members(latents, medians) + torch.rand(len(latents))


class Numb(Wrong):
    def members(self, latents, medians):
        return super().members(latents.detach(), medians)


class Cliff(Wrong):
    def members(self, latents, medians):
        return super().members(latents, medians) + (0 * latents).sum(1).sqrt()


class Double(Wrong):
    def members(self, latents, medians):
        return super().members(latents, medians).double()


class Greedy(Wrong):
    def members(self, latents, medians):
        medians.nan_to_num_(0.0)
        return super().members(latents, medians)


class Inverted(Wrong):
    def predict(self, latents, medians):
        return [Prediction(p.value, p.high, p.low) for p in super().predict(latents, medians)]


class Few(Wrong):
    def predict(self, latents, medians):
        return super().predict(latents, medians)[:-1]


class Nameless(Wrong):
    info = replace(random_head().info, name="")


class Unmeasured(Wrong):
    info = replace(random_head().info, wording_spread=math.nan)


class Uninformed(Wrong):
    info = cast(Any, "likes")


@pytest.mark.parametrize(
    ("predictor", "message"),
    [
        (Narrow, r"expected members of shape \(members, 6\), known medians; got \(6,\)"),
        (Holes, "expected finite members, unknown medians; got"),
        (Crowd, "expected rows that don't depend on their batch, known medians; got others alone"),
        (Dice, "expected the same answer twice"),
        (Numb, "expected a finite gradient, or differentiable = False; got no gradient"),
        (Cliff, "expected a finite gradient, or differentiable = False; got tensor.*nan"),
        (Double, "expected members of the codes' dtype, torch.float32; got torch.float64"),
        (Greedy, "expected arguments left as they are; got changed ones"),
        (Inverted, "expected finite low <= value <= high"),
        (Few, "expected a list of 6 Predictions; got"),
        (Nameless, "expected name: a text; got ''"),
        (Uninformed, "info: expected a PredictorInfo, got 'likes'"),
        (Unmeasured, "expected wording_spread: a number of at least 0; got nan"),
    ],
)
def test_the_check_finds_what_is_wrong(predictor, message):
    with pytest.raises(ValueError, match=message):
        check_predictor(predictor())


def test_what_is_no_predictor_is_told_what_it_lacks():
    with pytest.raises(ValueError, match="got int without info, members, predict"):
        check_predictor(cast(Any, 3))


def test_the_tutorial_works_as_written(tmp_path):
    assert len(follow(TUTORIAL, tmp_path)) >= 2
