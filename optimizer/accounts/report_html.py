"""A report as one HTML file with its pictures in it, that asks nobody for anything."""

import math
import os
import tempfile
from collections.abc import Callable, Sequence
from html import escape
from importlib.util import find_spec
from pathlib import Path

from tweetopt.optimizer.accounts.effect_words import effect_text, heading
from tweetopt.optimizer.accounts.report import Outlier, Report
from tweetopt.optimizer.accounts.traits import Effect
from tweetopt.optimizer.messages import Verdict
from tweetopt.optimizer.result import amount

_LINE = 0.27  # inches of a picture for each effect
_LABELS = 7  # periods that are named below the picture, at most
_STYLE = """body{font:16px/1.5 system-ui,sans-serif;max-width:46rem;margin:2rem auto;padding:0 1rem;
color:#222;background:#fff}h1{font-size:1.6rem}h2{font-size:1.15rem;margin-top:2rem}
table{border-collapse:collapse;width:100%}td,th{text-align:left;padding:.35rem .6rem;
border-bottom:1px solid #ddd;vertical-align:top}svg{max-width:100%;height:auto}
.big{font-size:1.15rem}.dim{color:#666}
.post{overflow-wrap:anywhere}"""


def check_html(path: Path) -> None:
    """Make sure, before the work is done, that a report can be written.

    Raises:
        ValueError: Its folder isn't there, or Matplotlib isn't installed.
    """
    if not path.parent.is_dir() or path.is_dir():
        raise ValueError(f"--html: expected a file in a folder that is there, got {path}")
    if find_spec("matplotlib") is None:
        raise ValueError(
            "--html: expected matplotlib, which is not installed; pip install '.[plot]' in "
            "tweetopt's folder"
        )


def write_html(report: Report, path: Path) -> None:
    """Write a report, whole or not at all."""
    unfinished = path.with_name(f".{path.stem}.unfinished{path.suffix}")
    unfinished.write_text(report_html(report), encoding="utf-8")
    os.replace(unfinished, path)


def report_html(report: Report) -> str:
    """The report as a page of its own."""
    title = f"What works for {escape(report.name)}"
    parts = [
        f"<h1>{title}</h1>",
        f'<p class="dim">{escape(report.read)}. Reported on: the latest {report.posts:,}.</p>',
        f"<p>Your usual: <b>{amount(report.account_median)} {escape(report.unit)}</b>.</p>",
        '<h2>How far to trust it</h2><p class="big">',
        f"{escape(' '.join(report.backtest.sentences))}</p>",
        _over_time(report),
        f"<h2>{escape(heading(report))}</h2>",
        _picture(lambda file: _draw_effects(report, file)),
        _effect_table(report.effects),
        "<h2>What stood out, and wasn't explained by its wording</h2>",
        _outlier_table(report.more + report.less, report.unit),
    ]
    return (
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{title}</title>'
        f'<meta name="viewport" content="width=device-width"><style>{_STYLE}</style></head><body>'
        f"{''.join(parts)}</body></html>\n"
    )


def _over_time(report: Report) -> str:
    if len(report.periods) < 2:
        return "<h2>Your usual over time</h2><p>Too few to say.</p>"
    picture = _picture(lambda file: _draw_periods(report, file))
    return f"<h2>Your usual over time</h2>{picture}"


def _picture(draw: Callable[[Path], None]) -> str:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "picture.svg"
        draw(file)
        drawn = file.read_text(encoding="utf-8")
    return drawn[drawn.index("<svg") :]


def _draw_periods(report: Report, file: Path) -> None:
    from tweetopt.optimizer.plots.canvas import COLORS, drawing

    with drawing(file, height=2.6) as (_, (axes,)):
        places = range(len(report.periods))
        axes.plot(places, [each.median for each in report.periods], "o-", color=COLORS[0])
        every = math.ceil(len(places) / _LABELS)
        axes.set_xticks(list(places)[::every], [each.name for each in report.periods][::every])
        axes.set_ylabel(f"{report.unit}, median")
        if min(each.median for each in report.periods) >= 0:
            axes.set_ylim(bottom=0)


def _draw_effects(report: Report, file: Path) -> None:
    from tweetopt.optimizer.plots.canvas import COLORS, GREY, drawing

    shown = [each for each in report.effects if each.verdict is not Verdict.TOO_FEW][::-1]
    with drawing(file, height=1.0 + _LINE * len(shown)) as (_, (axes,)):
        for place, each in enumerate(shown):
            color = GREY if each.verdict is Verdict.UNCLEAR else COLORS[0]
            axes.plot([each.low, each.high], [place, place], color=color)
            axes.plot(each.ratio, place, "o", color=color)
        axes.set_yticks(range(len(shown)), [each.trait for each in shown])
        axes.axvline(1 if report.ratios else 0, color="#444444", linewidth=0.8)


def _effect_table(effects: Sequence[Effect]) -> str:
    rows = "".join(
        f"<tr><td>{escape(each.trait)}</td><td>{each.posts:,}</td><td>{effect_text(each)}</td>"
        f"<td>{escape(each.verdict.value)}</td></tr>"
        for each in effects
    )
    return f"<table><tr><th></th><th>Posts</th><th>Effect</th><th></th></tr>{rows}</table>"


def _outlier_table(posts: Sequence[Outlier], unit: str) -> str:
    rows = "".join(
        f'<tr><td>{escape(each.day)}</td><td class="post">{escape(each.text)}</td>'
        f"<td>{amount(each.got)}</td><td>{amount(each.expected)}</td></tr>"
        for each in posts
    )
    head = f"<th>Day</th><th>Post</th><th>Got ({escape(unit)})</th><th>Expected</th>"
    return f"<table><tr>{head}</tr>{rows}</table>"
