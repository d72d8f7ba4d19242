"""The page: a head and a tab for each thing to do."""

from html import escape
from importlib.resources import files
from string import Template

import gradio as gr

from tweetopt.optimizer.ui.path_tab import add_path_tab
from tweetopt.optimizer.ui.table_tab import add_table_tab
from tweetopt.optimizer.ui.text_tab import add_text_tab
from tweetopt.optimizer.ui.tone_tab import add_tone_tab
from tweetopt.optimizer.ui.workbench import Bench
from tweetopt.optimizer.writers.registry import find_writer

_HEADER = """<header class="top"><div class="brand"><i class="logo" aria-hidden="true"></i>
<div><h1>tweetopt</h1><p>Your $noun, toward more $unit.$private</p></div>
</div><button type="button" class="shade" aria-label="Light or dark">◐</button></header>"""


def build_page(bench: Bench) -> gr.Blocks:
    """All of the page, ready to be served."""
    noun = bench.engine.kind.noun
    page = gr.Blocks(title="tweetopt", analytics_enabled=False, delete_cache=(3600, 86400))
    with page:
        gr.HTML(header_html(bench))
        with gr.Tabs(elem_id="tabs"):
            with gr.Tab(noun.capitalize()):
                posts = add_text_tab(bench)
            with gr.Tab("Table"):
                add_table_tab(bench, posts)
            with gr.Tab("Path"):
                add_path_tab(bench)
            with gr.Tab("Tone"):
                add_tone_tab(bench)
    return page


def header_html(bench: Bench) -> str:
    """What stands above the tabs."""
    noun, unit = bench.engine.kind.noun, bench.predictor.info.unit
    abroad = any(find_writer(each).notice for each in bench.settings.writers)
    private = "" if abroad else " Nothing leaves this machine."
    return Template(_HEADER).substitute(noun=escape(noun), unit=escape(unit), private=private)


def style() -> str:
    """The page's style sheet."""
    return _asset("style.css")


def script() -> str:
    """What the page's head gains: a script for copying, Undo, and a point's text."""
    return f"<script>{_asset('script.js')}</script>"


def _asset(name: str) -> str:
    return (files("tweetopt.optimizer.ui") / name).read_text(encoding="utf-8")
