"""A text in another tone."""

from functools import lru_cache
from html import escape

import gradio as gr

from tweetopt.datasets import TextKind
from tweetopt.optimizer.settings import Settings
from tweetopt.optimizer.space.background import example_table
from tweetopt.optimizer.tone.change import ToneChange, change_tone
from tweetopt.optimizer.tone.directions import ToneDirection, learn_tone
from tweetopt.optimizer.tone.moves import ToneMethod
from tweetopt.optimizer.ui.cards import actions, badge_html, marked
from tweetopt.optimizer.ui.notices import Notice, notice, problem
from tweetopt.optimizer.ui.workbench import Bench

_OWN = "glad"
_METHODS = [
    ("Words", ToneMethod.WORDS.value),
    ("Search", ToneMethod.SEARCH.value),
]
_EMPTY = """<div class="empty"><b>Rewrites appear here.</b><p>The built-in tone was learned from a
few dozen pairs of sentences. Your own: <code>optimize tone learn</code>, then
<code>optimize ui --tone DIR</code>.</p></div>"""


def add_tone_tab(bench: Bench) -> None:
    """Build the tab."""

    @lru_cache
    def direction(name: str) -> ToneDirection:
        return _direction(bench, name)

    def change(text: str, name: str, strength: float, method: str) -> str:
        try:
            if not text.strip():
                raise ValueError(Notice.NO_TEXT.format(noun="text"))
            autoencoder = bench.engine.autoencoder
            text = bench.engine.kind.clean(text).strip()
            autoencoder.check_lengths([text])
            with bench.lock:
                (found,) = change_tone(
                    [text],
                    direction(name),
                    autoencoder=autoencoder,
                    method=ToneMethod(method),
                    strength=strength,
                    settings=Settings(),
                )
        except Exception as error:
            return problem(error)
        return change_html(found, tone=name, kind=bench.engine.kind)

    with gr.Row(elem_classes="two"):
        with gr.Column(scale=5, min_width=320, elem_classes="compose"):
            inputs = _add_inputs(bench)
            go = gr.Button(
                "Change the tone", variant="primary", elem_classes="go", elem_id="change"
            )
        with gr.Column(scale=7, min_width=320):
            shown = gr.HTML(_EMPTY, elem_id="tones")
    go.click(change, inputs, shown, show_progress="minimal", api_visibility="private")


def _add_inputs(bench: Bench) -> list[gr.components.Component]:
    """Build what is asked for: the text, the tone, its strength and the method."""
    text = gr.Textbox(
        label="Text", lines=4, elem_id="tone-text", placeholder="I hate this coffee place"
    )
    name = gr.Dropdown([_OWN, *bench.tones], value=_OWN, label="Tone", elem_id="tone-name")
    strength = gr.Slider(
        -2,
        2,
        1,
        step=0.25,
        label="Strength",
        info="1: as the tone's own texts; -1: as those of its opposite.",
        buttons=[],
        elem_id="strength",
    )
    method = gr.Radio(
        _METHODS,
        value=ToneMethod.WORDS.value,
        label="By",
        info="Words: single words give way. Search: whole wordings are looked for.",
        elem_classes="segments",
        elem_id="method",
    )
    return [text, name, strength, method]


def _direction(bench: Bench, name: str) -> ToneDirection:
    """A tone by its name; our own is learned when it is first asked for."""
    autoencoder = bench.engine.autoencoder
    if name in bench.tones:
        return ToneDirection.load(bench.tones[name], fingerprint=autoencoder.fingerprint)
    table = example_table("tones.csv")
    is_glad = table["glad"] == 1
    return learn_tone(
        table["text"][~is_glad].tolist(),
        table["text"][is_glad].tolist(),
        autoencoder=autoencoder,
        name=_OWN,
        paired=True,
    )


def change_html(change: ToneChange, *, tone: str, kind: TextKind) -> str:
    """What came of a text, a card for each rewrite."""
    told = notice(change.message, kind="good" if change.candidates else "plain")
    cards = "".join(
        f'<article class="card{" best" if number == 1 else ""}"><header>'
        f"{badge_html(number, best=number == 1)}</header>"
        f'<p class="text">{marked(change.text, each.text)}</p>'
        f'<p class="hint">{change.tone:.0%} → {each.tone:.0%} {escape(tone)} · '
        f"{each.similarity:.0%} alike</p>{actions(each.text, kind)}</article>"
        for number, each in enumerate(change.candidates, 1)
    )
    return f'{told}<div class="cards">{cards}</div>'
