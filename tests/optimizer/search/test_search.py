import math
from typing import Any

import pytest
import torch
from hypothesis import given, strategies as st

from tweetopt.optimizer.goals import Goal, Relation, parse_goal, parse_number
from tweetopt.optimizer.search.base import BestSoFar
from tweetopt.optimizer.search.gradient import GradientSearch
from tweetopt.optimizer.search.objectives import (
    PropertyGoal,
    RowBlocks,
    StayNear,
    WeightedSum,
)
from tweetopt.optimizer.search.region import Ball
from tweetopt.predictors.scales import Scale


@pytest.mark.parametrize(
    ("text", "goal"),
    [
        ("likes=500", Goal("likes", Relation.EQUAL, 500)),
        ("likes >= 1e3", Goal("likes", Relation.AT_LEAST, 1000)),
        (" ctr<=0.25 ", Goal("ctr", Relation.AT_MOST, 0.25)),
        ("engagement rate >= 0.02", Goal("engagement rate", Relation.AT_LEAST, 0.02)),
        ("a=b, c>d=1.2K", Goal("a=b, c>d", Relation.EQUAL, 1200)),
        ("likes=1,234", Goal("likes", Relation.EQUAL, 1234)),
    ],
)
def test_goals_are_read(text, goal):
    assert parse_goal(text) == goal
    assert parse_goal(str(goal)) == goal


@pytest.mark.parametrize("text", ["likes", "likes=", "=5", "likes==5", "likes>5", "likes=-1",
                                  "likes=nan", "likes=many", "likes=inf"])  # fmt: skip
def test_what_is_no_goal_is_refused(text):
    with pytest.raises(ValueError, match="goal: expected"):
        parse_goal(text)


def test_numbers_name_where_they_came_from():
    with pytest.raises(ValueError, match="--target-likes: expected a number of at least 0"):
        parse_number("-5", name="--target-likes")


def test_gaps_are_signed_and_zero_where_the_goal_is_met():
    scaled = torch.log1p(torch.tensor([50.0, 100.0, 200.0]))
    gaps = {
        relation: Goal("likes", relation, 100).gap(scaled, Scale.LOG1P) for relation in Relation
    }
    assert gaps[Relation.EQUAL].sign().tolist() == [-1, 0, 1]
    assert gaps[Relation.AT_LEAST].sign().tolist() == [-1, 0, 0]
    assert gaps[Relation.AT_MOST].sign().tolist() == [0, 0, 1]
    assert Goal("likes", Relation.EQUAL, 100).tolerance(Scale.LOG1P) == pytest.approx(
        math.log(111 / 101), rel=1e-5
    )


@given(st.integers(0, 1000), st.floats(0.01, 20))
def test_projection_ends_inside_and_leaves_inner_codes_alone(seed, radius):
    random = torch.Generator().manual_seed(seed)
    centre, codes = (torch.randn(5, 4, generator=random) for _ in "ab")
    ball = Ball(centre, torch.full((5,), radius))
    projected = ball.project(codes)
    distance = (projected - centre).norm(dim=1)
    assert (distance <= radius * (1 + 1e-4)).all()
    inside = (codes - centre).norm(dim=1) <= radius * 0.999
    torch.testing.assert_close(projected[inside], codes[inside])


def test_a_gist_stays_nearer_than_the_whole():
    centre, codes = torch.zeros(2, 8), torch.ones(2, 8) * torch.tensor([[0.01], [9.0]])
    ball = Ball(centre, torch.ones(2), gist_dim=2, gist_share=0.5)
    near, far = ball.project(codes)
    torch.testing.assert_close(near, codes[0])
    assert far.norm() == pytest.approx(1)
    assert far[:2].norm() <= 0.5 * (2 / 8) ** 0.5
    assert far[2:].norm() > 0.9
    held = Ball(centre, torch.ones(2), gist_dim=2, gist_share=0.0).project(codes)
    assert not held[:, :2].any()


