"""The path from one text to another, with a slider."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from html import escape
from typing import Any

import gradio as gr

from tweetopt.optimizer.result import amount
from tweetopt.optimizer.space.interpolation import Interpolation, interpolate_texts
from tweetopt.optimizer.ui.bench import Bench, read_median
from tweetopt.optimizer.ui.cards import copy_button, marked
from tweetopt.optimizer.ui.notices import notice, problem
from tweetopt.optimizer.ui.plots import line_html

_STEPS = 11  # both ends included
_ENDS = {"From": "I love this coffee place", "To": "What a game last night"}
_EMPTY = """<div class="empty"><b>The way appears here.</b><p>The straight line between the two
texts' codes, in equal steps; what is written at each, and what it is predicted.</p></div>"""


@dataclass(frozen=True)
class Walk:
    """A path as plain data, which the browser's session keeps.

    Attributes:
        texts: At each step.
        values: Predicted at each step; empty where there is one that can't be read again.
        message: What is to be said of it.
    """

    texts: Sequence[str]
    values: Sequence[float]
    message: str

    @classmethod
    def of(cls, path: Interpolation, *, property: str) -> "Walk":  # noqa: A002
        """A path's texts with the predictions of one property."""
        values = [point.predictions[property].value for point in path.points
                  if property in point.predictions]  # fmt: skip
        whole = len(values) == len(path.points)
        return cls([point.text for point in path.points], values if whole else [], _said(path))


def add_path_tab(bench: Bench) -> None:
    """Build the tab."""
    walk = gr.State(None)
    with gr.Row(elem_classes="two"):
        with gr.Column(scale=5, min_width=320, elem_classes="compose"):
            inputs = [
                gr.Textbox(label=label, lines=3, elem_id=label.lower(), placeholder=example)
                for label, example in _ENDS.items()
            ]
            inputs.append(
                gr.Textbox(label="Account median", placeholder="unknown", elem_id="path-median")
            )
            go = gr.Button("Walk", variant="primary", elem_classes="go", elem_id="walk")
        with gr.Column(scale=7, min_width=320):
            step = gr.Slider(
                0, _STEPS - 1, 0, step=1, label="Step", visible=False, buttons=[], elem_id="step"
            )
            shown = gr.HTML(_EMPTY, elem_id="path")

    def prepare(first: str, last: str, usual: str) -> tuple[object, ...]:
        return _prepared(bench, first, last, usual)

    def show(found: Mapping[str, Any] | None, number: float) -> object:
        return step_html(found, int(number), bench) if found else gr.skip()

    go.click(
        prepare,
        inputs,
        [walk, step, shown],
        show_progress="minimal",
        api_visibility="private",
    )
    step.input(
        show,
        [walk, step],
        shown,
        show_progress="hidden",
        trigger_mode="multiple",
        api_visibility="private",
    )


def _prepared(bench: Bench, start: str, end: str, usual: str) -> tuple[object, ...]:
    """The walk, its slider, and the step in the middle; or what is wrong."""
    try:
        found = asdict(_walk(bench, start, end, usual))
    except Exception as error:
        return None, gr.Slider(visible=False), problem(error)
    half = _STEPS // 2
    return found, gr.Slider(value=half, visible=True), step_html(found, half, bench)


def _walk(bench: Bench, start: str, end: str, usual: str) -> Walk:
    if not start.strip() or not end.strip():
        raise ValueError("write both texts first: the one to start from and the one to end at")
    clean = bench.engine.kind.clean
    with bench.lock:
        (path,) = interpolate_texts(
            [(clean(start).strip(), clean(end).strip())],
            engine=bench.engine,
            steps=_STEPS,
            account_median=read_median(usual),
        )
    return Walk.of(path, property=bench.property)


def _said(path: Interpolation) -> str:
    ends = [name for name, same in zip(("start", "end"), path.rebuilt, strict=True) if not same]
    lost = f" The {' and the '.join(ends)} can't be rebuilt to the letter." if ends else ""
    return f"{path.distinct} different texts at steps 0 to {len(path.points) - 1}.{lost}"


def step_html(walk: Mapping[str, Any], number: int, bench: Bench) -> str:
    """One step of a walk, the line of predictions, and all steps below."""
    texts, values, unit = walk["texts"], walk["values"], bench.predictor.info.unit
    text = texts[number]
    figure = (
        f'<div class="figure"><strong>{amount(values[number])}</strong> '
        f"<span>{escape(unit)}, predicted</span></div>"
        if values
        else ""
    )
    rows = "".join(
        f"<li{' class=here' if row == number else ''}><b>{row}</b><span>"
        f"{marked(texts[row - 1], each) if row else escape(each)}</span></li>"
        for row, each in enumerate(texts)
    )
    line = line_html(values, texts, unit=unit, here=number) if values else ""
    return (
        f'<article class="card best"><header><span class="star">Step {number} of '
        f'{len(texts) - 1}</span>{copy_button(text)}</header><p class="text">{escape(text)}</p>'
        f"{figure}</article>{line}{notice(walk['message'], kind='plain')}"
        f'<ol class="steps">{rows}</ol>'
    )
