"""Plots as HTML: crisp at every width, in the page's colours, each point a button with its text."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from tweetopt.optimizer.result import OptimizationResult, amount, interval
from tweetopt.predictors import PropertyPredictor

_ROOM = 0.08  # of a plot's width and height, left free at its edges


@dataclass(frozen=True)
class Point:
    """A point with a text.

    Attributes:
        x: Across.
        y: Up.
        tip: What it shows when pointed at.
        kind: "seen" (background), "start", "best" or "other".
        label: What stands in it.
        heat: 0 to 1, its colour where it is background.
    """

    x: float
    y: float
    tip: str
    kind: str
    label: str = ""
    heat: float = 0.0


@dataclass(frozen=True)
class Frame:
    """The ranges of a plot."""

    left: float
    right: float
    low: float
    high: float

    @classmethod
    def around(cls, points: Sequence[Point], *, y: Sequence[float] = ()) -> "Frame":
        """A frame in which all points, and some heights, have room."""
        across = [point.x for point in points]
        up = [point.y for point in points] + list(y)
        return cls(*_roomy(min(across), max(across)), *_roomy(min(up), max(up)))

    def place(self, x: float, y: float) -> str:
        """A place as CSS."""
        across = 100 * (x - self.left) / (self.right - self.left)
        up = 100 * (y - self.low) / (self.high - self.low)
        return f"left:{across:.2f}%;bottom:{up:.2f}%"


def tradeoff_html(
    result: OptimizationResult, *, predictor: PropertyPredictor, target: float | None = None
) -> str:
    """How much each rewrite keeps, against what it is predicted."""
    before = result.original[predictor.name]
    points = [Point(1.0, before.value, _tip("Original", result.text, interval(before)), "start")]
    for number, candidate in enumerate(result.candidates, 1):
        after = candidate.predictions[predictor.name]
        name = "Recommended" if number == 1 else f"Rewrite {number}"
        kind, label = ("best", "★") if number == 1 else ("other", str(number))
        tip = _tip(name, candidate.text, f"{interval(after)} {predictor.unit}")
        points.append(Point(candidate.similarity, after.value, tip, kind, label))
    highest = max(point.y for point in points)
    aims = [target] if target is not None and target <= 1.5 * highest else []
    frame = Frame.around(points, y=aims)
    lines = [
        f'<i class="grid" style="bottom:{_up(frame, tick)}%"><span>{amount(tick)}</span></i>'
        for tick in ticks(frame.low, frame.high)
    ]
    lines += [
        f'<i class="tick" style="left:{_across(frame, tick)}%"><span>{tick:.2g}</span></i>'
        for tick in ticks(frame.left, frame.right)
        if tick <= 1
    ]
    lines += [
        f'<i class="grid target" style="bottom:{_up(frame, aim)}%"><span>target</span></i>'
        for aim in aims
    ]
    return _figure(
        "Trade-off",
        f"Predicted {predictor.unit} against similarity to your text",
        lines,
        points,
        frame,
        axis="similarity →",
    )


def map_html(points: Sequence[Point], *, unit: str) -> str:
    """A map of codes."""
    legend = f'<span class="legend">fewer<i></i>more {escape(unit)}</span>'
    return _figure(
        "Map of the space",
        "Codes of everyday texts in two dimensions, and yours among them",
        [],
        points,
        Frame.around(points),
        legend=legend,
    )


def line_html(values: Sequence[float], texts: Sequence[str], *, unit: str, here: int) -> str:
    """Predictions along a path, one point a step."""
    points = [
        Point(step, value, _tip(f"Step {step}", text, f"{amount(value)} {unit}"),
              "best" if step == here else "other", str(step))
        for step, (value, text) in enumerate(zip(values, texts, strict=True))
    ]  # fmt: skip
    frame = Frame.around(points)
    lines = [
        f'<i class="grid" style="bottom:{_up(frame, tick)}%"><span>{amount(tick)}</span></i>'
        for tick in ticks(frame.low, frame.high)
    ]
    subtitle = f"Predicted {unit}, step by step"
    return _figure("Along the way", subtitle, lines, points, frame, axis="step →")


def ticks(low: float, high: float, *, most: int = 5) -> list[float]:
    """Round numbers within a range."""
    if not high > low:
        return [low]
    raw = (high - low) / most
    power = 10.0 ** math.floor(math.log10(raw))
    step = next(power * each for each in (1, 2, 5, 10) if power * each >= raw * 0.999)
    first = math.ceil(low / step)
    count = math.floor(high / step + 1e-9) - first + 1
    return [round((first + number) * step, 10) for number in range(count)]


def _figure(
    title: str,
    subtitle: str,
    lines: Sequence[str],
    points: Sequence[Point],
    frame: Frame,
    *,
    axis: str = "",
    legend: str = "",
) -> str:
    dots = "".join(
        f'<button type="button" class="point {point.kind}" data-tip="{escape(point.tip)}" '
        f'aria-label="{escape(point.tip)}" '
        f'style="{frame.place(point.x, point.y)};--heat:{100 * point.heat:.0f}%"'
        f"{' tabindex=-1' if point.kind == 'seen' else ''}>{point.label}</button>"
        for point in points
    )
    under = f'<div class="axis">{escape(axis)}</div>' if axis else ""
    kind = "plot" if lines else "plot bare"
    return (
        f'<figure class="{kind}"><figcaption><b>{escape(title)}</b><span>{escape(subtitle)}</span>'
        f'{legend}</figcaption><div class="field">{"".join(lines)}{dots}</div>{under}</figure>'
    )


def _tip(title: str, text: str, figure: str) -> str:
    return f"{title}: {figure}\n{text}"


def _roomy(low: float, high: float) -> tuple[float, float]:
    room = _ROOM * (high - low) or 0.5 * abs(high) or 0.5
    return low - room, high + room


def _up(frame: Frame, y: float) -> str:
    return f"{100 * (y - frame.low) / (frame.high - frame.low):.2f}"


def _across(frame: Frame, x: float) -> str:
    return f"{100 * (x - frame.left) / (frame.right - frame.left):.2f}"
