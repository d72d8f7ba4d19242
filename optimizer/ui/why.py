"""Two folds under a text: why its number, and what would change it; and another draft beside it."""

from collections.abc import Sequence
from html import escape
from typing import Any

import gradio as gr

from tweetopt.datasets import TextKind
from tweetopt.optimizer.explaining.comparing import Comparison, compare_texts
from tweetopt.optimizer.explaining.explanation import Contribution, Explanation, explain_texts
from tweetopt.optimizer.explaining.moves import all_moves
from tweetopt.optimizer.explaining.suggestions import Suggestion
from tweetopt.optimizer.messages import Advice, Compared
from tweetopt.optimizer.result import amount
from tweetopt.optimizer.ui.cards import actions, marked
from tweetopt.optimizer.ui.notices import Notice, notice, problem
from tweetopt.optimizer.ui.workbench import Bench, PostsFile

_STRONGEST = 6
"""Words and phrases that are listed; the others are coloured in the text."""
_KINDS = {Advice.TRY: "good", Advice.PERHAPS: "plain", Advice.DISAGREE: "fair"}


def add_why(bench: Bench, typed: gr.HTML, seen: Sequence[gr.components.Component]) -> None:
    """Build the folds.

    Args:
        bench: The model.
        typed: Told when typing pauses.
        seen: The text, your usual and past posts.
    """

    def explain(is_open: bool, text: str, usual: str, posts: PostsFile | None) -> str:
        return _explained(bench, text, usual, posts) if is_open else ""

    def compare(text: str, usual: str, posts: PostsFile | None, other: str) -> str:
        return _compared(bench, text, usual, posts, other)

    quiet: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private"}
    is_open = gr.State(value=False)
    with gr.Accordion("What would change it, and why", open=False, elem_id="why") as why:
        told = gr.HTML(elem_id="why-told", min_height=0)
    why.expand(lambda: True, None, is_open, **quiet).then(explain, [is_open, *seen], told, **quiet)
    why.collapse(lambda: False, None, is_open, **quiet)
    typed.input(explain, [is_open, *seen], told, trigger_mode="multiple", **quiet)
    with gr.Accordion("Or another draft", open=False, elem_id="other"):
        other = gr.Textbox(
            label="Another draft", lines=3, show_label=False, elem_id="draft",
            placeholder="The same in other words, or something else",
        )  # fmt: skip
        start = gr.Button("Compare", elem_id="compare")
        compared = gr.HTML(elem_id="compared", min_height=0)
    gr.on([start.click, other.submit], compare, [*seen, other], compared, **quiet)


def _explained(bench: Bench, text: str, usual: str, posts: PostsFile | None) -> str:
    if not text.strip():
        return notice(Notice.NO_TEXT.format(noun=bench.engine.kind.noun), kind="plain")
    try:
        engine, median = bench.whom(usual, posts)
        (explanation,) = explain_texts(
            [text.strip()], engine=engine, account_medians=[median], moves=all_moves()
        )
    except Exception as error:
        return problem(error)
    return explanation_html(explanation, kind=engine.kind)


def _compared(bench: Bench, text: str, usual: str, posts: PostsFile | None, other: str) -> str:
    try:
        if not (text.strip() and other.strip()):
            raise ValueError(Notice.NO_DRAFTS)
        engine, median = bench.whom(usual, posts)
        drafts = [text.strip(), other.strip()]
        comparison = compare_texts(drafts, engine=engine, account_median=median)
    except Exception as error:
        return problem(error)
    return comparison_html(comparison, unit=bench.predictor.info.unit)


def explanation_html(explanation: Explanation, *, kind: TextKind) -> str:
    """What would change a prediction; then the text, its words coloured, and what counts most."""
    strongest = "".join(
        f"<li>{_word(each)} {each.effect.said}</li>" for each in explanation.strongest[:_STRONGEST]
    )
    worthy = [each for each in explanation.suggestions if each.advice in _KINDS]
    cards = "".join(_card(each, explanation.text, kind) for each in worthy)
    cards = cards or f'<p class="hint">{Notice.NO_MOVE}</p>'
    return (
        f'{cards}<p class="coloured">{_coloured(explanation)}</p><ul class="strongest">{strongest}'
        f'</ul><p class="hint">{Notice.KEY}</p>'
    )


def _coloured(explanation: Explanation) -> str:
    shown, done = "", 0
    for word in explanation.words:
        shown += escape(explanation.text[done : word.start]) + _word(word)
        done = word.end
    return shown + escape(explanation.text[done:])


def _word(each: Contribution) -> str:
    if not each.effect.clear:
        return escape(each.text)
    kind = "more" if each.effect.difference > 0 else "less"
    tip = f"{each.effect.said} with it, noise ± {each.effect.noise_said}"
    return f'<span class="{kind}" tabindex="0" data-tip="{escape(tip)}">{escape(each.text)}</span>'


def _card(each: Suggestion, text: str, kind: TextKind) -> str:
    real = "" if each.real is None else f" · real posts: {each.real_said}"
    return (
        f'<article class="move {_KINDS[each.advice]}"><header><b>'
        f"{escape(each.move.said.capitalize())}</b></header>"
        f'<p class="becomes">{marked(text, each.text)}</p>'
        f'<p class="hint">Predicted: {each.effect.said}{escape(real)}. '
        f"{escape(each.advice.value.capitalize())}.</p>"
        f"{actions(each.text, kind)}</article>"
    )


def comparison_html(comparison: Comparison, *, unit: str) -> str:
    """Which draft, by how much, and how sure."""
    best, other = comparison.drafts[:2]
    lead = other.lead
    if lead is None:
        return ""
    kind = "plain" if lead.about_the_same else "good"
    ends = " to ".join(f"{value:.2f}" for value in (lead.low, lead.high))
    said = Notice.AHEAD if lead.is_ratio else Notice.AHEAD_BY
    beside = "" if lead.chance is None else Notice.CHANCE.format(chance=f"{lead.chance:.0%}")
    told = notice(
        said.format(times=f"{lead.times:.2f}", ends=ends, beside=beside),
        kind=kind,
        title="About the same." if lead.about_the_same else "This one.",
    )
    return (
        f'{told}<p class="text">{marked(other.text, best.text)}</p><p class="hint">'
        f"{amount(best.prediction.value)} and {amount(other.prediction.value)} {escape(unit)} "
        f"predicted. {Compared.WIDE}</p>"
    )
