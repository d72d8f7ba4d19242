"""Whole tables: upload, watch, download. The work is `optimize batch`'s own."""

import shutil
import threading
from collections.abc import Iterator, Mapping
from dataclasses import replace
from html import escape
from itertools import islice
from pathlib import Path
from typing import Any

import gradio as gr

from tweetopt.datasets import TextKind
from tweetopt.datasets.blocks import Row, read_blocks, survey
from tweetopt.datasets.formats import format_of
from tweetopt.optimizer.batch.checks import Batch
from tweetopt.optimizer.batch.rows import FAILED
from tweetopt.optimizer.batch.run import Summary
from tweetopt.optimizer.batch.targets import Account, Targets
from tweetopt.optimizer.goals import parse_number
from tweetopt.optimizer.result import Status, amount
from tweetopt.optimizer.space.background import example_table
from tweetopt.optimizer.ui.cards import actions, marked
from tweetopt.optimizer.ui.controls import (
    RELATIONS,
    add_options,
    add_wanted,
    chosen_settings,
    words_of,
)
from tweetopt.optimizer.ui.notices import Notice, busy, notice, problem, sentence
from tweetopt.optimizer.ui.table_run import (
    PageRows,
    Progress,
    finished_rows,
    folder_of,
    result_name,
    watch,
)
from tweetopt.optimizer.ui.workbench import SUFFIXES, Bench, PostsFile, text_column

_GOOD = (Status.REACHED, Status.CLOSER, Status.ALREADY_THERE)
_SHOWN = 8
_NONE = "(none)"
_START = "Rewrite all rows"
_TIMES = "times"
_EMPTY = """<div class="empty"><b>Progress and a preview appear here.</b><p>The result has your
rows, order and columns, and adds the rewrite, what it is predicted, and how it went. A bad row
fails alone.</p></div>"""

_Typed = tuple[str | None, str | None, str | None, str, str, PostsFile | None, str, str, str, bool]
"""What Gradio hands over: table, columns, usual likes, likes wanted, past posts, options."""


def add_table_tab(bench: Bench, posts: gr.State) -> None:
    """Build the tab.

    Args:
        bench: The model.
        posts: Past posts that were brought on the first tab; they count here, too.
    """
    with gr.Row(elem_classes="two"):
        with gr.Column(scale=5, min_width=320, elem_classes="compose"):
            upload, columns, others = _add_inputs(bench, posts)
            start = gr.Button(_START, variant="primary", elem_classes="go", elem_id="run")
            stop = gr.Button("Stop", visible=False, elem_id="stop")
            example = gr.Button("Try an example", elem_id="example", elem_classes="as-link")
            with gr.Accordion("Options", open=False, elem_id="table-options"):
                options = add_options("table-", relations=[*RELATIONS, ("Times", _TIMES)])
        with gr.Column(scale=7, min_width=320):
            told = gr.HTML(_EMPTY, elem_id="table-results")
            download = gr.DownloadButton(visible=False, variant="primary", elem_id="download")

    stops: dict[str, threading.Event] = {}  # by session

    def run(request: gr.Request, *values: *_Typed) -> Iterator[tuple[object, ...]]:
        session = request.session_hash or ""
        stops[session] = threading.Event()
        try:
            yield from _run(bench, stops[session], *values)
        finally:
            stops.pop(session, None)

    def end(request: gr.Request) -> tuple[object, object]:
        if session := stops.get(request.session_hash or ""):
            session.set()
        return busy(Notice.STOPPING), gr.Button(interactive=False)

    quiet: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private"}
    upload.change(_looked, upload, [*columns, told], **quiet)
    example.click(lambda: _example(bench), None, upload, **quiet)
    inputs = [upload, *columns, *others, *options.components]
    start.click(run, inputs, [told, download, start, stop], **quiet)
    stop.click(end, None, [told, stop], queue=False, **quiet)


