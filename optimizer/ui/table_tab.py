"""Whole tables: upload, watch, download. The work is `optimize batch`'s own."""

import queue
import tempfile
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from html import escape
from itertools import islice
from pathlib import Path
from typing import ClassVar

import gradio as gr
import torch

from tweetopt.datasets.blocks import Row, read_blocks, survey
from tweetopt.datasets.formats import format_of
from tweetopt.optimizer.batch import Summary, run_batch
from tweetopt.optimizer.batch_checks import Batch
from tweetopt.optimizer.goals import parse_number
from tweetopt.optimizer.result import amount
from tweetopt.optimizer.rows import FAILED, OptimizeRows
from tweetopt.optimizer.settings import Effort, Settings
from tweetopt.optimizer.targets import Account, Targets
from tweetopt.optimizer.ui.bench import RELATIONS, Bench, read_median
from tweetopt.optimizer.ui.cards import marked
from tweetopt.optimizer.ui.notices import busy, notice, problem

_SUFFIXES = [".csv", ".tsv", ".jsonl", ".ndjson", ".parquet", ".gz", ".zst"]
_SHOWN = 8
_NONE = "(none)"
_TIMES = "times"
_EMPTY = """<div class="empty"><b>Progress and a preview appear here.</b><p>The result has your
rows, order and columns, and adds the rewrite, what it is predicted, and how it went. A bad row
fails alone.</p></div>"""


@dataclass(frozen=True)
class PageRows(OptimizeRows):
    """As in a batch of the command line, but told of more often: somebody is watching."""

    together: ClassVar[int] = 4


def add_table_tab(bench: Bench) -> None:
    """Build the tab."""
    unit = bench.predictor.unit
    with gr.Row(elem_classes="two"):
        with gr.Column(scale=5, min_width=320, elem_classes="compose"):
            upload = gr.File(
                label="Table: CSV, TSV, JSON lines or Parquet",
                file_types=_SUFFIXES,
                height=150,
                elem_id="upload",
            )
            with gr.Row():
                column = gr.Dropdown([], label="Text column", min_width=140, elem_id="column")
                usual = gr.Dropdown(
                    [], label="Median column", min_width=140, elem_id="usual-column"
                )
            wanted = gr.Radio(
                [*RELATIONS, ("Times predicted", _TIMES)],
                value=RELATIONS[0][1],
                label=f"{unit.capitalize()} of each row should be",
                elem_id="wanted",
                elem_classes="segments",
            )
            with gr.Row():
                value = gr.Textbox("200", label="How many", min_width=120, elem_id="value")
                median = gr.Textbox(
                    label="Account median",
                    placeholder="unknown",
                    min_width=120,
                    elem_id="table-median",
                )
            effort = gr.Radio(
                [(each.capitalize(), each.value) for each in Effort],
                value=Effort.NORMAL.value,
                label="Effort",
                elem_classes="segments",
                elem_id="table-effort",
            )
            start = gr.Button(
                "Rewrite all rows", variant="primary", elem_classes="go", elem_id="run"
            )
        with gr.Column(scale=7, min_width=320):
            told = gr.HTML(_EMPTY, elem_id="table-results")
            download = gr.DownloadButton(
                "Download the result", visible=False, variant="primary", elem_id="download"
            )

    def look(path: str | None) -> tuple[object, object, str]:
        return _looked(path)

    def run(*inputs: object) -> Iterator[tuple[object, ...]]:
        yield from _run(bench, *inputs)  # type: ignore[arg-type]

    upload.change(
        look, upload, [column, usual, told], show_progress="hidden", api_visibility="private"
    )
    start.click(
        run,
        [upload, column, usual, wanted, value, median, effort],
        [told, download, start],
        show_progress="hidden",
        api_visibility="private",
    )


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
        text = next((name for name in names if "text" in name.lower()), names[0])
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


