"""`optimize tone learn`: what tells texts of two tones apart."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from tweetopt.optimizer.cli import options

if TYPE_CHECKING:  # --help waits for none of it
    from tweetopt.optimizer.tone.directions import ToneCard


def learn(
    out: options.Out,
    from_: Annotated[
        Path | None, typer.Option("--from", help="A table of texts of the tone to leave.")
    ] = None,
    to: Annotated[Path | None, typer.Option(help="A table of texts of the tone wanted.")] = None,
    paired: Annotated[
        bool, typer.Option("--paired", help="Row n of both says the same in each tone.")
    ] = False,
    data: Annotated[Path | None, typer.Option(help="Or one table with both tones.")] = None,
    label: Annotated[str | None, typer.Option(help="Its column that tells them apart.")] = None,
    toward: Annotated[
        str | None, typer.Option(help="The label of the tone wanted; the higher one by default.")
    ] = None,
    name: Annotated[str | None, typer.Option(help="What to call the tone.")] = None,
    model: options.Model = options.DEFAULT_MODEL,
    text_column: options.TextColumn = "text",
    max_rows: options.MaxRows = 40_000,
) -> None:
    """Learn a tone from a table for each of two tones, from pairs, or from a table with labels."""
    files, labels = (from_ is not None and to is not None), (data is not None and bool(label))
    if files == labels or (from_ is None) != (to is None) or (data is None) != (label is None):
        raise ValueError(
            "tone learn: expected --from FILE and --to FILE, or --data FILE and --label COLUMN"
        )
    from tweetopt.datasets import find_kind
    from tweetopt.optimizer.cli.progress import busy
    from tweetopt.vae.folders import check_output_folder

    check_output_folder(out)
    if paired and data is not None:
        raise ValueError("--paired: expected --from FILE and --to FILE, got --data")
    options.quiet_libraries()
    with busy("Loading the model"):
        from tweetopt.optimizer.tone.directions import learn_tone
        from tweetopt.optimizer.tone.tables import read_labelled_tones, read_tone_files
        from tweetopt.vae import TextAutoencoder

        autoencoder = TextAutoencoder.from_pretrained(model)
    kind = find_kind(autoencoder.kind)
    if data is not None:
        texts = read_labelled_tones(
            data, kind=kind, column=text_column, label=label or "", toward=toward, most=max_rows
        )
    else:
        texts = read_tone_files(
            from_ or Path(), to or Path(), kind=kind, column=text_column, most=max_rows,
            paired=paired,
        )  # fmt: skip
    called = name or texts.name
    with busy(f"Learning from {len(texts.away) + len(texts.toward):,} texts"):
        tone = learn_tone(
            texts.away, texts.toward, autoencoder=autoencoder, name=called, paired=paired
        )
    tone.save(out)
    print(_learned(tone.card, out))


def _learned(card: "ToneCard", out: Path) -> str:
    """What was learned, and how well, in a sentence."""
    measured = (
        "too few texts to hold some out and measure it"
        if card.accuracy != card.accuracy
        else f"of texts held out, the model tells {card.accuracy:.1%} apart, words alone "
        f"{card.accuracy_words:.1%}"
    )
    return f"Learned {card.name!r} from {card.texts:,} texts into {out}: {measured}."
