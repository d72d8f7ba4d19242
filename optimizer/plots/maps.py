"""The map of the space as a figure, with the ways of a search."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

from matplotlib.axes import Axes
from matplotlib.cm import ScalarMappable
from matplotlib.colors import LinearSegmentedColormap

from tweetopt.optimizer.engine import Engine
from tweetopt.optimizer.plots.canvas import BACKED, COLORS, GREY
from tweetopt.optimizer.request import Request
from tweetopt.optimizer.result import OptimizationResult
from tweetopt.optimizer.space.background import everyday_texts
from tweetopt.optimizer.space.latent_map import LatentMap, Point, Way
from tweetopt.optimizer.writers.trail import Trail

_HEAT = LinearSegmentedColormap.from_list("heat", ["#C6CCD5", COLORS[1]])
_LOOKS = {
    "end": (".", COLORS[0], 7.0),
    "other": ("o", COLORS[0], 6.0),
    "best": ("*", COLORS[1], 12.0),
    "start": ("D", GREY, 6.0),
}

_NAMED = {"start": "Original", "best": "1", "other": ""}


@dataclass(frozen=True)
class MapFigure:
    """What a map of the space shows.

    Attributes:
        points: As from `LatentMap.points`.
        ways: Of the search, likewise.
        texts: What the texts in the background are.
        unit: Of what their colour tells.
    """

    points: Sequence[Point]
    ways: Sequence[Way]
    texts: str
    unit: str

    @classmethod
    def of(
        cls, result: OptimizationResult, *, request: Request, engine: Engine, trail: Trail | None
    ) -> "MapFigure":
        """A text and its rewrites among everyday texts, coloured by the first goal's property."""
        first = engine.predictors[request.goals[0].property]
        engine = replace(engine, predictors={first.info.name: first, **engine.predictors})
        chart = LatentMap(engine, everyday_texts(engine))
        points, ways = chart.points(
            result, engine=engine, median=request.account_median, trail=trail
        )
        return cls(points, ways, chart.background.name, f"{first.info.unit}, predicted")

    def draw(self, axes: Axes) -> None:
        """Draw it: texts by colour, then ways, then the text and its rewrites."""
        seen = [point for point in self.points if point.kind == "seen"]
        axes.scatter([point.x for point in seen], [point.y for point in seen], s=16,
                     c=[_HEAT(point.heat) for point in seen], linewidths=0)  # fmt: skip
        for way in self.ways:
            axes.plot(*zip(*way, strict=True), color=COLORS[0], linewidth=0.9, alpha=0.7)
        for point in self.points:
            if point.kind != "seen":
                marker, color, size = _LOOKS[point.kind]
                axes.plot(point.x, point.y, marker, color=color, markersize=size,
                          markeredgecolor="white", markeredgewidth=0.7)  # fmt: skip
        self._name(axes)
        bar = axes.figure.colorbar(
            ScalarMappable(cmap=_HEAT), ax=axes, orientation="horizontal", shrink=0.5, aspect=30
        )
        bar.outline.set_visible(False)
        bar.set_ticks([0, 1], labels=["fewer", f"more {self.unit}"])
        bar.ax.tick_params(length=0, labelsize=8)
        title = f"Among {self.texts}; the search moved to the right"
        if not self.ways:
            title = f"Among {self.texts}"
        axes.set(title=title, xticks=[], yticks=[])
        axes.set_facecolor("#F4F5F7")
        axes.spines[:].set_visible(False)
        axes.margins(0.12, 0.08)

    def _name(self, axes: Axes) -> None:
        """Name the text and its rewrites, but none that lies on one that is named."""
        (left, right), (low, high) = axes.get_xlim(), axes.get_ylim()
        named: list[tuple[float, float]] = []
        for point in reversed(self.points):  # the text comes last
            place = (point.x - left) / (right - left), (point.y - low) / (high - low)
            if point.kind not in _NAMED or any(math.dist(place, each) < 0.06 for each in named):
                continue
            named.append(place)
            axes.annotate(_NAMED[point.kind] or point.label, (point.x, point.y), fontsize=8,
                          color=_LOOKS[point.kind][1], xytext=(-6, 4), ha="right",
                          textcoords="offset points", bbox=BACKED)  # fmt: skip
