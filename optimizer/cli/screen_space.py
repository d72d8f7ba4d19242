"""What a person sees of the space of texts: paths, samples and changes of tone."""

from collections.abc import Mapping, Sequence

from rich.console import Console
from rich.text import Text

from tweetopt.optimizer.cli.screen import marked
from tweetopt.optimizer.cli.terminal import Row, show_rows
from tweetopt.optimizer.goals import Goal
from tweetopt.optimizer.result import amount
from tweetopt.optimizer.space.interpolation import Interpolation
from tweetopt.optimizer.space.sampling import Sample
from tweetopt.optimizer.tone.change import ToneChange
from tweetopt.predictors import Prediction


def show_path(path: Interpolation, *, table: bool) -> None:
    """Print a path, neighbours of the same text folded into one row."""
    names = list(path.points[0].predictions)
    rows = []
    number = 0
    for group in path.folded():
        first, number = number, number + len(group)
        steps = str(first) if len(group) == 1 else f"{first}-{number - 1}"
        rows.append(Row(Text(group[0].text), _values(group[0].predictions, names), steps))
    console = Console()
    show_rows(console, rows, heading="Text", titles=[name.capitalize() for name in names],
              table=table)  # fmt: skip
    jump = "" if path.largest_jump != path.largest_jump else (
        f"; the largest step makes {path.largest_jump:.2f} of the way"
    )  # fmt: skip
    console.print(f"{path.distinct} different texts in {len(path.points)} points{jump}.")
    for end, text, same in zip(("start", "end"), (path.start, path.end), path.rebuilt, strict=True):
        if not same:
            console.print(Text(f"The {end} is not rebuilt to the letter: {text}", style="yellow"))


def show_samples(
    samples: Sequence[Sample],
    *,
    wanted: int,
    goals: Sequence[Goal],
    valid: list[bool] | None,
    table: bool,
) -> None:
    """Print samples with their likelihoods and predictions, and whether they are valid lines."""
    names = list(samples[0].predictions) if samples else []
    rows = [
        Row(
            Text(sample.text, style="" if sample.met else "dim"),
            [
                f"{sample.log_prob:.2f}",
                f"{sample.fluency:.2f}",
                *_values(sample.predictions, names),
            ],
        )
        for sample in samples
    ]
    console = Console()
    titles = ("Log p", "Reads", *map(str.capitalize, names))
    show_rows(console, rows, heading="Text", titles=titles, table=table)
    console.print(
        "How likely the words are: log p, where the text was drawn; reads, anywhere. Nearer to 0 "
        "is likelier."
    )
    if goals:
        met = sum(sample.met for sample in samples)
        bad = sum(not sample.reads for sample in samples)
        but = f"; {bad} read badly, and count as missed whatever is predicted" if bad else ""
        wanted_of_them = " and ".join(map(str, goals))
        console.print(
            f"{met} of {len(samples)} meet {wanted_of_them}, as they are written{but}.",
            soft_wrap=True,
        )
    if valid is not None:
        console.print(f"{sum(valid)} of {len(valid)} are valid lines of Python.")
    if len(samples) < wanted:
        console.print(
            Text(f"Only {len(samples)} different texts were found, of {wanted}.", style="yellow")
        )


def show_change(change: ToneChange, *, tone: str, table: bool) -> None:
    """Print a text's changes of tone."""
    console = Console()
    console.print(Text("Original", style="bold"))
    console.print(Text(change.text), soft_wrap=True)
    if change.candidates:
        console.print(Text("\nRewrites", style="bold"))
    rows = [
        Row(
            marked(change.text, candidate.text),
            (f"{change.tone:.2f} → {candidate.tone:.2f}", f"{candidate.similarity:.2f}"),
        )
        for candidate in change.candidates
    ]
    titles = (f"{tone.capitalize()}, share", "Simil.")
    show_rows(console, rows, heading="Rewrite, changed words marked", titles=titles,
              table=table)  # fmt: skip
    console.print(f"\n{change.message}")


def _values(predictions: Mapping[str, Prediction], names: Sequence[str]) -> list[str]:
    return [amount(predictions[name].value) if name in predictions else "-" for name in names]
