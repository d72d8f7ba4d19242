"""The page's pieces of HTML: the line under the text, and a card for each rewrite."""

import math
from html import escape

from tweetopt.datasets import TextKind
from tweetopt.optimizer.result import Candidate, OptimizationResult, Status, amount, audience
from tweetopt.optimizer.ui.notices import notice, sentence
from tweetopt.optimizer.ui.ruler import Ruler
from tweetopt.optimizer.words.differences import Change, differences
from tweetopt.predictors import Prediction, PropertyPredictor
from tweetopt.predictors.scales import Scale

_KINDS = {
    Status.REACHED: "good",
    Status.CLOSER: "fair",
    Status.ABOUT_THE_SAME: "plain",
    Status.NO_REWRITE: "plain",
    Status.ALREADY_THERE: "good",
}
_TAGS = {Change.KEPT: "", Change.ADDED: "ins", Change.DROPPED: "del", Change.MOVED: ""}


def marked(original: str, rewrite: str) -> str:
    """A rewrite with new words marked and dropped ones struck through, as HTML."""
    return "".join(
        _tagged(piece, _TAGS[change]) for change, piece in differences(original, rewrite)
    )


def _tagged(piece: str, tag: str) -> str:
    words = piece.strip()
    if not tag or not words:
        return "" if tag == "del" else escape(piece)
    before, after = piece.split(words, 1)
    if tag == "del":  # set apart from what it stood beside
        before, after = (" ", "") if before else ("", " ")
    return f"{before}<{tag}>{escape(words)}</{tag}>{after}"


def copy_button(text: str) -> str:
    """A button that copies a text; the page's script does it."""
    return f'<button type="button" class="copy" data-copy="{escape(text)}">Copy</button>'


def length_html(text: str, kind: TextKind) -> str:
    """How many more characters may be posted; nothing where there is no limit."""
    if kind.longest is None:
        return ""
    left = kind.longest - kind.length(text)
    state = "over" if left < 0 else "near" if left <= 20 else ""
    said = f"{-left:,} too many" if left < 0 else f"{left:,} left"
    share = min(max(100 * (1 - left / kind.longest), 0), 100)
    return (
        f'<span class="left {state}" title="of {kind.longest}">'
        f'<i class="ring" style="--share:{share:.1f}%"></i>{said}</span>'
    )


def live_html(
    text: str,
    prediction: Prediction | None,
    *,
    kind: TextKind,
    predictor: PropertyPredictor,
    median: float | None = None,
    target: float | None = None,
    problem: str = "",
) -> str:
    """What is said under the text while it is typed."""
    if prediction is None:
        said = f'<p class="hint{" bad" if problem else ""}">{escape(problem or _INVITATION)}</p>'
        return f'<div class="live">{length_html(text, kind)}{said}</div>'
    whom = audience(predictor, median)
    told = f'<p class="hint">For {escape(whom)}.</p>' if whom else ""
    ruler = Ruler.fitting([prediction, *_aims(target)], scale=predictor.info.scale)
    interval = ""
    if math.isfinite(prediction.low):
        ends = f"{amount(prediction.low)} to {amount(prediction.high)}"
        interval = f'<span class="ends">90% interval: {ends}</span>'
    return (
        f'<div class="live">{length_html(text, kind)}<div class="figure"><strong>'
        f"{amount(prediction.value)}</strong> <span>{escape(predictor.info.unit)}, predicted</span>"
        f"{interval}</div>{ruler.draw(prediction, target=target)}"
        f"{told}</div>"
    )


_INVITATION = "Type a text: its prediction appears as you write."


def _aims(target: float | None) -> list[Prediction]:
    return [] if target is None else [Prediction(target, math.nan, math.nan)]


def result_html(
    result: OptimizationResult, *, predictor: PropertyPredictor, target: float | None = None
) -> str:
    """A text's story: what came of it, then a card for each rewrite."""
    told = notice(sentence(result.message), kind=_KINDS[result.status])
    before = result.original[predictor.info.name]
    versions = [*result.candidates, *result.alternatives]
    after = [candidate.predictions[predictor.info.name] for candidate in versions]
    ruler = Ruler.fitting([before, *after, *_aims(target)], scale=predictor.info.scale)
    cards = [
        _card(number, candidate, result, ruler, predictor, target)
        for number, candidate in enumerate(versions, 1)
    ]
    shown = len(result.candidates)
    more = "<h3>Other versions, not predicted to come closer</h3>" if cards[shown:] else ""
    story = "".join([*cards[:shown], more, *cards[shown:]])
    return f'{told}<div class="cards">{story}</div>{_tweaks(result)}'


def _tweaks(result: OptimizationResult) -> str:
    """The text with its small tweaks, in one line."""
    if (tweaks := result.tweaks) is None:
        return ""
    gain = "" if tweaks.gain is None else f" <b>{tweaks.gain:.2f}×</b>"
    text = marked(result.text, tweaks.text)
    return f'<p class="tweaks">Small tweaks{gain}: {text} {copy_button(tweaks.text)}</p>'


def _card(
    number: int,
    candidate: Candidate,
    result: OptimizationResult,
    ruler: Ruler,
    predictor: PropertyPredictor,
    target: float | None,
) -> str:
    before, after = (
        predictions[predictor.info.name] for predictions in (result.original, candidate.predictions)
    )
    best = candidate in result.candidates[:1]
    badge = (
        '<span class="star">★ Recommended</span>' if best else f'<span class="nth">{number}</span>'
    )
    return (
        f'<article class="card{" best" if best else ""}"><header>{badge}'
        f"{copy_button(candidate.text)}</header>"
        f'<p class="text">{marked(result.text, candidate.text)}</p>'
        f'<div class="figure"><span class="was">{amount(before.value)}</span> → '
        f"<strong>{amount(after.value)}</strong> <span>{escape(predictor.info.unit)}</span>"
        f"{_times(before, after, predictor.info.scale)}</div>"
        f"{ruler.draw(after, before=before, target=target)}"
        f'<dl class="facts">{_facts(candidate, after)}</dl></article>'
    )


def _times(before: Prediction, after: Prediction, scale: Scale) -> str:
    if scale is not Scale.LOG1P or not before.value:
        return ""
    return f'<span class="times">{after.value / before.value:.2f}×</span>'


def _facts(candidate: Candidate, after: Prediction) -> str:
    facts = {
        "Similarity": f"{candidate.similarity:.2f}",
        "Characters": f"{candidate.weighted_length}",
        "Writer": escape(candidate.writer),
    }
    if math.isfinite(after.low):
        facts = {"90% interval": f"{amount(after.low)} to {amount(after.high)}", **facts}
    return "".join(f"<div><dt>{name}</dt><dd>{fact}</dd></div>" for name, fact in facts.items())
