"""A figure of what the words and phrases of a text contribute."""

import textwrap
from pathlib import Path

from matplotlib.ticker import MaxNLocator

from tweetopt.optimizer.explaining.explanation import Contribution, Explanation
from tweetopt.optimizer.plots.canvas import COLORS, GREY, drawable, drawing
from tweetopt.predictors import PropertyPredictor
from tweetopt.predictors.scales import Scale

_BARS = 24
_ROOM = 34  # characters of a label
_ROW = 0.2  # inches of a bar


def plot_explanation(path: Path, explanation: Explanation, *, predictor: PropertyPredictor) -> None:
    """Draw the largest contributions as bars, in the order of the text, with their noise.

    Args:
        path: A .png or .svg file.
        explanation: The text's.
        predictor: Whose prediction is explained.
    """
    shown = _largest(explanation)
    with drawing(path, height=1.1 + _ROW * max(len(shown), 1)) as (_, (axes,)):
        places = range(len(shown))
        for place, each in zip(places, shown, strict=True):
            effect = each.effect
            color = COLORS[2] if effect.difference > 0 else COLORS[1]
            axes.barh(place, effect.difference, color=color if effect.clear else "#C8C8C8")
            if effect.noise == effect.noise:
                axes.errorbar(effect.difference, place, xerr=effect.noise, color=GREY, linewidth=1)
        axes.set_yticks(places, [_label(each) for each in shown])
        axes.invert_yaxis()
        axes.xaxis.set_major_locator(MaxNLocator(6))
        axes.axvline(0, color="#444444", linewidth=0.8)
        axes.grid(visible=False, axis="y")
        axes.set_xlabel(_across(predictor))
        axes.set_title("What a word or phrase contributes; grey: within its noise")


def _largest(explanation: Explanation) -> list[Contribution]:
    most = sorted(explanation.contributions, key=lambda each: -abs(each.effect.difference))
    return sorted(most[:_BARS], key=lambda each: (each.start, each.end))


def _label(each: Contribution) -> str:
    return textwrap.shorten(drawable(each.text), _ROOM, placeholder="…") or each.text[:_ROOM]


def _across(predictor: PropertyPredictor) -> str:
    of = {
        Scale.LOG1P: f"Change of log(1 + {predictor.info.unit})",
        Scale.PLAIN: f"Change of {predictor.info.unit}",
    }
    return of.get(predictor.info.scale, f"Change of the log odds of {predictor.info.name}")