def _add_inputs(
    bench: Bench, posts: gr.State
) -> tuple[gr.File, list[gr.Dropdown], list[gr.components.Component]]:
    """Build what is asked for: the table, its columns, and the numbers with the past posts."""
    upload = gr.File(
        label="Table: CSV, TSV, JSON lines or Parquet",
        file_types=SUFFIXES,
        height=150,
        elem_id="upload",
    )
    with gr.Row(elem_classes="pair"):
        column = gr.Dropdown([], label="Text column", min_width=120, elem_id="column")
        usual = gr.Dropdown([], label="Usual column", min_width=120, elem_id="usual-column")
    wanted = add_wanted(bench, "table-")
    return upload, [column, usual], [wanted.usual, wanted.target, posts]


def _example(bench: Bench) -> str:
    """A few everyday texts as a file to try."""
    path = Path(bench.tables.name) / "example.csv"
    example_table("everyday.csv").head(_SHOWN).to_csv(path, index=False)
    return str(path)


def _looked(path: str | None) -> tuple[object, object, str]:
    """The columns of a table that was uploaded, and what its text may be called."""
    if path is None:
        return gr.Dropdown(choices=[], value=None), gr.Dropdown(choices=[], value=None), _EMPTY
    try:
        file = Path(path)
        table = survey(file, format_of(file), name=file.name)
        names = list(table.columns)
        if not names:
            raise ValueError(Notice.NO_COLUMN.format(file=file.name))
        text = text_column(names)
    except Exception as error:
        return (
            gr.Dropdown(choices=[], value=None),
            gr.Dropdown(choices=[], value=None),
            problem(error),
        )
    rows = Notice.TABLE_READ.format(file=file.name, rows=f"{table.rows:,}")
    said = notice(rows, kind="plain", title="Read.")
    return (
        gr.Dropdown(choices=names, value=text),
        gr.Dropdown(choices=[_NONE, *names], value=_NONE),
        said,
    )


def _run(bench: Bench, stop: threading.Event, *inputs: *_Typed) -> Iterator[tuple[object, ...]]:
    """First that it has begun, then how far it is, at last the preview and the file."""
    hidden = gr.DownloadButton(visible=False)
    idle = gr.Button(_START, interactive=True), gr.Button(visible=False)
    working = (
        gr.Button("Working…", interactive=False),
        gr.Button("Stop", visible=True, interactive=True),
    )
    try:
        batch = _batch(bench, *inputs)
        for state in watch(batch, stop, lock=bench.table_lock):
            if isinstance(state, Summary):
                yield _report(batch, state, bench.engine.kind), _download(batch.output), *idle
                shutil.rmtree(batch.output.parent)  # Gradio keeps the copy that it serves
            elif state.stopped:
                yield *_stopped(batch, state, bench.engine.kind), *idle
            else:
                yield _progress(state), hidden, *working
    except Exception as error:
        yield problem(error), hidden, *idle


def _batch(
    bench: Bench,
    path: str | None,
    column: str | None,
    usual_column: str | None,
    usual: str,
    target: str,
    posts: PostsFile | None,
    relation: str,
    keep: str,
    effort: str,
    bold: bool,
) -> Batch:
    if path is None or column is None:
        raise ValueError(Notice.NO_TABLE)
    of_column = None if usual_column in (None, _NONE) else usual_column
    median = None if of_column else bench.whom(usual, posts)[1]
    job = PageRows(
        _targets(bench, target, relation),
        Account(median, of_column),
        settings=replace(chosen_settings(bench, effort, bold=bold), candidates=1),
        text_column=column,
        keep=tuple(words_of(keep)),
    )
    source = Path(path)
    output = folder_of(Path(bench.tables.name), source, job, posts) / result_name(source)
    return Batch(source, output, job, bench.model, bench.heads(posts), resume=True)


