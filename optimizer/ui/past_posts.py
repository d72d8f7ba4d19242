"""Past posts in place of your usual, as `--history` on the command line."""

from collections.abc import Iterator
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any

import gradio as gr

from tweetopt.datasets.posts.reading import open_posts
from tweetopt.optimizer.result import amount
from tweetopt.optimizer.ui.notices import Notice, busy, notice, problem
from tweetopt.optimizer.ui.workbench import SUFFIXES, Bench, PostsFile
from tweetopt.predictors.base import PredictorInfo

if TYPE_CHECKING:  # fits ridges: scikit-learn takes seconds to import
    from tweetopt.optimizer.history import History

_MEDIAN_INFO = "What your posts get."
_QUIET: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private"}


def usual_text(bench: Bench) -> str:
    """What the account usually gets, as the page is filled with it; "" where nobody is known."""
    return "" if bench.usual is None else amount(bench.usual)


def usual_info(bench: Bench) -> str:
    """What is said below it."""
    return f"Your usual, as account {bench.account}." if bench.account else _MEDIAN_INFO


def add_past_posts(bench: Bench, median: gr.Textbox) -> tuple[gr.State, list[Any]]:
    """Build the place to drop them; while they are there, the median is theirs.

    Returns:
        The posts, a `PostsFile` or None, and the events after which predictions are others.
    """
    chosen = gr.State(None)
    with gr.Accordion("Or go by your past posts", open=False, elem_id="past"):
        gr.HTML(
            '<p class="hint">Drop the archive of X, an export or a table of your posts anywhere on '
            f"this page. It needs texts and their {escape(bench.property)}.</p>"
        )
        upload = gr.File(
            label="Past posts",
            show_label=False,
            file_types=SUFFIXES,
            height=120,
            elem_id="posts",
        )
        told = gr.HTML(elem_id="past-told", min_height=0)
        columns = _add_columns(bench)
    outputs = [upload, chosen, median, told, *columns]

    def uploaded(path: str) -> Iterator[tuple[object, ...]]:
        yield from _read(bench, PostsFile(path))

    def chose(
        path: str | None, text: str | None, value: str | None, time: str | None
    ) -> Iterator[Any]:
        if path is not None:
            yield from _read(bench, PostsFile(path, text, value, time))

    changes = [upload.upload(uploaded, upload, outputs, **_QUIET)]
    changes += [each.input(chose, [upload, *columns], outputs, **_QUIET) for each in columns]
    changes.append(upload.clear(lambda: _cleared(bench), None, outputs[1:], **_QUIET))
    return chosen, changes


def _add_columns(bench: Bench) -> list[gr.Dropdown]:
    labels = {
        "posts-text": "Text",
        "posts-value": bench.property.capitalize(),
        "posts-time": "Time",
    }
    with gr.Row():
        return [
            gr.Dropdown([], label=label, visible=False, min_width=110, elem_id=name)
            for name, label in labels.items()
        ]


def _read(bench: Bench, posts: PostsFile) -> Iterator[tuple[object, ...]]:
    """First that it has begun; then what was read, or why it can't be, and the columns."""
    keep = gr.skip()
    yield keep, keep, keep, busy(Notice.POSTS), keep, keep, keep
    try:
        with bench.lock:
            _, past = bench.past(posts)
    except Exception as error:
        choices = _choices(posts.path)
        kept = keep if choices else None  # a file whose columns can be chosen stays
        named = (posts.text, posts.value, posts.time)
        yield kept, None, _typed_median(bench), problem(error), *_dropdowns(choices, named)
        return
    of_posts = gr.Textbox(
        value=amount(past.account_median),
        info=f"From your {past.posts:,} past posts.",
        interactive=False,
    )
    told = notice(said(past, bench.predictor.info), kind="good", title="Read.")
    yield keep, posts, of_posts, told, *_dropdowns(past.choices, past.columns)


def _choices(path: str) -> tuple[str, ...]:
    """The columns of a file; none where it isn't even a table."""
    try:
        return tuple(map(str, open_posts(Path(path)).table.columns))
    except (ValueError, OSError):
        return ()


def _dropdowns(
    choices: tuple[str, ...], named: tuple[str | None, str | None, str | None]
) -> list[gr.Dropdown]:
    return [gr.Dropdown(choices=list(choices), value=each, visible=bool(choices)) for each in named]


def _cleared(bench: Bench) -> tuple[object, ...]:
    return None, _typed_median(bench), "", *_dropdowns((), (None, None, None))


def _typed_median(bench: Bench) -> gr.Textbox:
    return gr.Textbox(value=usual_text(bench), info=usual_info(bench), interactive=True)


def said(past: "History", info: PredictorInfo) -> str:
    """What past posts say, in sentences."""
    return " ".join([f"{past.read}.", *past.sentences(info)])
