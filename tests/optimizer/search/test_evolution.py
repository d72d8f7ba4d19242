"""The search without gradients, alone and in the pipeline."""

import math
import sys
from typing import Any

import numpy as np
import pytest
import torch
from sklearn.ensemble import RandomForestRegressor
from sklearn.linear_model import Ridge
from sklearn.svm import SVR

from tweetopt.optimizer import Effort, Engine, Request, Settings, optimize_texts, parse_goal
from tweetopt.optimizer.search.base import BestSoFar
from tweetopt.optimizer.search.evolution import EvolutionSearch
from tweetopt.optimizer.search.gradient import GradientSearch
from tweetopt.optimizer.search.objectives import PropertyGoal, RowBlocks, StayNear, WeightedSum
from tweetopt.optimizer.search.region import Ball
from tweetopt.predictors import check_predictor, fit_sklearn
from tweetopt.predictors.examples import Examples
from tweetopt.predictors.scales import Scale
from tweetopt.predictors.sklearn_predictor import SklearnCard

DIM = 16
TEXT = "my dog hates the rain"


class Slope:
    """Falls along one direction."""

    def __init__(self, dim=DIM):
        random = torch.Generator().manual_seed(1)
        self.direction = torch.nn.functional.normalize(torch.randn(dim, generator=random), dim=0)

    def __call__(self, pre_tanh):
        return -(pre_tanh.tanh() @ self.direction)


class Stairs(Slope):
    """The same in steps, so that the gradient is zero wherever there is one."""

    def __call__(self, pre_tanh):
        return (super().__call__(pre_tanh) * 8).floor() / 8


def evolution(generations=30, *, seed=0, rows=1):
    return BestSoFar(EvolutionSearch(generations, seed=seed, rows=rows))


def starts(rows=6, dim=DIM, seed=0):
    return torch.randn(rows, dim, generator=torch.Generator().manual_seed(seed))


def test_it_finds_the_known_minimum_inside_its_region():
    peak = torch.tensor([[0.5, -0.5, 0.25]]).expand(4, -1)
    start = torch.zeros(4, 3)
    radius = torch.tensor([0.1, 0.3, 2.0, 5.0])
    best = evolution(60).minimise(StayNear(peak), start, region=Ball(start, radius))
    expected = peak * (radius / peak.norm(dim=1)).clamp_max(1)[:, None]
    torch.testing.assert_close(best, expected, atol=0.05, rtol=0.05)
    assert ((best - start).norm(dim=1) <= radius * (1 + 1e-4)).all()


def test_it_climbs_where_the_gradient_is_zero():
    start = starts()
    region = Ball(start, torch.full((6,), 3.0))
    best = evolution().minimise(Stairs(), start, region=region)
    assert (Stairs()(best) < Stairs()(start) - 0.3).all()


def test_it_comes_near_what_the_gradient_reaches():
    """In as many dimensions as the bundled model's codes have."""
    start = starts(8, 256)
    region = Ball(start, torch.linspace(1.6, 11, 8))
    slope = Slope(256)
    followed = BestSoFar(GradientSearch(25)).minimise(slope, start, region=region)
    searched = evolution(50).minimise(slope, start, region=region)
    gains = (slope(start) - slope(searched)) / (slope(start) - slope(followed))
    assert gains.min() > 0.65


def test_the_seed_decides_and_nothing_else_does():
    start = starts()
    region = Ball(start, torch.ones(6))
    np.random.seed(5)
    state: Any = np.random.get_state
    before = state()[1].copy()
    first = evolution(5, seed=1).minimise(Slope(), start, region=region)
    assert np.array_equal(state()[1], before)  # nobody else's numbers are drawn
    np.random.seed(6)
    again = evolution(5, seed=1).minimise(Slope(), start, region=region)
    other = evolution(5, seed=2).minimise(Slope(), start, region=region)
    assert torch.equal(first, again)
    assert not torch.equal(first, other)


def test_a_text_does_not_depend_on_its_place_among_others():
    start = torch.cat([starts(3), starts(3, seed=1)])
    region = Ball(start, torch.ones(6))
    search = evolution(8, rows=3)
    together = search.minimise(RowBlocks([Slope(), Stairs()], 3), start, region=region)
    alone = search.minimise(Stairs(), start[3:], region=Ball(start[3:], torch.ones(3)))
    torch.testing.assert_close(together[3:], alone)


def test_the_rows_of_a_text_draw_differently():
    start = torch.zeros(2, DIM)
    first, second = evolution(3, rows=2).minimise(Slope(), start, region=Ball(start, torch.ones(2)))
    assert not torch.equal(first, second)


def test_the_start_is_kept_where_nothing_is_better():
    start = starts()
    region = Ball(start, torch.ones(6))
    best = evolution(5).minimise(StayNear(start), start, region=region)
    assert torch.equal(best, start)


