"""The page's pieces of HTML: the line under the text, and a card for each version."""

import math
from collections.abc import Mapping, Sequence
from html import escape
from urllib.parse import quote

from tweetopt.datasets import TextKind
from tweetopt.optimizer.explaining.explanation import Contribution
from tweetopt.optimizer.result import Candidate, OptimizationResult, Status, amount, audience
from tweetopt.optimizer.settings import OWN_WRITERS
from tweetopt.optimizer.ui.notices import Notice, notice, sentence
from tweetopt.optimizer.words.differences import Change, differences
from tweetopt.predictors import Prediction, PropertyPredictor

Words = Sequence[Contribution]
Why = Mapping[str, tuple[Words, Words]]
"""Of each version, its own words that count most, and those that went and counted against it."""

_KINDS = {
    Status.REACHED: "good",
    Status.CLOSER: "good",
    Status.ABOUT_THE_SAME: "plain",
    Status.NO_REWRITE: "plain",
    Status.ALREADY_THERE: "good",
}
_TAGS = {Change.KEPT: "", Change.ADDED: "ins", Change.DROPPED: "del", Change.MOVED: ""}
_ORDER = (
    "★ is the smallest change that gets most of what any gets; the others follow from the smallest "
    "to the boldest. All gains are against your text."
)


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


def actions(text: str, kind: TextKind) -> str:
    """What can be done with a text: copy it, go on from it, post it; the page's script does it."""
    said = escape(text)
    post = ""
    if kind.composer:
        address = escape(kind.composer + quote(text, safe=""))
        post = (
            f'<a class="action" href="{address}" target="_blank" rel="noopener noreferrer">Post'
            '<span class="unseen"> (opens another site)</span></a>'
        )
    return (
        f'<div class="actions"><button type="button" class="action copy" data-copy="{said}">Copy'
        f'</button><button type="button" class="action" data-use="{said}">Use this</button>{post}'
        "</div>"
    )


def length_html(text: str, kind: TextKind) -> str:
    """How many more characters may be posted; nothing where there is no limit."""
    if kind.longest is None:
        return ""
    left = kind.longest - kind.length(text)
    state = "over" if left < 0 else "near" if left <= 20 else ""
    said = f"{-left:,} too many" if left < 0 else f"{left:,} left"
    return f'<span class="left {state}" title="of {kind.longest}">{said}</span>'


def live_html(
    text: str,
    prediction: Prediction | None,
    *,
    kind: TextKind,
    predictor: PropertyPredictor,
    median: float | None = None,
    problem: str = "",
) -> str:
    """What is said under the text while it is typed."""
    if prediction is None:
        told = (
            f'<p class="hint{" bad" if problem else ""}">{escape(problem or Notice.INVITATION)}</p>'
        )
    else:
        told = _predicted(prediction, predictor, median)
    return f'<div class="live">{told}{length_html(text, kind)}</div>'


def _predicted(prediction: Prediction, predictor: PropertyPredictor, median: float | None) -> str:
    """A number that means something, or how to get one."""
    unit = escape(predictor.info.unit)
    ends = "" if math.isnan(prediction.low) else (
        f", {amount(prediction.low)} to {amount(prediction.high)} in 9 of 10 cases"
    )  # fmt: skip
    ends += " (a guess: it is unlike the texts learned from)" if prediction.guess else ""
    whom = audience(predictor, median)
    if whom and median is None:
        return (
            f'<p class="hint">{Notice.SAY_USUAL.format(unit=unit)} <small>For {whom}: '
            f"{amount(prediction.value)}{ends}.</small></p>"
        )
    told = f" <small>For {escape(whom)}.</small>" if whom else ""
    return (
        f'<p class="hint"><strong>{amount(prediction.value)}</strong> {unit} predicted{ends}.{told}'
        "</p>"
    )


