"""One tweet: its prediction while it is typed, its versions, and what can be done with them."""

from collections.abc import Iterator
from dataclasses import dataclass
from html import escape
from typing import Any

import gradio as gr

from tweetopt.optimizer.engine import Engine
from tweetopt.optimizer.explaining.comparing import reasons
from tweetopt.optimizer.explaining.explanation import explain_texts
from tweetopt.optimizer.request import Request
from tweetopt.optimizer.result import OptimizationResult
from tweetopt.optimizer.rewriting.pipeline import optimize_texts
from tweetopt.optimizer.ui.cards import Why, Words, live_html, result_html
from tweetopt.optimizer.ui.controls import add_options, add_wanted, chosen_settings, words_of
from tweetopt.optimizer.ui.notices import Notice, busy, explain, notice, problem
from tweetopt.optimizer.ui.past_posts import add_past_posts
from tweetopt.optimizer.ui.plots import tradeoff_html
from tweetopt.optimizer.ui.trail_plots import map_html, search_html
from tweetopt.optimizer.ui.why import add_why
from tweetopt.optimizer.ui.workbench import Bench, PostsFile
from tweetopt.optimizer.writers.registry import find_writer
from tweetopt.optimizer.writers.trail import Trail
from tweetopt.vae.wording.words import words_and_marks

EXAMPLE = "After six months of late nights, our app is finally live! So proud of this little team."

# Predicts when typing pauses; Gradio by itself would at every key.
_DEBOUNCE = """let pause;
document.addEventListener("input", (event) => {
  if (!event.target.closest("#tweet, #median")) return;
  clearTimeout(pause);
  pause = setTimeout(() => trigger("input"), 200);
});"""

_START = "Rewrite"
_EMPTY = """<div class="empty"><b>Versions appear here.</b><p>Each keeps your links, mentions,
numbers and the words you name, and says how much better it is predicted to do.</p></div>"""
_TOOLS = """<div class="tools"><button type="button" class="link" data-use="{example}">Try an
example</button><button type="button" class="link" data-undo disabled>Undo</button>
<details class="texts" hidden><summary>This session’s texts</summary><ol></ol></details></div>"""
_QUIET: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private"}

_Typed = tuple[str, str, str, PostsFile | None, str, str, str, bool]
"""What Gradio hands over: text, likes wanted, usual likes, past posts, and the options."""


@dataclass(frozen=True)
class _Found:
    """What came of a search, kept while the page is open: the charts are drawn of it.

    Attributes:
        result: The result.
        engine: Model and predictors, which may be bent to past posts.
        median: What the account usually gets.
        target: What was wanted; None for as many as wording gives.
        trail: Where the latent search went, if there was one.
    """

    result: OptimizationResult
    engine: Engine
    median: float | None
    target: float | None
    trail: Trail | None


def add_text_tab(bench: Bench) -> gr.State:
    """Build the tab.

    Returns:
        Past posts, a `PostsFile` or None.
    """
    with gr.Row(elem_classes="two"):
        with gr.Column(scale=5, min_width=320, elem_classes="compose"):
            inputs, start, typed = _add_inputs(bench)
        with gr.Column(scale=7, min_width=320):
            results = gr.HTML(_EMPTY, elem_id="results")
            text, _, usual, posts, *_ = inputs
            add_why(bench, typed, [text, usual, posts])
            plots = _add_details()

    def search(*values: *_Typed) -> Iterator[tuple[object, ...]]:
        yield from _searched(bench, *values)

    found = gr.State(None)
    searched = gr.on(
        [start.click, text.submit],
        search,
        inputs,
        [results, found, start],
        trigger_mode="always_last",  # a press isn't lost while the one before is answered
        **_QUIET,
    )
    searched.then(lambda: gr.Button(_START, interactive=True), None, start, queue=False, **_QUIET)
    searched.then(lambda each: _charts(bench, each), found, plots, **_QUIET)
    return posts


def _add_details() -> list[gr.HTML]:
    """Build the fold with the charts; the style sheet shows it beside versions alone."""
    with (
        gr.Accordion("Details", open=False, elem_id="details"),
        gr.Row(elem_classes="plots"),
    ):
        return [gr.HTML(elem_id=name, min_height=0) for name in ("tradeoff", "search", "map")]


