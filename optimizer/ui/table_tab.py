"""Whole tables: upload, watch, download. The work is `optimize batch`'s own."""

import shutil
import threading
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields, replace
from html import escape
from itertools import islice
from pathlib import Path

import gradio as gr

from tweetopt.datasets.blocks import Row, read_blocks, survey
from tweetopt.datasets.formats import format_of
from tweetopt.optimizer.batch.checks import Batch
from tweetopt.optimizer.batch.rows import FAILED
from tweetopt.optimizer.batch.run import Summary
from tweetopt.optimizer.batch.targets import Account, Targets
from tweetopt.optimizer.goals import parse_number
from tweetopt.optimizer.result import amount
from tweetopt.optimizer.settings import Effort
from tweetopt.optimizer.ui.bench import RELATIONS, SUFFIXES, Bench, read_median, text_column
from tweetopt.optimizer.ui.cards import marked
from tweetopt.optimizer.ui.controls import effort_radio
from tweetopt.optimizer.ui.notices import busy, notice, problem, sentence
from tweetopt.optimizer.ui.past_posts import usual_text
from tweetopt.optimizer.ui.table_run import (
    PageRows,
    Progress,
    finished_rows,
    folder_of,
    result_name,
    watch,
)

_SHOWN = 8
_NONE = "(none)"
_START = "Rewrite all rows"
_TIMES = "times"
_EMPTY = """<div class="empty"><b>Progress and a preview appear here.</b><p>The result has your
rows, order and columns, and adds the rewrite, what it is predicted, and how it went. A bad row
fails alone.</p></div>"""


@dataclass(frozen=True)
class _Inputs:
    """What a batch is made of, in the order in which `_batch` takes it."""

    upload: gr.File
    column: gr.Dropdown
    usual: gr.Dropdown
    wanted: gr.Radio
    value: gr.Textbox
    times: gr.Textbox
    median: gr.Textbox
    effort: gr.Radio


def add_table_tab(bench: Bench) -> None:
    """Build the tab."""
    with gr.Row(elem_classes="two"):
        with gr.Column(scale=5, min_width=320, elem_classes="compose"):
            inputs = _add_inputs(bench)
            start = gr.Button(_START, variant="primary", elem_classes="go", elem_id="run")
            stop = gr.Button("Stop", visible=False, elem_id="stop")
        with gr.Column(scale=7, min_width=320):
            told = gr.HTML(_EMPTY, elem_id="table-results")
            download = gr.DownloadButton(visible=False, variant="primary", elem_id="download")

    stops: dict[str, threading.Event] = {}  # by session

    def run(request: gr.Request, *values: object) -> Iterator[tuple[object, ...]]:
        session = request.session_hash or ""
        stops[session] = threading.Event()
        try:
            yield from _run(bench, stops[session], *values)
        finally:
            stops.pop(session, None)

    def end(request: gr.Request) -> tuple[object, object]:
        if session := stops.get(request.session_hash or ""):
            session.set()
        return busy("Stopping: the rows at hand are finished first…"), gr.Button(interactive=False)

    columns = [inputs.column, inputs.usual, told]
    inputs.upload.change(
        _looked, inputs.upload, columns, show_progress="hidden", api_visibility="private"
    )
    start.click(
        run,
        [getattr(inputs, each.name) for each in fields(inputs)],
        [told, download, start, stop],
        show_progress="hidden",
        api_visibility="private",
    )
    stop.click(
        end, None, [told, stop], queue=False, show_progress="hidden", api_visibility="private"
    )


def _add_inputs(bench: Bench) -> _Inputs:
    """Build what is asked for: the table, its columns, the goal and the effort."""
    upload = gr.File(
        label="Table: CSV, TSV, JSON lines or Parquet",
        file_types=SUFFIXES,
        height=150,
        elem_id="upload",
    )
    with gr.Row():
        column = gr.Dropdown([], label="Text column", min_width=140, elem_id="column")
        usual = gr.Dropdown([], label="Median column", min_width=140, elem_id="usual-column")
    wanted = gr.Radio(
        [*RELATIONS, ("Times predicted", _TIMES)],
        value=RELATIONS[0][1],
        label=f"{bench.predictor.info.unit.capitalize()} of each row should be",
        elem_id="wanted",
        elem_classes="segments",
    )
    with gr.Row():
        value = gr.Textbox("200", label="How many", min_width=120, elem_id="value")
        times = gr.Textbox(
            "1.5", label="How many times", min_width=120, visible=False, elem_id="times"
        )
        median = gr.Textbox(
            label="Account median",
            value=usual_text(bench),
            placeholder="unknown",
            min_width=120,
            elem_id="table-median",
        )
    wanted.change(
        lambda kind: (gr.Textbox(visible=kind != _TIMES), gr.Textbox(visible=kind == _TIMES)),
        wanted,
        [value, times],
        show_progress="hidden",
        api_visibility="private",
    )
    effort = effort_radio(elem_id="table-effort")
    return _Inputs(upload, column, usual, wanted, value, times, median, effort)


