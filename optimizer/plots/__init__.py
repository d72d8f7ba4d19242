"""Figures for papers and slides: PNG or SVG, drawn without a display.

`check_plot` costs nothing and is called before the work; matplotlib loads when a figure is drawn.
"""

from importlib.util import find_spec
from pathlib import Path

__all__ = ["check_plot"]

_ENDINGS = (".png", ".svg")


def check_plot(path: Path | None) -> None:
    """Make sure, before the work is done, that its figure can be drawn.

    Args:
        path: Where to; None is fine.

    Raises:
        ValueError: It has another ending, its folder isn't there, or matplotlib isn't installed.
    """
    if path is None:
        return
    if path.suffix.lower() not in _ENDINGS:
        raise ValueError(f"--plot: expected a file ending in {' or '.join(_ENDINGS)}, got {path}")
    if not path.parent.is_dir():
        raise ValueError(f"--plot: expected a folder that is there, got {path.parent}; make it")
    if path.is_dir():
        raise ValueError(f"--plot: expected a file, got the folder {path}; name another")
    if find_spec("matplotlib") is None:
        raise ValueError(
            "--plot: expected matplotlib, which is not installed; pip install '.[plot]' in "
            "tweetopt's folder"
        )