def _targets(bench: Bench, target: str, relation: str) -> Targets:
    if relation == _TIMES:
        return Targets(multiply=parse_number(target, name="target"))
    return Targets((bench.goal(target, relation),))


def _download(file: Path, label: str = "Download the result") -> gr.DownloadButton:
    return gr.DownloadButton(label, value=file, visible=True)


def _progress(state: Progress) -> str:
    done, total = state.done, state.total
    share = 100 * done / total if total else 0
    said = str(Notice.READING)
    if total is not None:
        said = Notice.ROWS.format(done=f"{done:,}", total=f"{total:,}")
    return f'{busy(said)}<div class="progress"><i style="width:{share:.1f}%"></i></div>'


def _stopped(batch: Batch, state: Progress, kind: TextKind) -> tuple[str, gr.DownloadButton]:
    """What is done, and what can be done with it."""
    if not state.done:
        told = notice(Notice.STOPPED_EMPTY, kind="plain", title="Stopped.")
        return told, gr.DownloadButton(visible=False)
    file, summary = finished_rows(batch)
    done, total = f"{state.done:,}", f"{state.total or 0:,}"
    told = notice(
        Notice.STOPPED.format(done=done, total=total, button=_START),
        kind="fair",
        title="Stopped.",
    )
    return told + _preview(file, batch, summary.names, kind), _download(
        file, f"Download these {state.done:,} rows"
    )


def _report(batch: Batch, summary: Summary, kind: TextKind) -> str:
    """What came of the rows; nothing green where nothing came of any."""
    counts = ", ".join(
        f"{count:,} {_in_words(status)}" for status, count in summary.statuses.most_common()
    )
    ratio = summary.median_ratio
    gain = "" if ratio is None else Notice.GAIN.format(times=f"{ratio:.2f}")
    told = Notice.DONE.format(rows=f"{summary.rows:,}", counts=counts or "none", gain=gain)
    if summary.finished_before:
        told = str(Notice.DONE_BEFORE)
    done = summary.finished_before or any(summary.statuses[each] for each in _GOOD)
    head = {"kind": "good", "title": "Done."} if done else {"title": "Nothing was bettered."}
    told = notice(told, **{"kind": "plain", **head})
    return told + _preview(batch.output, batch, summary.names, kind)


def _in_words(status: str) -> str:
    return Status(status).said if status in list(Status) else status


def _preview(file: Path, batch: Batch, names: Mapping[str, str], kind: TextKind) -> str:
    """The first rows of a result, whose added columns have these names."""
    blocks = read_blocks(file, format_of(file), size=_SHOWN, name=file.name)
    rows = list(islice((row for block in blocks for row in block.rows), _SHOWN + 1))
    lines = "".join(
        _line(row, names, str(row.get(batch.job.columns[0]) or ""), kind) for row in rows[:_SHOWN]
    )
    left_out = len(rows) > _SHOWN
    note = f'<p class="hint">{Notice.FIRST_ROWS.format(shown=_SHOWN)}</p>' if left_out else ""
    return (
        '<div class="table"><table><thead><tr><th>Rewrite</th><th>Result</th></tr></thead>'
        f"<tbody>{lines}</tbody></table></div>{note}"
    )


def _line(written: Row, names: Mapping[str, str], text: str, kind: TextKind) -> str:
    row = {name: written[new] for name, new in names.items()}
    status = str(row["status"])
    tag = f'<b class="tag {escape(status)}">{escape(_in_words(status))}</b>'
    if status == FAILED:
        said = f"{escape(text[:200])}<small>{escape(sentence(str(row['message'])))}</small>"
        return f"<tr><td>{said}</td><td>{tag}</td></tr>"
    before, after = (amount(float(row[name])) for name in ("predicted_before", "predicted_after"))
    found = str(row["optimized_text"])
    rewrite = marked(text, found) + (actions(found, kind) if found != text else "")
    return f"<tr><td>{rewrite}</td><td>{tag}<span>{before} → {after}</span></td></tr>"