def _looked(path: str | None) -> tuple[object, object, str]:
    """The columns of a table that was uploaded, and what its text may be called."""
    if path is None:
        return gr.Dropdown(choices=[], value=None), gr.Dropdown(choices=[], value=None), _EMPTY
    try:
        file = Path(path)
        table = survey(file, format_of(file), name=file.name)
        names = list(table.columns)
        if not names:
            raise ValueError(f"{file.name}: expected a table with a column of texts, got none")
        text = text_column(names)
    except Exception as error:
        return (
            gr.Dropdown(choices=[], value=None),
            gr.Dropdown(choices=[], value=None),
            problem(error),
        )
    said = notice(f"{file.name}: {table.rows:,} rows.", kind="plain", title="Read.")
    return (
        gr.Dropdown(choices=names, value=text),
        gr.Dropdown(choices=[_NONE, *names], value=_NONE),
        said,
    )


def _run(bench: Bench, stop: threading.Event, *inputs: object) -> Iterator[tuple[object, ...]]:
    """First that it has begun, then how far it is, at last the preview and the file."""
    hidden = gr.DownloadButton(visible=False)
    idle = gr.Button(_START, interactive=True), gr.Button(visible=False)
    working = (
        gr.Button("Working…", interactive=False),
        gr.Button("Stop", visible=True, interactive=True),
    )
    try:
        batch = _batch(bench, *inputs)  # type: ignore[arg-type]
        for state in watch(batch, stop, lock=bench.table_lock):
            if isinstance(state, Summary):
                yield _report(batch, state), _download(batch.output), *idle
                shutil.rmtree(batch.output.parent)  # Gradio keeps the copy that it serves
            elif state.stopped:
                yield *_stopped(batch, state), *idle
            else:
                yield _progress(state), hidden, *working
    except Exception as error:
        yield problem(error), hidden, *idle


def _batch(
    bench: Bench,
    path: str | None,
    column: str | None,
    usual_column: str | None,
    wanted: str,
    value: str,
    times: str,
    usual: str,
    effort: str,
) -> Batch:
    if path is None or column is None:
        raise ValueError("choose a table first")
    name, typed = ("times", times) if wanted == _TIMES else ("target", value)
    number = parse_number(typed, name=name)
    account = Account(read_median(usual), None if usual_column in (None, _NONE) else usual_column)
    targets = Targets(() if wanted == _TIMES else (bench.goal(number, wanted),),
                      multiply=number if wanted == _TIMES else None)  # fmt: skip
    settings = replace(bench.settings, candidates=1, effort=Effort(effort))
    job = PageRows(targets, account, settings=settings, text_column=column)
    source = Path(path)
    output = folder_of(Path(bench.tables.name), source, job) / result_name(source)
    return Batch(source, output, job, bench.model, bench.predictors, resume=True)


def _download(file: Path, label: str = "Download the result") -> gr.DownloadButton:
    return gr.DownloadButton(label, value=file, visible=True)


def _progress(state: Progress) -> str:
    done, total = state.done, state.total
    share = 100 * done / total if total else 0
    said = f"{done:,} of {total:,} rows" if total is not None else "Reading the table…"
    return f'{busy(said)}<div class="progress"><i style="width:{share:.1f}%"></i></div>'


def _stopped(batch: Batch, state: Progress) -> tuple[str, gr.DownloadButton]:
    """What is done, and what can be done with it."""
    if not state.done:
        told = notice("No row was done yet.", kind="plain", title="Stopped.")
        return told, gr.DownloadButton(visible=False)
    file, summary = finished_rows(batch)
    told = notice(
        f"{state.done:,} of {state.total or 0:,} rows are done, and kept while this page is "
        f"served: “{_START}” with the same settings goes on from there.",
        kind="fair",
        title="Stopped.",
    )
    return told + _preview(file, batch, summary.names), _download(
        file, f"Download these {state.done:,} rows"
    )


def _report(batch: Batch, summary: Summary) -> str:
    counts = ", ".join(f"{count:,} {status}" for status, count in summary.statuses.most_common())
    ratio = summary.median_ratio
    gain = "" if ratio is None else f" Median prediction: {ratio:.2f} times the original's."
    told = f"{summary.rows:,} rows: {counts or 'none'}.{gain}"
    if summary.finished_before:
        told = "All rows were done before."
    return notice(told, kind="good", title="Done.") + _preview(batch.output, batch, summary.names)


def _preview(file: Path, batch: Batch, names: Mapping[str, str]) -> str:
    """The first rows of a result, whose added columns have these names."""
    blocks = read_blocks(file, format_of(file), size=_SHOWN, name=file.name)
    rows = list(islice((row for block in blocks for row in block.rows), _SHOWN + 1))
    lines = "".join(
        _line(row, names, str(row.get(batch.job.columns[0]) or "")) for row in rows[:_SHOWN]
    )
    left_out = len(rows) > _SHOWN
    note = (
        f'<p class="hint">The first {_SHOWN} rows; the file has them all.</p>' if left_out else ""
    )
    return (
        '<div class="table"><table><thead><tr><th>Rewrite</th><th>Result</th></tr></thead>'
        f"<tbody>{lines}</tbody></table></div>{note}"
    )


def _line(written: Row, names: Mapping[str, str], text: str) -> str:
    row = {name: written[new] for name, new in names.items()}
    status = str(row["status"])
    tag = f'<b class="tag {escape(status)}">{escape(status)}</b>'
    if status == FAILED:
        said = f"{escape(text[:200])}<small>{escape(sentence(str(row['message'])))}</small>"
        return f"<tr><td>{said}</td><td>{tag}</td></tr>"
    before, after = (amount(float(row[name])) for name in ("predicted_before", "predicted_after"))
    rewrite = marked(text, str(row["optimized_text"]))
    return f"<tr><td>{rewrite}</td><td>{tag}<span>{before} → {after}</span></td></tr>"
