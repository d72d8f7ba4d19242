"""One tweet: its prediction while it is typed, and its rewrites."""

import math
from collections.abc import Iterator
from dataclasses import dataclass, fields, replace
from typing import Any

import gradio as gr

from tweetopt.optimizer.permissions import Permission
from tweetopt.optimizer.request import Request
from tweetopt.optimizer.rewriting.pipeline import optimize_texts
from tweetopt.optimizer.settings import Effort
from tweetopt.optimizer.ui.bench import RELATIONS, Bench, PostsFile
from tweetopt.optimizer.ui.cards import live_html, result_html
from tweetopt.optimizer.ui.controls import effort_radio
from tweetopt.optimizer.ui.notices import busy, explain, notice, problem
from tweetopt.optimizer.ui.past_posts import add_past_posts, usual_info, usual_text
from tweetopt.optimizer.ui.plots import tradeoff_html
from tweetopt.optimizer.ui.trail_plots import map_html, promises_html
from tweetopt.optimizer.ui.why import add_why
from tweetopt.optimizer.writers.registry import find_writer
from tweetopt.optimizer.writers.trail import Trail
from tweetopt.predictors.scales import Scale

_EXAMPLE = "After six months of late nights, our app is finally live! So proud of this little team."
_DECADES = 5  # the slider goes from 1 to 100,000

# Predicts when typing pauses; Gradio by itself would at every key.
_DEBOUNCE = """let pause;
document.addEventListener("input", (event) => {
  if (!event.target.closest("#tweet, #median, #target, #slider")) return;
  clearTimeout(pause);
  pause = setTimeout(() => trigger("input"), 200);
});"""

_EMPTY = """<div class="empty"><b>Rewrites appear here.</b><p>Each keeps your links, mentions,
numbers and the words you name, and shows what it is predicted once it is read again.</p></div>"""


@dataclass(frozen=True)
class _Search:
    """What a search starts from, in the order in which `_optimized` takes it."""

    text: gr.Textbox
    target: gr.Number
    relation: gr.Radio
    median: gr.Textbox
    posts: gr.State
    keep: gr.Textbox
    effort: gr.Radio
    bold: gr.Checkbox


def add_text_tab(bench: Bench) -> None:
    """Build the tab."""
    with gr.Row(elem_classes="two"):
        with gr.Column(scale=5, min_width=320, elem_classes="compose"):
            inputs = _add_inputs(bench)
            start = gr.Button("Optimize", variant="primary", elem_id="optimize")
            writers = map(find_writer, bench.settings.writers)
            if notices := [each.notice for each in writers if each.notice]:
                gr.HTML(notice(" ".join(notices), kind="plain", title="Writers"))
        with gr.Column(scale=7, min_width=320):
            results = gr.HTML(_EMPTY, elem_id="results")
            with gr.Row(elem_classes="plots"):
                plots = [
                    gr.HTML(elem_id=name, min_height=0) for name in ("tradeoff", "promises", "map")
                ]

    def search(*values: object) -> Iterator[tuple[object, ...]]:
        yield from _searched(bench, *values)

    gr.on(
        [start.click, inputs.text.submit],
        search,
        [getattr(inputs, each.name) for each in fields(inputs)],
        [results, *plots, start],
        show_progress="hidden",
        api_visibility="private",
    )


def _add_inputs(bench: Bench) -> _Search:
    """Build what is asked for, and the prediction that follows the typing."""
    text = gr.Textbox(
        label=f"Your {bench.engine.kind.noun}",
        lines=5,
        max_lines=12,
        placeholder=_EXAMPLE,
        elem_id="tweet",
    )
    live = gr.HTML(
        live_html("", None, kind=bench.engine.kind, predictor=bench.predictor), elem_id="live"
    )
    target = _target(bench)
    with gr.Row():
        median = gr.Textbox(
            label="Account median",
            value=usual_text(bench),
            info=usual_info(bench),
            placeholder="unknown",
            min_width=140,
            elem_id="median",
        )
        keep = gr.Textbox(
            label="Words to keep", info="Separated by commas.", min_width=140, elem_id="keep"
        )
    posts, changes = add_past_posts(bench, median)
    typed = _predict_while_typed(bench, live, [text, median, posts, target], changes)
    add_why(bench, typed, [text, median, posts])
    with gr.Row(elem_classes="bottom"):
        effort = effort_radio(elem_id="effort")
        relation = gr.Radio(
            RELATIONS,
            value=RELATIONS[0][1],
            label="Predicted should be",
            min_width=160,
            elem_id="relation",
            elem_classes="segments",
        )
    bold = gr.Checkbox(label="Bold: may say something new", container=False, elem_id="bold")
    return _Search(text, target, relation, median, posts, keep, effort, bold)


