"""Figures of single texts: candidates against their similarity, and the path between two."""

import math
from collections.abc import Sequence
from pathlib import Path

from matplotlib.axes import Axes
from matplotlib.ticker import LogLocator

from tweetopt.optimizer.goals import Goal
from tweetopt.optimizer.interpolation import Interpolation, Waypoint
from tweetopt.optimizer.plots.canvas import (
    COLORS,
    GREY,
    drawing,
    key_lines,
    log_axis,
    write_key,
)
from tweetopt.optimizer.result import OptimizationResult
from tweetopt.predictors import Prediction, PropertyPredictor
from tweetopt.predictors.scales import Scale

_MOST_ENTRIES = 14


def plot_tradeoff(
    path: Path, result: OptimizationResult, *, goals: Sequence[Goal], predictor: PropertyPredictor
) -> None:
    """Draw how much a rewrite gains against how much of the text it keeps.

    Args:
        path: A .png or .svg file.
        result: A text's rewrites.
        goals: What was wanted; the first is drawn.
        predictor: Of the first goal's property.
    """
    name = predictor.name
    entries = [("Original", result.text)]
    entries += [(str(number), each.text) for number, each in enumerate(result.candidates, 1)]
    lines = key_lines(entries)
    with drawing(path, lines=len(lines)) as (figure, (axes,)):
        _point(axes, 1.0, result.original[name], "Original", color=GREY, marker="D")
        for number, candidate in enumerate(result.candidates, 1):
            recommended = number == 1
            _point(axes, candidate.similarity, candidate.predictions[name], str(number),
                   color=COLORS[1] if recommended else COLORS[0],
                   marker="*" if recommended else "o")  # fmt: skip
        _draw_goal(axes, goals[0])
        if predictor.scale is Scale.LOG1P:
            _count_axis(axes)
        least = min([0.8, *(each.similarity for each in result.candidates)])
        axes.set_xlim(math.floor(10 * least - 0.4) / 10, 1.03)
        axes.set_xlabel("Similarity to the original (chrF, 1 = the same)")
        axes.set_ylabel(value_label(predictor))
        axes.set_title("What a rewrite gains, against what it keeps")
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
            _draw_path(axes, each.points, predictor.name, color=COLORS[number % len(COLORS)],
                       interval=single)  # fmt: skip
        if predictor.scale is Scale.LOG1P:
            _count_axis(axes)
        axes.set_xlabel("Share of the way between the two codes")
        axes.set_ylabel(value_label(predictor))
        title = "Along the path between two texts" if single else f"Along {len(paths)} paths"
        axes.set_title(title)
        write_key(figure, lines)


def value_label(predictor: PropertyPredictor) -> str:
    """What an axis of predictions shows, with its unit."""
    if predictor.scale is Scale.LABEL:
        return f"Predicted probability of {predictor.name}"
    unit = "" if predictor.unit == predictor.name else f" ({predictor.unit})"
    return f"Predicted {predictor.name}{unit}, with 90% interval"


def _point(
    axes: Axes, x: float, prediction: Prediction, label: str, *, color: str, marker: str
) -> None:
    if not math.isnan(prediction.low):
        axes.vlines(x, prediction.low, prediction.high, color=color, alpha=0.35, linewidth=1.2)
    axes.plot(x, prediction.value, marker, color=color, markersize=10 if marker == "*" else 6)
    above = label.isdigit()  # the original's longer label would cover its neighbours there
    axes.annotate(label, (x, prediction.value), xytext=(7, 4) if above else (4, -15),
                  textcoords="offset points", fontsize=8, color=color,
                  ha="left" if above else "right")  # fmt: skip


def _draw_goal(axes: Axes, goal: Goal) -> None:
    axes.axhline(goal.value, color=COLORS[2], linestyle="--", linewidth=1.2)
    axes.annotate(f"Goal: {goal}", (0.01, goal.value), xycoords=("axes fraction", "data"),
                  xytext=(0, 3), textcoords="offset points", fontsize=8, color=COLORS[2],
                  bbox={"facecolor": "white", "edgecolor": "none", "pad": 1})  # fmt: skip


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
