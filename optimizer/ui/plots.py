"""Plots as HTML: crisp at every width, in the page's colours, each point a button with its text."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from tweetopt.optimizer.result import OptimizationResult, amount, interval
from tweetopt.optimizer.space.latent_map import Point, Way, look
from tweetopt.predictors import PropertyPredictor

_ROOM = 0.08  # of a plot's width and height, left free at its edges


@dataclass(frozen=True)
class Frame:
    """The ranges of a plot."""

    left: float
    right: float
    low: float
    high: float

    @classmethod
    def around(
        cls, points: Sequence[Point], *, ways: Sequence[Way] = (), y: Sequence[float] = ()
    ) -> "Frame":
        """A frame in which all points, lines, and some heights, have room."""
        places = [(point.x, point.y) for point in points]
        places += [place for way in ways for place in way]
        across = [x for x, _ in places]
        up = [each for _, each in places] + list(y)
        return cls(*_roomy(min(across), max(across)), *_roomy(min(up), max(up)))

    def place(self, x: float, y: float) -> str:
        """A place as CSS."""
        return f"left:{self.across(x):.2f}%;bottom:{self.up(y):.2f}%"

    def across(self, x: float) -> float:
        """How far from the left, in percent."""
        return 100 * (x - self.left) / (self.right - self.left)

    def up(self, y: float) -> float:
        """How far from the bottom, in percent."""
        return 100 * (y - self.low) / (self.high - self.low)


def tradeoff_html(
    result: OptimizationResult, *, predictor: PropertyPredictor, target: float | None = None
) -> str:
    """How much each rewrite keeps, against what it is predicted."""
    places = [1.0, *(candidate.similarity for candidate in result.candidates)]
    points = written(result, predictor, across=places)
    aims = within_sight(target, points)
    frame = Frame.around(points, y=aims)
    across = [tick for tick in ticks(frame.left, frame.right) if tick <= 1]
    return figure(
        "Trade-off",
        f"Predicted {predictor.info.unit} against similarity to your text",
        [*heights(frame), *steps(frame, across), *targets(frame, aims)],
        points,
        frame,
        axis="similarity →",
        legend=aimed(target, aims),
    )


def written(
    result: OptimizationResult, predictor: PropertyPredictor, *, across: Sequence[float]
) -> list[Point]:
    """A text and its rewrites as points, as high as they are predicted; `across` has their x."""
    before = result.original[predictor.info.name]
    texts = [(before, result.text)]
    texts += [(each.predictions[predictor.info.name], each.text) for each in result.candidates]
    points = []
    for number, (x, (prediction, text)) in enumerate(zip(across, texts, strict=True)):
        kind, label, name = look(number)
        tip = _tip(name, text, f"{interval(prediction)} {predictor.info.unit}")
        points.append(Point(x, prediction.value, tip, kind, label))
    return points


def within_sight(target: float | None, points: Sequence[Point]) -> list[float]:
    """The target, unless it lies so high that the points below would lie flat."""
    highest = max(point.y for point in points)
    return [target] if target is not None and target <= 1.5 * highest else []


def line_html(values: Sequence[float], texts: Sequence[str], *, unit: str, here: int) -> str:
    """Predictions along a path, one point a step."""
    points = [
        Point(step, value, _tip(f"Step {step}", text, f"{amount(value)} {unit}"),
              "best" if step == here else "other", str(step))
        for step, (value, text) in enumerate(zip(values, texts, strict=True))
    ]  # fmt: skip
    frame = Frame.around(points)
    subtitle = f"Predicted {unit}, step by step"
    way = [(point.x, point.y) for point in points]
    return figure(
        "Along the way", subtitle, heights(frame), points, frame, ways=[way], axis="step →"
    )


def heights(frame: Frame) -> list[str]:
    """Lines across at round numbers."""
    places = ticks(frame.low, frame.high)
    return [
        f'<i class="grid" style="bottom:{frame.up(place):.2f}%"><span>{name}</span></i>'
        for place, name in zip(places, _named(places), strict=True)
    ]


def _named(places: Sequence[float]) -> list[str]:
    """The numbers as people read them; with their digits where two of them would read the same."""
    short = [amount(place) for place in places]
    return short if len(set(short)) == len(short) else [f"{place:,.10g}" for place in places]


def steps(frame: Frame, places: Sequence[float]) -> list[str]:
    """Numbers under a plot."""
    return [
        f'<i class="tick" style="left:{frame.across(tick):.2f}%"><span>{tick:.2g}</span></i>'
        for tick in places
    ]


def targets(frame: Frame, aims: Sequence[float]) -> list[str]:
    """A line at what is wanted."""
    return [f'<i class="grid target" style="bottom:{frame.up(aim):.2f}%"></i>' for aim in aims]


def aimed(target: float | None, aims: Sequence[float]) -> str:
    """What the line at the target is; or that there is none, since it lies too high."""
    if target is None:
        return ""
    said = f"target: {amount(target)}" if aims else f"target: {amount(target)}, far above"
    return f'<span class="aimed">{"<i></i>" if aims else ""}{said}</span>'


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


def figure(
    title: str,
    subtitle: str,
    lines: Sequence[str],
    points: Sequence[Point],
    frame: Frame,
    *,
    ways: Sequence[Way] = (),
    axis: str = "",
    legend: str = "",
) -> str:
    """A plot with a caption: lines in HTML, then ways, then points on top."""
    dots = "".join(
        f'<button type="button" class="point {point.kind}" data-tip="{escape(point.tip)}" '
        f'aria-label="{escape(point.tip)}" '
        f'style="{frame.place(point.x, point.y)};--heat:{100 * point.heat:.0f}%"'
        f"{' tabindex=-1' if point.kind == 'seen' else ''}>{point.label}</button>"
        for point in points
    )
    under = f'<div class="axis">{escape(axis)}</div>' if axis else ""
    kind = "plot" if lines else "plot bare"
    drawn = "".join([*lines, _drawn(ways, frame), dots])
    return (
        f'<figure class="{kind}"><figcaption><b>{escape(title)}</b><span>{escape(subtitle)}</span>'
        f'{legend}</figcaption><div class="field">{drawn}</div>{under}</figure>'
    )


def _drawn(ways: Sequence[Way], frame: Frame) -> str:
    if not ways:
        return ""
    lines = (
        " ".join(f"{frame.across(x):.2f},{100 - frame.up(y):.2f}" for x, y in way) for way in ways
    )
    drawn = "".join(f'<polyline points="{line}"/>' for line in lines)
    return (
        '<svg class="ways" viewBox="0 0 100 100" preserveAspectRatio="none" '
        f'aria-hidden="true">{drawn}</svg>'
    )


def _tip(title: str, text: str, figure: str) -> str:
    return f"{title}: {figure}\n{text}"


def _roomy(low: float, high: float) -> tuple[float, float]:
    room = _ROOM * (high - low) or 0.5 * abs(high) or 0.5
    return low - room, high + room