def _add_inputs(bench: Bench) -> tuple[list[gr.components.Component], gr.Button, gr.HTML]:
    """Build what is asked for, the button, and the prediction that follows the typing.

    Returns:
        The inputs in the order in which `_found` takes them, the button, and what is told when
        typing pauses.
    """
    kind = bench.engine.kind
    text = gr.Textbox(
        label=f"Your {kind.noun}",
        lines=4,
        max_lines=12,
        placeholder=f"Write or paste a {kind.noun}",
        elem_id="tweet",
    )
    live = gr.HTML(live_html("", None, kind=kind, predictor=bench.predictor), elem_id="live")
    wanted = add_wanted(bench)
    start = gr.Button(_START, variant="primary", elem_classes="go", elem_id="optimize")
    gr.HTML(_TOOLS.format(example=escape(EXAMPLE)))
    with gr.Accordion("Options", open=False, elem_id="options"):
        options = add_options()
        posts, changes = add_past_posts(bench, wanted.usual)
        writers = map(find_writer, bench.settings.writers)
        if notices := [each.notice for each in writers if each.notice]:
            gr.HTML(notice(" ".join(notices), kind="plain", title="Writers"))
    typed = _predict_while_typed(bench, live, [text, wanted.usual, posts], changes)
    return [text, wanted.target, wanted.usual, posts, *options.components], start, typed


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

    def watch(written: str, usual: str, past: PostsFile | None) -> str:
        return _watched(bench, written, usual, past)

    typed = gr.HTML("", js_on_load=_DEBOUNCE, elem_classes="nothing")
    typed.input(watch, seen, live, trigger_mode="multiple", **_QUIET)
    for event in changes:
        event.then(watch, seen, live, **_QUIET)
    return typed


def _watched(bench: Bench, text: str, usual: str, posts: PostsFile | None) -> str:
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
        problem=trouble,
    )


def _searched(bench: Bench, *inputs: *_Typed) -> Iterator[tuple[object, ...]]:
    """First that it has begun; then the versions; then the same with why."""
    told = busy(Notice.BUSY)
    yield told, None, gr.Button("Working…", interactive=False)
    try:
        found = _found(bench, *inputs)
    except Exception as error:
        yield problem(error), None, gr.skip()
        return
    if not found.result.candidates:
        yield _shown(bench, found), None, gr.skip()
        return
    yield _shown(bench, found), found, gr.skip()
    yield _shown(bench, found, why=_why(found)), found, gr.skip()


def _found(
    bench: Bench,
    text: str,
    target: str,
    usual: str,
    posts: PostsFile | None,
    relation: str,
    keep: str,
    effort: str,
    bold: bool,
) -> _Found:
    if not text.strip():
        raise ValueError(Notice.NO_TEXT.format(noun=bench.engine.kind.noun))
    goal = bench.goal(target, relation)
    trails: list[Trail] = []
    with bench.lock:
        engine, median = bench.whom(usual, posts)
        text = engine.kind.clean(text).strip()
        (result,) = optimize_texts(
            [Request(text, [goal], account_median=median, keep=words_of(keep))],
            engine=engine,
            settings=chosen_settings(bench, effort, bold=bold),
            on_trail=lambda _request, found: trails.append(found),
        )
    wanted = goal.value if target.strip() else None
    return _Found(result, engine, median, wanted, trails[0] if trails else None)


def _shown(bench: Bench, found: _Found, *, why: Why | None = None) -> str:
    predictor = found.engine.predictors[bench.property]
    return result_html(
        found.result,
        predictor=predictor,
        kind=bench.engine.kind,
        median=found.median,
        why=why,
    )


def _why(found: _Found) -> Why:
    """Of each version, what its words do, and those of the text that went."""
    result = found.result
    texts = [result.text, *(each.text for each in (*result.candidates, *result.alternatives))]
    original, *versions = explain_texts(
        texts, engine=found.engine, account_medians=[found.median] * len(texts)
    )
    return {
        each.text: (
            _only(reasons(each, beside=result.text), beside=result.text),
            _only(reasons(original, beside=each.text, against=True), beside=each.text),
        )
        for each in versions
    }


def _only(words: Words, *, beside: str) -> Words:
    """Those words that another text hasn't at all: one that moved has neither come nor gone."""
    others = {match[0].casefold() for match in words_and_marks(beside)}
    return [each for each in words if each.text.casefold() not in others]


def _charts(bench: Bench, found: _Found | None) -> tuple[str, str, str]:
    """Trade-off, search and map; nothing where nothing was found."""
    if found is None:
        return "", "", ""
    result, trail, target = found.result, found.trail, found.target
    predictor = found.engine.predictors[bench.property]
    with bench.lock:
        points, ways = bench.map.points(
            result, engine=found.engine, median=found.median, trail=trail
        )
    return (
        tradeoff_html(result, predictor=predictor, target=target),
        search_html(result, trail, predictor=predictor, target=target) if trail else "",
        map_html(
            points,
            ways,
            unit=predictor.info.unit,
            texts=bench.map.background.name,
            noun=bench.engine.kind.noun,
        ),
    )
