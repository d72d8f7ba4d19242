"""A table of past posts in place of the account median, as `--history` on the command line."""

import math
from collections.abc import Iterator
from html import escape
from typing import Any

import gradio as gr

from tweetopt.optimizer.history import History
from tweetopt.optimizer.result import amount
from tweetopt.optimizer.ui.bench import SUFFIXES, Bench
from tweetopt.optimizer.ui.notices import busy, notice, problem
from tweetopt.predictors import PropertyPredictor
from tweetopt.predictors.scales import Scale

MEDIAN_INFO = "What your posts usually get."


def add_past_posts(bench: Bench, median: gr.Textbox) -> tuple[gr.File, list[Any]]:
    """Build the place to upload them; while they are there, the median is theirs.

    Returns:
        The upload, whose value is a path, and the events after which predictions are others.
    """

    def read(path: str) -> Iterator[tuple[object, object, str]]:
        yield gr.skip(), gr.skip(), busy("Reading your past posts…")
        try:
            with bench.lock:
                _, past = bench.past(path)
        except Exception as error:
            yield None, _typed_median(), problem(error)
            return
        of_posts = gr.Textbox(
            value=amount(past.account_median),
            info=f"From your {past.posts:,} past posts.",
            interactive=False,
        )
        yield gr.skip(), of_posts, notice(said(past, bench.predictor), kind="good", title="Read.")

    with gr.Accordion("Or go by your past posts", open=False, elem_id="past"):
        gr.HTML(
            f'<p class="hint">A table with your texts and a column “{escape(bench.property)}”, '
            "the latest last, or dated by “created_at”.</p>"
        )
        posts = gr.File(
            label="Table of past posts",
            show_label=False,
            file_types=SUFFIXES,
            height=120,
            elem_id="posts",
        )
        told = gr.HTML(elem_id="past-told", min_height=0)
    uploaded = posts.upload(
        read, posts, [posts, median, told], show_progress="hidden", api_visibility="private"
    )
    cleared = posts.clear(
        lambda: (_typed_median(), ""),
        None,
        [median, told],
        show_progress="hidden",
        api_visibility="private",
    )
    return posts, [uploaded, cleared]


def _typed_median() -> gr.Textbox:
    return gr.Textbox(value="", info=MEDIAN_INFO, interactive=True)


def said(past: History, predictor: PropertyPredictor) -> str:
    """What past posts say, in sentences."""
    usual, unit = amount(past.account_median), predictor.info.unit
    gets = "get a share of" if predictor.info.scale is Scale.LABEL else "usually get"
    moved = f"move by {past.shift:+.2f} on the scale {predictor.info.scale}"
    if predictor.info.scale is Scale.LOG1P:
        moved = f"are {math.exp(past.shift):.2f} times as high"
    return (
        f"{past.posts:,} posts that {gets} {usual} {unit}. Going by them, predictions {moved}, "
        f"and intervals {past.width:.2f} times as wide."
    )
