"""Tables of a T5-VAE's measured figures."""

from collections.abc import Mapping, Sequence

from rich.console import Console
from rich.table import Table
from rich.text import Text

from tweetopt.vae.measuring.echoes import RUN, EchoReport
from tweetopt.vae.measuring.evaluation import VAEReport
from tweetopt.vae.measuring.gist_use import GistUse
from tweetopt.vae.measuring.meaning import MeaningScores
from tweetopt.vae.measuring.smoothness import TEMPERATURE, Fluency, SmoothnessReport
from tweetopt.vae.measuring.triples import TripleReport
from tweetopt.vae.measuring.validity import Validity
from tweetopt.vae.metrics import COLLAPSED_GAP, CodeUse
from tweetopt.vae.training.held_out_effects import EffectErrors

_NAMES = {
    "prior": "random codes",
    "prior, drawn": f"random codes, words drawn at temperature {TEMPERATURE}",
    "midpoints, lerp": "halfway between two texts, straight",
    "midpoints, slerp": "halfway between two texts, on the arc",
    "samples": "random codes",
    "interpolations, lerp": "on the way between two lines, straight",
    "interpolations, slerp": "on the way between two lines, on the arc",
}


def collapse_warning(use: CodeUse, *, from_nothing: bool = False) -> str:
    """What to say, and to advise, of a model that hardly uses its code.

    Args:
        use: What the code is worth.
        from_nothing: Whether tweets were trained on without a model to start from.
    """
    first = (
        "Start from the bundled model with --base tweets, which needs minutes and not hours, or "
        "train longer"
    )
    return (
        "Warning: the code has collapsed: the decoder hardly uses it. The right code is worth "
        f"{use.gap:.2f} nats a token against another text's (at least {COLLAPSED_GAP:g} "
        f"expected), and {use.active_units} of its {use.latent_dim} numbers are in use. "
        f"{first if from_nothing else 'Train longer'}; if that is not enough, lower "
        "--latent-noise or --mmd, or raise --hints or --token-drop."
    )


def memorised_warning(effect: EffectErrors) -> str:
    """What to say, and to advise, of codes that know the training texts' own numbers."""
    return (
        "Warning: the code knows by heart what the training texts earned: its squared error is "
        f"{effect.trained:.2f} on texts that it was told of, {effect.held_out:.2f} on others "
        "(1: knows nothing). A head that learns from the same texts will predict other texts "
        "worse. Train with a lower --effect-passes, or on more texts."
    )


def show_vae_report(report: VAEReport) -> None:
    """Print reconstruction by length, then the health of the codes."""
    console = Console()
    table = _table(
        "Reconstruction of unseen texts",
        ("Tokens", "Texts", "F1", "Exact", "BLEU", "F1 refined", "Exact refined", "BLEU refined"),
    )
    worth = _table(
        "What the code is worth: nats a token", ("Tokens", "With its code", "With another's")
    )
    for band in report.bands:
        name = f"{band.tokens[0]} to {band.tokens[1]}"
        fidelity = (*vars(band.one_shot).values(), *vars(band.refined).values())
        table.add_row(name, f"{band.texts:,}", *(f"{value:.3f}" for value in fidelity))
        worth.add_row(name, f"{band.use.nll:.2f}", f"{band.use.nll_shuffled:.2f}")
    console.print(table)
    console.print(
        "F1: tokens that came back. Exact: share of texts given back whole. BLEU: runs of up to "
        "four words that came back, 0 to 1. Refined: after ten gradient steps on the code. "
        f"Left out as too long: {report.too_long:,}."
    )
    console.print(worth)
    console.print(
        "What the decoder needs to write a text, knowing its code, or another text's instead. "
        f"Numbers of the code in use: {report.use.active_units} of {report.use.latent_dim}; their "
        f"mean deviation {report.latent_std:.2f} (the prior's 0.63); distance of the codes from "
        f"the prior (MMD) {report.mmd:.4f}, 0 at best."
    )
    if report.use.collapsed:
        console.print(collapse_warning(report.use))


def show_smoothness(report: SmoothnessReport) -> None:
    """Print the ladder of steps, then what is written from elsewhere in the space."""
    console = Console()
    ladder = _table(
        f"Small steps: {report.texts:,} unseen texts, their codes moved at random",
        ("Step", "chrF", "F1", "Unchanged", "Perplexity", "Unknown words"),
    )
    for step in report.ladder:
        figures = (step.chrf, step.f1, step.unchanged)
        ladder.add_row(
            f"{step.size:g}", *(f"{value:.2f}" for value in figures), *_reading(step.fluency)
        )
    console.print(ladder)
    console.print(
        "Step: 1 is as long as a random code. chrF (characters) and F1 (tokens): likeness to the "
        "text, 0 to 1. Unchanged: written as without a step."
    )
    written = _table(
        "Far from any text: what other codes write",
        ("Codes", "Perplexity", "Unknown words", "Distinct"), first="left",
    )  # fmt: skip
    for name, fluency in report.written.items():
        written.add_row(_NAMES[name], *_reading(fluency), f"{fluency.distinct:.0%}")
    written.add_row("the unseen texts themselves", *_reading(report.real),
                    f"{report.real.distinct:.0%}")  # fmt: skip
    console.print(written)
    console.print(_judge(report))