@pytest.mark.parametrize("value", [0.0, math.nan, math.inf])
def test_flat_and_broken_losses_do_no_harm(value):
    start = starts()
    best = evolution(20).minimise(
        lambda codes: torch.full((len(codes),), value), start, region=Ball(start, torch.ones(6))
    )
    assert torch.equal(best, start)


def test_a_start_without_a_loss_is_left():
    """The gap of a predictor may be no number at one code, and fine around it."""

    def loss(codes):
        return torch.where((codes == 0).all(1), math.nan, Slope()(codes))

    start = torch.zeros(2, DIM)
    best = evolution(5).minimise(loss, start, region=Ball(start, torch.ones(2)))
    assert (loss(best) < 0).all()


def test_an_observer_sees_every_generation_and_changes_nothing():
    start = starts(2)
    seen: list[Any] = []
    region = Ball(start, torch.ones(2))
    search = evolution(8)
    watched = search.minimise(Slope(), start, region=region, observer=seen.append)
    assert torch.equal(watched, search.minimise(Slope(), start, region=region))
    assert len(seen) == 9
    assert torch.equal(seen[0], start)
    assert torch.equal(seen[-1], watched)
    assert (torch.stack([Slope()(codes) for codes in seen]).diff(dim=0) <= 0).all()


def test_a_missing_extra_is_one_line(monkeypatch):
    monkeypatch.setitem(sys.modules, "cma", None)
    start = starts()
    with pytest.raises(ValueError, match=r"pip install '\.\[sklearn\]'") as error:
        evolution().minimise(Slope(), start, region=Ball(start, torch.ones(6)))
    assert "\n" not in str(error.value)


def adapted(estimator, *, seed=0, dim=DIM):
    """A predictor of what the slope is worth, fitted on random codes."""
    codes = torch.randn(1500, dim, generator=torch.Generator().manual_seed(seed)).tanh()
    rows = Examples(
        codes,
        5 + codes @ Slope(dim).direction,
        torch.full((1500,), math.nan),
        torch.arange(1500),
        torch.zeros(1500),
    )
    card = SklearnCard("charm", "points", Scale.PLAIN, dim, "f")
    return fit_sklearn(estimator, rows, calibration=rows, card=card)


def test_goals_on_mixed_predictors_are_met_together():
    """A forest and a linear model: the code gets closer to both goals at once."""
    forest = adapted(RandomForestRegressor(20, max_depth=6, random_state=0))
    linear = adapted(Ridge())
    start = starts(3)
    medians = torch.full((3,), math.nan)
    terms = []
    for predictor in (forest, linear):
        origin = predictor.mean(start.tanh(), medians)
        goal = parse_goal("charm>=6.5")
        terms.append((1.0, PropertyGoal(goal, predictor, medians, origin, torch.ones(3))))
    objective = WeightedSum(terms)
    region = Ball(start, torch.full((3,), 4.0))
    best = evolution().minimise(objective, start, region=region)
    for predictor in (forest, linear):
        before, after = (predictor.mean(codes.tanh(), medians) for codes in (start, best))
        assert (after > before + 0.2).all()


@pytest.fixture(scope="module")
def mixed_engine(autoencoder, head, examples):
    """The likes head, and a regressor without a gradient that knows the same world."""
    card = SklearnCard(
        "thumbs", "thumbs", Scale.LOG1P, autoencoder.latent_dim, autoencoder.fingerprint
    )
    machine = fit_sklearn(SVR(), examples(0), calibration=examples(2), card=card)
    check_predictor(machine)
    check_predictor(head)
    return Engine(autoencoder, {"thumbs": machine, "likes": head})


def test_a_text_gets_better_without_any_gradient(mixed_engine):
    request = Request(TEXT, [parse_goal("thumbs>=200")], account_median=100)
    (result,) = optimize_texts([request], engine=mixed_engine)
    best = next(iter(result.candidates), result.tweaks)
    assert best.predictions["thumbs"].value > result.original["thumbs"].value
    assert best.text != TEXT


def test_texts_with_and_without_gradients_share_a_batch(mixed_engine):
    """Each is searched for in its own way, and gets what it gets alone."""
    blind = Request(TEXT, [parse_goal("thumbs>=200")], account_median=100)
    both = Request(TEXT, [parse_goal("likes>=200"), parse_goal("thumbs>=200")], account_median=100)
    slope = Request(TEXT, [parse_goal("likes>=200")])
    settings = Settings(effort=Effort.DRAFT)
    requests = [slope, blind, both, slope]
    together = optimize_texts(requests, engine=mixed_engine, settings=settings)
    for request, result in zip(requests, together, strict=True):
        (alone,) = optimize_texts([request], engine=mixed_engine, settings=settings)
        assert [c.text for c in alone.candidates] == [c.text for c in result.candidates]
    assert not mixed_engine.differentiable(both.goals)
    assert mixed_engine.differentiable(slope.goals)
