"""Figures of single texts: candidates against their similarity, and the path between two."""

import math
from collections.abc import Sequence
from pathlib import Path

from matplotlib.axes import Axes
from matplotlib.ticker import LogLocator

from tweetopt.optimizer.goals import Goal, Relation
from tweetopt.optimizer.plots.canvas import (
    BACKED,
    COLORS,
    GREY,
    drawing,
    key_lines,
    log_axis,
    write_key,
)
from tweetopt.optimizer.plots.maps import MapFigure
from tweetopt.optimizer.result import OptimizationResult
from tweetopt.optimizer.space.interpolation import Interpolation, Waypoint
from tweetopt.predictors import Prediction, PropertyPredictor
from tweetopt.predictors.scales import Scale

_MOST_ENTRIES = 14


def plot_result(
    path: Path,
    result: OptimizationResult,
    *,
    goals: Sequence[Goal],
    predictor: PropertyPredictor,
    chart: MapFigure,
) -> None:
    """Draw how much a rewrite gains against how much of the text it keeps, and where it lies.

    Args:
        path: A .png or .svg file.
        result: A text's rewrites.
        goals: What was wanted; the first is drawn.
        predictor: Of the first goal's property.
        chart: The map beside it.
    """
    name = predictor.info.name
    entries = [("Original", result.text)]
    entries += [(str(number), each.text) for number, each in enumerate(result.candidates, 1)]
    lines = key_lines(entries, panels=2)
    with drawing(path, 2, height=3.8, lines=len(lines)) as (figure, (axes, space)):
        _point(axes, 1.0, result.original[name], color=GREY, marker="D")
        # Below: the original's longer label would cover its neighbours to the side.
        _label(axes, 1.0, result.original[name], "Original", color=GREY, place=(4, -15))
        across = [1.0, *(candidate.similarity for candidate in result.candidates)]
        for number, candidate in enumerate(result.candidates, 1):
            color, marker = (COLORS[1], "*") if number == 1 else (COLORS[0], "o")
            x, prediction = candidate.similarity, candidate.predictions[name]
            _point(axes, x, prediction, color=color, marker=marker)
            place = (_freer_side(x, across), 4.0)
            _label(axes, x, prediction, str(number), color=color, place=place)
        if goals[0].relation is not Relation.MAX:
            _draw_goal(axes, goals[0])
        if predictor.info.scale is Scale.LOG1P:
            _count_axis(axes)
        least = min([0.9, *(each.similarity for each in result.candidates)])
        room = 0.1 * (1 - least)
        axes.set_xlim(least - room, 1 + room)
        axes.set_xlabel("Similarity to the original (chrF, 1 = the same)")
        axes.set_ylabel(value_label(predictor))
        axes.set_title("What a rewrite gains, against what it keeps")
        chart.draw(space)
        write_key(figure, lines)


def plot_paths(path: Path, paths: Sequence[Interpolation], *, predictor: PropertyPredictor) -> None:
    """Draw the predictions on the way from one text to another.

    One path is drawn with its interval and its texts; several as a line each.

    Args:
        path: A .png or .svg file.
        paths: As from `interpolate_texts`.
        predictor: Whose predictions.
    """
    single = len(paths) == 1
    lines = key_lines(_stations(paths[0])) if single else []
    with drawing(path, lines=len(lines)) as (figure, (axes,)):
        for number, each in enumerate(paths):
            _draw_path(axes, each.points, predictor.info.name, color=COLORS[number % len(COLORS)],
                       interval=single)  # fmt: skip
        if predictor.info.scale is Scale.LOG1P:
            _count_axis(axes)
        axes.set_xlabel("Share of the way between the two codes")
        axes.set_ylabel(value_label(predictor))
        title = "Along the path between two texts" if single else f"Along {len(paths)} paths"
        axes.set_title(title)
        write_key(figure, lines)


def value_label(predictor: PropertyPredictor) -> str:
    """What an axis of predictions shows, with its unit."""
    if predictor.info.scale is Scale.LABEL:
        return f"Predicted probability of {predictor.info.name}"
    unit = "" if predictor.info.unit == predictor.info.name else f" ({predictor.info.unit})"
    return f"Predicted {predictor.info.name}{unit}, with 90% interval"


def _point(axes: Axes, x: float, prediction: Prediction, *, color: str, marker: str) -> None:
    if not math.isnan(prediction.low):
        axes.vlines(x, prediction.low, prediction.high, color=color, alpha=0.35, linewidth=1.2)
    axes.plot(x, prediction.value, marker, color=color, markersize=10 if marker == "*" else 6)


def _label(
    axes: Axes, x: float, prediction: Prediction, text: str, *, color: str,
    place: tuple[float, float],
) -> None:  # fmt: skip
    axes.annotate(text, (x, prediction.value), xytext=place, textcoords="offset points", fontsize=8,
                  color=color, ha="left" if min(place) > 0 else "right", bbox=BACKED)  # fmt: skip


def _freer_side(x: float, others: Sequence[float]) -> float:
    """How far from a point its label stands, in points: on the side whose next point is farther."""
    left = min((x - each for each in others if each < x), default=math.inf)
    right = min((each - x for each in others if each > x), default=math.inf)
    return 7 if right > left else -7


def _draw_goal(axes: Axes, goal: Goal) -> None:
    axes.axhline(goal.value, color=COLORS[2], linestyle="--", linewidth=1.2)
    axes.annotate(f"Goal: {goal}", (0.01, goal.value), xycoords=("axes fraction", "data"),
                  xytext=(0, 3), textcoords="offset points", fontsize=8, color=COLORS[2],
                  bbox=BACKED)  # fmt: skip


def _draw_path(
    axes: Axes, points: Sequence[Waypoint], name: str, *, color: str, interval: bool
) -> None:
    gap = Prediction(math.nan, math.nan, math.nan)  # a text that can't be read again
    told = [point.predictions.get(name, gap) for point in points]
    x = [point.fraction for point in points]
    if interval:
        axes.fill_between(x, [each.low for each in told], [each.high for each in told],
                          color=color, alpha=0.13, linewidth=0)  # fmt: skip
    axes.plot(x, [each.value for each in told], "o-", color=color)


def _stations(path: Interpolation) -> list[tuple[str, str]]:
    """The different texts on the way, with where they stand; of a long way, some."""
    groups = path.folded()
    entries = [(_where(group), group[0].text) for group in groups]
    if len(entries) <= _MOST_ENTRIES:
        return entries
    step = (len(entries) - 1) / (_MOST_ENTRIES - 1)
    return [entries[round(number * step)] for number in range(_MOST_ENTRIES)]


def _where(group: Sequence[Waypoint]) -> str:
    first, last = f"{group[0].fraction:.2g}", f"{group[-1].fraction:.2g}"
    return first if first == last else f"{first} to {last}"


def _count_axis(axes: Axes) -> None:
    log_axis(axes)
    axes.yaxis.set_major_locator(LogLocator(subs=(1, 2, 5)))
