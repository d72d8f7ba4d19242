"""Plots of a search: its ways on a map of the space, and what was hoped for along them."""

from collections.abc import Sequence
from dataclasses import replace
from html import escape

from tweetopt.optimizer.result import OptimizationResult
from tweetopt.optimizer.space.latent_map import Point, Way, ends
from tweetopt.optimizer.ui.plots import (
    Frame,
    aimed,
    figure,
    heights,
    steps,
    targets,
    ticks,
    within_sight,
    written,
)
from tweetopt.optimizer.writers.trail import Trail
from tweetopt.predictors import PropertyPredictor

_GAP, _COLUMN = 0.06, 0.11  # of the steps' width: before the rewrites, and for each of them
_LEAST_COLUMNS = 3


def map_html(
    points: Sequence[Point], ways: Sequence[Way], *, unit: str, texts: str, noun: str
) -> str:
    """A map of texts, with the ways of a search if there was one; `texts` names the others."""
    legend = f'<span class="legend">fewer<i></i>more {escape(unit)}</span>'
    subtitle = (
        f"Near each other: alike. The lines are the search’s ways from your {noun} among {texts}"
        if ways
        else f"Near each other: alike. Your {noun} and its versions among {texts}"
    )
    frame = Frame.around(points, ways=ways)
    return figure("Map of texts", subtitle, [], points, frame, ways=ways, legend=legend)


def search_html(
    result: OptimizationResult,
    trail: Trail,
    *,
    predictor: PropertyPredictor,
    target: float | None = None,
) -> str:
    """What was hoped for, step by step, beside what the texts written are predicted."""
    ways = [list(enumerate(row)) for row in trail.promised.tolist()]
    last = len(ways[0]) - 1
    edge, column = last * (1 + _GAP), last * _COLUMN
    across = [edge + column * (number + 0.5) for number in range(len(result.candidates))]
    right = edge + column * max(len(across), _LEAST_COLUMNS)
    points = ends(ways, trail, unit=predictor.info.unit)
    points += reversed(written(result, predictor, across=[0, *across]))
    aims = within_sight(target, points)
    frame = replace(Frame.around(points, ways=ways, y=aims), right=right)
    numbers = [tick for tick in ticks(0, last) if tick == int(tick) and tick < 0.95 * last]
    return figure(
        "Along the search",
        f"{predictor.info.unit.capitalize()} hoped for on the way, and predicted for what was "
        "written",
        [_zone(frame, edge), *heights(frame), *steps(frame, numbers), *targets(frame, aims)],
        points,
        frame,
        ways=ways,
        axis="search step →",
        legend=aimed(target, aims),
    )


def _zone(frame: Frame, edge: float) -> str:
    return (
        f'<i class="zone" style="left:{frame.across(edge):.2f}%"></i><i class="tick" '
        f'style="left:{frame.across((edge + frame.right) / 2):.2f}%"><span>written</span></i>'
    )