def result_html(
    result: OptimizationResult,
    *,
    predictor: PropertyPredictor,
    kind: TextKind,
    median: float | None = None,
    why: Why | None = None,
) -> str:
    """A text's story: what came of it, a card for each version, and small tweaks in one line.

    Args:
        result: The story.
        predictor: Of the property that is shown.
        kind: What the text is.
        median: What its account usually gets; the numbers of an unknown one say little, and its
            cards have none.
        why: What the words do that came and went.
    """
    told = notice(sentence(result.message), kind=_KINDS[result.status])
    notes = " ".join(map(sentence, result.notes))
    told += f'<p class="hint notes">{escape(notes)}</p>' if notes else ""
    versions = [*result.candidates, *result.alternatives]
    cards = [
        _card(
            number,
            candidate,
            result,
            kind=kind,
            facts=_facts(candidate, result, predictor, median),
            why=why,
        )
        for number, candidate in enumerate(versions, 1)
    ]
    shown = len(result.candidates)
    order = f'<p class="hint order">{_ORDER}</p>' if shown > 1 else ""
    more = "<h3>Other versions, predicted about the same</h3>" if cards[shown:] else ""
    tweaks = _tweaks(result, kind) if result.tweaks else ""
    return (
        f"<h2 class=unseen>What came of it</h2>{told}{order}"
        f'<div class="cards">{"".join([*cards[:shown], more, *cards[shown:]])}</div>{tweaks}'
    )


def _tweaks(result: OptimizationResult, kind: TextKind) -> str:
    """Small tweaks in one line, with what they do together."""
    assert result.tweaks
    gain = "" if result.tweaks.gain is None else f", {result.tweaks.gain:.2f}× together"
    return (
        f'<div class="tweaks"><p><b>Small tweaks{gain}:</b> '
        f"{marked(result.text, result.tweaks.text)}</p>{actions(result.tweaks.text, kind)}</div>"
    )


def _card(
    number: int,
    candidate: Candidate,
    result: OptimizationResult,
    *,
    kind: TextKind,
    facts: str,
    why: Why | None,
) -> str:
    best = candidate in result.candidates[:1]
    badge = badge_html(number if not best else 1, best=best)
    gain = "" if candidate.gain is None else f'<span class="times">{candidate.gain:.2f}×</span>'
    because = _because(*(why or {}).get(candidate.text, ((), ())))
    return (
        f'<article class="card{" best" if best else ""}"><header>{badge}{gain}</header>'
        f'<p class="text">{marked(result.text, candidate.text)}</p>'
        f'<p class="hint">{facts}</p>{because}'
        f"{actions(candidate.text, kind)}</article>"
    )


def _because(come: Words, gone: Words) -> str:
    told = [f"“{escape(each.text)}” {each.effect.said}" for each in come]
    told += [f"no more “{escape(each.text)}” ({each.effect.said})" for each in gone]
    return f'<p class="hint why">Why: {", ".join(told)}</p>' if told else ""


def badge_html(number: int, *, best: bool) -> str:
    """A version's number; the first one's is a star."""
    if best:
        return '<span class="star">★ Recommended</span>'
    return f'<span class="nth">Version {number}</span>'


def _facts(
    candidate: Candidate,
    result: OptimizationResult,
    predictor: PropertyPredictor,
    median: float | None,
) -> str:
    """The figures in one quiet line."""
    name = predictor.info.name
    before, after = result.original[name], candidate.predictions[name]
    facts = []
    if candidate.better is not None:
        facts.append(f"Does better than yours {candidate.better:.0%} of the time")
    if median is not None or not predictor.info.by_account:
        unit = escape(predictor.info.unit)
        facts.append(f"{amount(before.value)} → {amount(after.value)} {unit}")
        if math.isfinite(after.low):
            facts.append(f"{amount(after.low)} to {amount(after.high)} in 9 of 10 cases")
    known = " in meaning" if candidate.meaning is not None else ""
    facts.append(f"{candidate.alike:.0%} alike{known}")
    facts.append(f"{candidate.weighted_length} characters")
    if not set(candidate.writer.split(" + ")) <= set(OWN_WRITERS):
        facts.append(f"by {escape(candidate.writer)}")
    return " · ".join(facts)
