"""What all figures share: the look, texts under the axes, and saving."""

import os
import textwrap
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from matplotlib import get_data_path, rc_context
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.ft2font import FT2Font
from matplotlib.ticker import FuncFormatter, NullFormatter

from tweetopt.optimizer.result import amount

COLORS = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#4D4D4D")
"""Okabe and Ito's, which colour-blind readers tell apart."""
GREY = "#767676"
BACKED = {"facecolor": "white", "edgecolor": "none", "pad": 0.8, "alpha": 0.75}
"""Behind words that stand on lines or dots."""
_LOOK: dict[Any, Any] = {
    "font.size": 9,
    "axes.titlesize": 9.5,
    "axes.titlelocation": "left",
    "axes.titlepad": 8,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.edgecolor": "#444444",
    "axes.grid": True,
    "axes.axisbelow": True,
    "grid.color": "#E4E4E4",
    "grid.linewidth": 0.7,
    "legend.frameon": False,
    "legend.fontsize": 8,
    "text.parse_math": False,  # "$5 or $10" is no formula
    "lines.linewidth": 1.6,
    "lines.markersize": 5,
    "svg.hashsalt": "tweetopt",  # the same figure, the same file
}
_DPI = 200
_WIDTH, _WIDE = 6.4, 8.4  # inches of one panel, of several
_LINE = 0.16  # inches of a line of text under the axes
_CHARACTERS = 15  # of such a line, for each inch


@contextmanager
def drawing(
    path: Path, count: int = 1, *, height: float = 3.4, lines: int = 0
) -> Iterator[tuple[Figure, list[Axes]]]:
    """Axes beside each other, with room for lines of text under them; written at the end."""
    with rc_context(_LOOK):
        room = _LINE * (lines + 0.5) if lines else 0.0
        figure = Figure(figsize=(_width(count), height + room))
        FigureCanvasAgg(figure)  # needs no display
        below = room / (height + room)
        figure.set_layout_engine(
            "constrained", rect=(0, below, 1, 1 - below), h_pad=0.08, w_pad=0.08
        )
        yield figure, list(figure.subplots(1, count, squeeze=False)[0])
        _save(figure, path)


def _width(panels: int) -> float:
    return _WIDTH if panels == 1 else _WIDE


def _save(figure: Figure, path: Path) -> None:
    """Write a figure, whole or not at all."""
    unfinished = path.with_name(f".{path.stem}.unfinished{path.suffix}")
    # Without a date, the same figure is the same file.
    metadata = {"Date": None} if path.suffix.lower() == ".svg" else None
    figure.savefig(unfinished, dpi=_DPI, metadata=metadata)
    os.replace(unfinished, path)


def key_lines(entries: Sequence[tuple[str, str]], *, panels: int = 1) -> list[tuple[str, str]]:
    """Labels and texts as lines for under the axes; a long text goes on without a label."""
    lines, room = [], round(_CHARACTERS * _width(panels))
    for label, text in entries:
        for number, line in enumerate(textwrap.wrap(drawable(text), room) or [""]):
            lines.append(("" if number else label, line))
    return lines


def write_key(figure: Figure, lines: Sequence[tuple[str, str]]) -> None:
    """Write `key_lines` into the room that `drawing` left for them."""
    width, height = figure.get_size_inches()
    for number, (label, line) in enumerate(lines):
        y = _LINE * (len(lines) - number + 0.3) / height
        for x, words, weight in ((0.55, label, "bold"), (0.65, line, "normal")):
            figure.text(x / width, y, words, ha="right" if words is label else "left", va="top",
                        fontsize=7.5, weight=weight)  # fmt: skip


def drawable(text: str) -> str:
    """A text on one line, with a box for each sign that the font hasn't, such as rare emoji."""
    font = FT2Font(f"{get_data_path()}/fonts/ttf/DejaVuSans.ttf")
    known = font.get_charmap()
    return "".join(sign if ord(sign) in known else "□" for sign in " ".join(text.split()))


def log_axis(axes: Axes) -> None:
    """Numbers up the axis by their ratios, written as people read them."""
    axes.set_yscale("log")
    plain_numbers(axes)


def plain_numbers(axes: Axes) -> None:
    """Write a logarithmic axis's numbers out: 50 and 100, not powers; few enough to read."""
    for axis in (axes.xaxis, axes.yaxis):
        if axis.get_scale() in ("log", "symlog"):
            axis.set_major_formatter(FuncFormatter(lambda value, _: amount(value)))
            axis.set_minor_formatter(NullFormatter())
