"""The path from one text to another, with a slider."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from html import escape
from typing import Any

import gradio as gr

from tweetopt.optimizer.engine import Engine
from tweetopt.optimizer.result import amount
from tweetopt.optimizer.space.interpolation import Interpolation, Waypoint, interpolate_texts
from tweetopt.optimizer.space.sampling import reading_well
from tweetopt.optimizer.ui.cards import actions, marked
from tweetopt.optimizer.ui.notices import Notice, notice, problem
from tweetopt.optimizer.ui.plots import line_html
from tweetopt.optimizer.ui.workbench import Bench, read_median

_STEPS = 11  # both ends included
_ENDS = {"From": "I love this coffee place", "To": "What a game last night"}
_EMPTY = """<div class="empty"><b>The way appears here.</b><p>What the
model writes between the two texts, step by step, where it reads as people write.</p></div>"""


@dataclass(frozen=True)
class Walk:
    """What reads well on a path, as plain data, which the browser's session keeps.

    Attributes:
        texts: The first text, what reads well in between, and the last one; neighbours differ.
        values: Predicted at each of them; empty where one can't be read.
        message: What is to be said of it.
    """

    texts: Sequence[str]
    values: Sequence[float]
    message: str

    @classmethod
    def of(cls, path: Interpolation, *, engine: Engine) -> "Walk":
        """A path's texts with the predictions of the first property."""
        name, last = next(iter(engine.predictors)), len(path.points) - 1
        ends = (path.start, path.end)
        written = {each.text: each for each in path.points[1:last] if each.text not in ends}
        between = list(written.values())
        good = [each for each, reads in zip(between, _reading(between, path, engine), strict=True)
                if reads]  # fmt: skip
        points = [path.points[0], *good, path.points[last]]
        values = [each.predictions[name].value for each in points if name in each.predictions]
        whole = len(values) == len(points)
        texts = [path.start, *(point.text for point in good), path.end]
        return cls(texts, values if whole else [], _said(len(good), len(between)))


def _reading(points: Sequence[Waypoint], path: Interpolation, engine: Engine) -> list[bool]:
    """Whether texts on a path read as people write: no words side by side that nobody writes."""
    texts = [engine.kind.mask(point.text).text for point in points]
    ends = engine.kind.mask(f"{path.start}\n{path.end}").text
    wording = engine.autoencoder.wording if engine.kind.prose else None
    return [
        reads and not (wording and wording.unseen_pairs(text, beside=ends))
        for text, reads in zip(texts, reading_well(texts, engine), strict=True)
    ]


def _said(good: int, written: int) -> str:
    if not written:
        return str(Notice.SAME_ENDS)
    said = Notice.SOME_READ if good > 1 else Notice.ONE_READS if good else Notice.NONE_READS
    return said.format(good=good, written=written)


def add_path_tab(bench: Bench) -> None:
    """Build the tab."""
    walk = gr.State(None)
    with gr.Row(elem_classes="two"):
        with gr.Column(scale=5, min_width=320, elem_classes="compose"):
            inputs = _add_inputs(bench)
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


def _add_inputs(bench: Bench) -> list[gr.Textbox]:
    """Fields for both texts, and for what the account usually gets."""
    ends = [
        gr.Textbox(label=label, lines=3, elem_id=label.lower(), placeholder=example)
        for label, example in _ENDS.items()
    ]
    unit = bench.predictor.info.unit
    usual = gr.Textbox(label=f"Your usual {unit}", placeholder="unknown", elem_id="path-median")
    return [*ends, usual]


def _prepared(bench: Bench, start: str, end: str, usual: str) -> tuple[object, ...]:
    """The walk, its slider, and the step in the middle; or what is wrong."""
    try:
        found = asdict(_walk(bench, start, end, usual))
    except Exception as error:
        return None, gr.Slider(visible=False), problem(error)
    last = len(found["texts"]) - 1
    if last == 1:
        return None, gr.Slider(visible=False), notice(found["message"], kind="plain")
    half = last // 2
    slider = gr.Slider(maximum=last, value=half, visible=True)
    return found, slider, step_html(found, half, bench)


def _walk(bench: Bench, start: str, end: str, usual: str) -> Walk:
    if not start.strip() or not end.strip():
        raise ValueError(Notice.NO_ENDS)
    clean = bench.engine.kind.clean
    with bench.lock:
        (path,) = interpolate_texts(
            [(clean(start).strip(), clean(end).strip())],
            engine=bench.engine,
            steps=_STEPS,
            account_median=read_median(usual),
        )
    return Walk.of(path, engine=bench.engine)


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
        f'{len(texts) - 1}</span></header><p class="text">{escape(text)}</p>'
        f"{figure}{actions(text, bench.engine.kind)}</article>"
        f"{notice(walk['message'], kind='plain')}<ol class=steps>{rows}</ol>"
        f"<details class=fold><summary>Details</summary>{line}</details>"
    )