def show_echoes(report: EchoReport) -> None:
    """Print how often a model repeats what it was trained on."""
    Console().print(
        f"Echoes: of {report.samples:,} texts of random codes, {report.prior:.1%} repeat {RUN} or "
        f"more tokens in a row of one of {report.learned_texts:,} training rows of the table; with "
        f"words drawn at temperature {TEMPERATURE} {report.drawn:.1%}; of the unseen texts "
        f"themselves, {report.real:.1%}."
    )


def show_validity(validity: Mapping[str, Validity], *, temperature: float) -> None:
    """Print how much of what a model writes is valid Python."""
    console = Console()
    table = _table(
        "Written lines that are Python", ("Codes", "Lines", "Valid", "Distinct", "New"),
        first="left",
    )  # fmt: skip
    for name, each in validity.items():
        shares = (each.valid, each.distinct, each.new)
        table.add_row(_NAMES[name], f"{each.lines:,}", *(_share(share) for share in shares))
    console.print(table)
    console.print(
        "Valid: Python parses it. Distinct: not written before. New: not among the training lines. "
        f"Random codes written at temperature {temperature:g} (0: the likeliest words); between "
        "lines, eleven points from one to the other."
    )


def show_meaning(scores: Sequence[MeaningScores], *, teacher: str) -> None:
    """Print what the codes tell of a teacher's embeddings."""
    console = Console()
    (of, baseline), *_ = {(each.of, each.baseline) for each in scores}
    table = _table(
        f"Meaning: embeddings by {teacher}, told of the codes of unseen texts",
        ("Part of the code", "Cosine", f"Right of {of:,}"), first="left",
    )  # fmt: skip
    for each in scores:
        table.add_row(each.part, f"{each.cosine:.3f}", f"{each.right:.1%}")
    console.print(table)
    console.print(
        "Cosine: of the right embedding and the one that a ridge regression, fitted on training "
        f"rows, tells of the code; told nothing, {baseline:.3f}. Right of {of:,}: how often the "
        "right one of so many is the nearest."
    )


def show_gist_use(uses: Sequence[GistUse]) -> None:
    """Print what the decoder writes as the detail is lost."""
    console = Console()
    table = _table(
        "Use of the gist: likeness in meaning of what is written to the text",
        ("Noise on detail", "Own gist", "Noisy gist", "Other gist", "To that", "Unchanged"),
    )  # fmt: skip
    for use in uses:
        cosines = (use.kept, use.moved, use.other, use.to_other)
        shown = [f"{cosine:.2f}" for cosine in cosines]
        table.add_row(f"{use.level:.1f}", *shown, f"{use.unchanged:.0%}")
    console.print(table)
    console.print(
        "Cosines of the teacher's embeddings. Where the decoder uses the gist, what it writes with "
        "the text's own is nearer than with one as noisy as the detail, and another text's pulls "
        "it to that one."
    )


def show_triples(report: TripleReport) -> None:
    """Print who finds paraphrases nearer than nearly the same words, by kind."""
    console = Console()
    table = _table(
        "Paraphrases nearer to the text than nearly the same words",
        ("What is another", "Triples", *report.nearer), first="left",
    )  # fmt: skip
    for kind, count in report.triples.items():
        shares = [f"{each.by_kind[kind]:.0%}" for each in report.nearer.values()]
        table.add_row(Text(kind), f"{count:,}", *shares)
    overall = [f"{each.overall:.1%}" for each in report.nearer.values()]
    table.add_row("all", f"{sum(report.triples.values()):,}", *overall, style="bold")
    console.print(table)
    console.print(
        "Each triple: a text, the same in other words, and nearly the same words with another "
        "meaning. chrF: by characters alone. Left out, as a text was too long or had nothing to "
        f"embed: {report.left_out:,}."
    )
    if not report.knows_meaning:
        console.print(
            "The model doesn't know what texts mean, and is left out: it has no gist that a "
            "teacher taught. Train one with: optimize train vae ... --teacher NAME."
        )


def _judge(report: SmoothnessReport) -> str:
    if not report.learned_texts:
        return (
            "Perplexity and unknown words are left out: the table has no training rows, beside "
            "those measured, to learn them from."
        )
    return (
        "Perplexity: how much a word surprises a word model, fitted on "
        f"{report.learned_texts:,} training rows of the table, over the same of the unseen texts "
        f"({report.real_perplexity:,.0f}); 1x reads like them, more reads worse, less is more of "
        "a commonplace. Unknown words: share that occur nowhere in those rows."
    )


def _reading(fluency: Fluency) -> tuple[str, str]:
    ratio = fluency.perplexity_ratio
    return "-" if ratio != ratio else f"{ratio:.2f}x", _share(fluency.unknown_words)


def _share(value: float) -> str:
    return "-" if value != value else f"{value:.1%}"


def _table(title: str, columns: Sequence[str], *, first: str = "right") -> Table:
    table = Table(title=title, title_justify="left")
    for number, column in enumerate(columns):
        left = number == 0 and first == "left"
        table.add_column(column, justify="left" if left else "right", no_wrap=not (number or left))
    return table