def _predict_while_typed(
    bench: Bench, live: gr.HTML, seen: list[gr.components.Component], changes: list[Any]
) -> gr.HTML:
    """Predict again whenever typing pauses or past posts change.

    Args:
        bench: The model.
        live: Where the prediction is shown.
        seen: What it depends on, in the order in which `_watched` takes it.
        changes: Events after which it is another.

    Returns:
        What is told when typing pauses.
    """

    def watch(written: str, usual: str, past: PostsFile | None, wanted: float | None) -> str:
        return _watched(bench, written, usual, past, wanted)

    typed = gr.HTML("", js_on_load=_DEBOUNCE, elem_classes="nothing")
    typed.input(
        watch,
        seen,
        live,
        show_progress="hidden",
        trigger_mode="multiple",
        api_visibility="private",
    )
    for event in changes:
        event.then(watch, seen, live, show_progress="hidden", api_visibility="private")
    return typed


def _target(bench: Bench) -> gr.Number:
    """The number wanted, with a slider; counts slide on a log scale."""
    unit, scale = bench.predictor.info.unit, bench.predictor.info.scale
    is_share = scale in (Scale.LABEL, Scale.LOGIT)
    first = 0.9 if is_share else 200
    with gr.Row(elem_classes="target"):
        slider = gr.Slider(
            0,
            1 if is_share else _DECADES,
            value=first if is_share else math.log10(first),
            step=0.01,
            label=f"Target {unit}",
            scale=4,
            min_width=160,
            buttons=[],
            elem_id="slider",
        )
        number = gr.Number(
            first,
            label=unit.capitalize(),
            show_label=False,
            minimum=0,
            scale=1,
            min_width=96,
            elem_id="target",
        )
    there, back = ("x => x", "x => x")
    if not is_share:
        there = "x => { const y = 10 ** x; const r = 10 ** Math.max(0, Math.floor(x) - 1); "
        there += "return Math.round(y / r) * r; }"
        back = f"x => Math.min({_DECADES}, Math.log10(Math.max(1, x || 1)))"
    slider.input(None, slider, number, js=there, show_progress="hidden", api_visibility="private")
    number.input(None, number, slider, js=back, show_progress="hidden", api_visibility="private")
    return number


def _watched(
    bench: Bench, text: str, usual: str, posts: PostsFile | None, target: float | None
) -> str:
    text = bench.engine.kind.clean(text).strip()
    prediction, median, trouble = None, None, ""
    try:
        engine, median = bench.whom(usual, posts)
        if text:
            (row,) = engine.predict([text], account_medians=[median])
            prediction = row[bench.property]
    except Exception as error:
        trouble = explain(error)
    return live_html(
        text,
        prediction,
        kind=bench.engine.kind,
        predictor=bench.predictor,
        median=median,
        target=target,
        problem=trouble,
    )


def _searched(bench: Bench, *inputs: object) -> Iterator[tuple[object, ...]]:
    """First that it has begun; then the cards, the plots, and the button as it was."""
    noun = bench.engine.kind.noun
    told = busy(f"Searching: moving the {noun}'s code, writing what lies there, reading it again…")
    yield told, "", "", "", gr.Button("Searching…", interactive=False)
    try:
        parts = _optimized(bench, *inputs)  # type: ignore[arg-type]
    except Exception as error:
        parts = (problem(error), "", "", "")
    yield *parts, gr.Button("Optimize", interactive=True)


def _optimized(
    bench: Bench,
    text: str,
    target: float | None,
    relation: str,
    usual: str,
    posts: PostsFile | None,
    keep: str,
    effort: str,
    bold: bool,
) -> tuple[str, str, str, str]:
    if not text.strip():
        raise ValueError(f"write a {bench.engine.kind.noun} first")
    words = [word.strip() for word in keep.split(",") if word.strip()]
    goal = bench.goal(target, relation)
    may = [Permission.NEW_WORDS] if bold else []
    settings = replace(bench.settings, effort=Effort(effort), may=may)
    trails: list[Trail] = []
    with bench.lock:
        engine, median = bench.whom(usual, posts)
        request = Request(
            engine.kind.clean(text).strip(), [goal], account_median=median, keep=words
        )
        (result,) = optimize_texts(
            [request],
            engine=engine,
            settings=settings,
            on_trail=lambda _request, found: trails.append(found),
        )
        trail = trails[0] if trails else None  # a text at its goal isn't searched for
        points, ways = bench.map.points(result, engine=engine, median=median, trail=trail)
    predictor = engine.predictors[bench.property]
    return (
        result_html(result, predictor=predictor, target=target),
        tradeoff_html(result, predictor=predictor, target=target),
        promises_html(result, trail, predictor=predictor, target=target) if trail else "",
        map_html(
            points,
            ways,
            unit=predictor.info.unit,
            texts=bench.map.background.name,
            noun=engine.kind.noun,
        ),
    )
