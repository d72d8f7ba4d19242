"""Tables of a T5-VAE's measured figures."""

from collections.abc import Mapping, Sequence

from rich.console import Console
from rich.table import Table

from tweetopt.vae.evaluation import VAEReport
from tweetopt.vae.smoothness import TEMPERATURE, Fluency, SmoothnessReport
from tweetopt.vae.validity import Validity

COLLAPSED = (
    "The code has collapsed: the decoder writes nearly the same from another text's code. Train "
    "longer, or again with a lower --latent-noise, a higher --hints or a higher --token-drop."
)


def show_vae_report(report: VAEReport) -> None:
    """Print reconstruction by length, then the health of the codes."""
    console = Console()
    table = _table(
        "Reconstruction of unseen texts",
        ("Tokens", "Texts", "F1", "Exact", "BLEU", "F1 refined", "Exact refined",
         "BLEU refined", "NLL", "NLL, other code"),
    )  # fmt: skip
    for band in report.bands:
        low, high = band.tokens
        fidelity = (*vars(band.one_shot).values(), *vars(band.refined).values())
        table.add_row(
            f"{low} to {high}",
            f"{band.texts:,}",
            *(f"{value:.3f}" for value in fidelity),
            f"{band.use.nll:.2f}",
            f"{band.use.nll_shuffled:.2f}",
        )
    console.print(table)
    console.print(
        f"Refined: ten gradient steps. Active units {report.use.active_units} of "
        f"{report.use.latent_dim}; mean deviation {report.latent_std:.2f} (prior 0.63); MMD "
        f"{report.mmd:.4f}; {report.too_long:,} texts too long, left out."
    )
    if report.use.collapsed:
        console.print(COLLAPSED)


def show_smoothness(report: SmoothnessReport) -> None:
    """Print the ladder of steps, then what is written from elsewhere in the space."""
    console = Console()
    ladder = _table(
        "A random step away from a text's code",
        ("Step", "chrF", "F1", "Unchanged", "Perplexity", "Unknown words"),
    )
    for step in report.ladder:
        figures = (step.chrf, step.f1, step.unchanged)
        ladder.add_row(
            f"{step.size:g}", *(f"{value:.2f}" for value in figures), *_reading(step.fluency)
        )
    console.print(ladder)
    written = _table(
        "Written from elsewhere", ("", "Perplexity", "Unknown words", "Distinct"), first="left"
    )
    for name, fluency in (*report.written.items(), ("real texts", report.real)):
        written.add_row(name, *_reading(fluency), f"{fluency.distinct:.0%}")
    console.print(written)
    console.print(
        "Step: in units of a prior sample's norm. Perplexity: by a word trigram model of the "
        "training texts, over that of real unseen texts. Unknown words: share of words that "
        f"occur nowhere in the training texts. Drawn: at temperature {TEMPERATURE}."
    )


def show_validity(validity: Mapping[str, Validity]) -> None:
    """Print how much of what a model writes is valid Python."""
    table = _table("Python lines", ("", "Lines", "Valid", "Distinct", "New"), first="left")
    for name, each in validity.items():
        shares = (each.valid, each.distinct, each.new)
        table.add_row(name, f"{each.lines:,}", *(f"{share:.1%}" for share in shares))
    Console().print(table)


def _reading(fluency: Fluency) -> tuple[str, str]:
    return f"{fluency.perplexity_ratio:.2f}x", f"{fluency.unknown_words:.1%}"


def _table(title: str, columns: Sequence[str], *, first: str = "right") -> Table:
    table = Table(title=title, title_justify="left")
    for number, column in enumerate(columns):
        left = number == 0 and first == "left"
        table.add_column(column, justify="left" if left else "right", no_wrap=left)
    return table