def test_the_search_finds_the_known_minimum_inside():
    peak = torch.tensor([[0.5, -0.5, 0.25]]).expand(4, -1)
    start = torch.zeros(4, 3)
    radius = torch.tensor([0.1, 0.3, 2.0, 5.0])
    best = BestSoFar(GradientSearch(60)).minimise(StayNear(peak), start, region=Ball(start, radius))
    expected = peak * (radius / peak.norm(dim=1)).clamp_max(1)[:, None]
    torch.testing.assert_close(best, expected, atol=0.05, rtol=0.05)


def test_the_best_code_met_is_kept():
    """A loss that only ever gets worse away from the start."""
    start = torch.zeros(2, 3)
    best = BestSoFar(GradientSearch(10)).minimise(
        StayNear(start), start, region=Ball(start, torch.ones(2))
    )
    assert torch.equal(best, start)


def test_rows_do_not_depend_on_each_other():
    start = torch.randn(6, 5, generator=torch.Generator().manual_seed(0))
    region = Ball(start, torch.ones(6))
    peak = torch.ones(6, 5)
    together = BestSoFar(GradientSearch()).minimise(StayNear(peak), start, region=region)
    alone = BestSoFar(GradientSearch()).minimise(
        StayNear(peak[2:3]), start[2:3], region=Ball(start[2:3], torch.ones(1))
    )
    torch.testing.assert_close(together[2:3], alone)
    blocks = RowBlocks([StayNear(peak[:3]), StayNear(peak[3:])], 3)
    torch.testing.assert_close(blocks(start), StayNear(peak)(start))


def test_a_discount_asks_for_more(head):
    start = torch.zeros(2, head.card.latent_dim)
    medians = torch.full((2,), 100.0)
    origin = head.mean(start, medians)
    goal = Goal("likes", Relation.EQUAL, 1.2 * head.predict(start[:1], medians[:1])[0].value)
    objective = WeightedSum(
        [(1.0, PropertyGoal(goal, head, medians, origin, torch.tensor([1.0, 0.5]), spread=0.0))]
    )
    best = BestSoFar(GradientSearch(80)).minimise(
        objective, start, region=Ball(start, torch.full((2,), 3.0))
    )
    full, half = head.mean(best.tanh(), medians) - origin
    assert half == pytest.approx(2 * full.item(), rel=0.1)


def test_objectives_add_up_and_say_what_they_are(head):
    start = 0.3 * torch.randn(2, head.card.latent_dim, generator=torch.Generator().manual_seed(0))
    medians = torch.full((2,), 100.0)
    likes = PropertyGoal.from_start(
        Goal("likes", Relation.AT_LEAST, 500), head, start, medians=medians, discount=torch.ones(2)
    )
    near, own = StayNear(torch.zeros_like(start)), StayNear(start)
    objective = likes + 0.1 * near + 2 * (0.5 * own + near)
    assert repr(objective) == (
        "PropertyGoal(likes>=500) + 0.1 * StayNear(2 codes) + StayNear(2 codes) "
        "+ 2 * StayNear(2 codes)"
    )
    moved = 2 * start
    torch.testing.assert_close(
        objective(moved), likes(moved) + 2.1 * near(moved) + own(moved), rtol=1e-5, atol=1e-6
    )


def test_an_observer_sees_every_step_and_changes_nothing():
    peak = torch.tensor([[0.5, -0.5, 0.25]]).expand(2, -1)
    start, objective = torch.zeros(2, 3), StayNear(peak)
    seen: list[Any] = []
    region = Ball(start, torch.tensor([0.3, 2.0]))
    search = BestSoFar(GradientSearch(20))
    watched = search.minimise(objective, start, region=region, observer=seen.append)
    assert torch.equal(watched, search.minimise(objective, start, region=region))
    assert len(seen) == 21
    assert torch.equal(seen[0], start)
    assert torch.equal(seen[-1], watched)
    losses = torch.stack([objective(codes) for codes in seen])
    assert (losses.diff(dim=0) <= 0).all()
    assert (losses[-1] < losses[0]).all()