def _run(
    bench: Bench,
    path: str | None,
    column: str | None,
    usual_column: str | None,
    wanted: str,
    value: str,
    usual: str,
    effort: str,
) -> Iterator[tuple[object, ...]]:
    """First that it has begun, then how far it is, at last the preview and the file."""
    hidden = gr.DownloadButton(visible=False)
    ready = gr.Button("Rewrite all rows", interactive=True)
    waiting = gr.Button("Working…", interactive=False)
    try:
        if path is None or column is None:
            raise ValueError("choose a table first")
        number = parse_number(value.replace(",", ""), name="target")
        account = Account(
            read_median(usual), None if usual_column in (None, _NONE) else usual_column
        )
        targets = (
            Targets(multiply=number) if wanted == _TIMES else Targets((bench.goal(number, wanted),))
        )
        source = Path(path)
        job = PageRows(
            targets,
            account,
            settings=Settings(candidates=1, effort=Effort(effort)),
            text_column=column,
        )
        with tempfile.TemporaryDirectory() as folder:  # Gradio keeps the copy that it serves
            output = Path(folder) / _result_name(source)
            batch = Batch(source, output, job, bench.model, bench.predictors)
            for state in _watched(batch):
                if isinstance(state, Summary):
                    done = gr.DownloadButton(value=output, visible=True)
                    yield _report(batch, state), done, ready
                else:
                    yield _progress(*state), hidden, waiting
    except Exception as error:
        yield problem(error), hidden, ready


def _watched(batch: Batch) -> Iterator[tuple[int, int | None] | Summary]:
    """Do a batch in a thread of its own; gives the rows done so far, then the summary."""
    news: queue.Queue[tuple[int, int | None] | Summary | Exception] = queue.Queue()

    def work() -> None:
        threads = torch.get_num_threads()
        try:
            news.put(run_batch(batch, on_rows=lambda done, total: news.put((done, total))))
        except Exception as error:
            news.put(error)
        finally:
            torch.set_num_threads(threads)  # a batch takes one, and leaves it at that

    yield 0, None
    threading.Thread(target=work, daemon=True).start()
    while True:
        state = news.get()
        if isinstance(state, Exception):
            raise state
        yield state
        if isinstance(state, Summary):
            return


def _result_name(source: Path) -> str:
    """The uploaded file's name with "-optimized" in front of its suffixes."""
    suffixes = "".join(source.suffixes[-2:] if source.suffix in (".gz", ".zst") else source.suffix)
    return f"{source.name.removesuffix(suffixes)}-optimized{suffixes}"


def _progress(done: int, total: int | None) -> str:
    share = 100 * done / total if total else 0
    said = f"{done:,} of {total:,} rows" if total is not None else "Reading the table…"
    return f'{busy(said)}<div class="progress"><i style="width:{share:.1f}%"></i></div>'


def _report(batch: Batch, summary: Summary) -> str:
    counts = ", ".join(f"{count:,} {status}" for status, count in summary.statuses.most_common())
    ratio = summary.median_ratio
    gain = "" if ratio is None else f" Median prediction: {ratio:.2f} times the original's."
    said = notice(f"{summary.rows:,} rows: {counts or 'none'}.{gain}", kind="good", title="Done.")
    blocks = read_blocks(batch.output, format_of(batch.output), size=_SHOWN, name=batch.output.name)
    rows = list(islice((row for block in blocks for row in block.rows), _SHOWN))
    return said + _preview(rows, batch)


def _preview(rows: list[Row], batch: Batch) -> str:
    lines = "".join(_line(row, str(row.get(batch.job.columns[0]) or "")) for row in rows)
    return (
        '<div class="table"><table><thead><tr><th>Rewrite</th><th>Result</th></tr></thead>'
        f"<tbody>{lines}</tbody></table></div>"
    )


def _line(row: Row, text: str) -> str:
    status = str(row["status"])
    tag = f'<b class="tag {escape(status)}">{escape(status)}</b>'
    if status == FAILED:
        said = f"{escape(text[:200])}<small>{escape(str(row['message']))}</small>"
        return f"<tr><td>{said}</td><td>{tag}</td></tr>"
    before, after = (amount(float(row[name])) for name in ("predicted_before", "predicted_after"))
    rewrite = marked(text, str(row["optimized_text"]))
    return f"<tr><td>{rewrite}</td><td>{tag}<span>{before} → {after}</span></td></tr>"
