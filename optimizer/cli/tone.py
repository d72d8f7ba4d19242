"""`optimize tone learn` and `optimize tone apply`: texts in another tone."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from tweetopt.optimizer.cli import options

if TYPE_CHECKING:  # a help text needn't wait for torch
    from tweetopt.datasets import TextKind
    from tweetopt.optimizer.tone.change import ToneChange

app = typer.Typer(help="Learn a tone, and write texts in it.", rich_markup_mode=None)


@app.command("learn")
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
    """Learn a tone from two heaps of texts, from pairs, or from one table with labels."""
    heaps, tables = (from_ is not None and to is not None), (data is not None and bool(label))
    if heaps == tables or (from_ is None) != (to is None) or (data is None) != (label is None):
        raise ValueError(
            "tone learn: expected --from FILE and --to FILE, or --data FILE and --label COLUMN"
        )
    from tweetopt.datasets import find_kind
    from tweetopt.optimizer.tone.directions import learn_tone
    from tweetopt.vae import TextAutoencoder
    from tweetopt.vae.folders import check_output_folder

    check_output_folder(out)
    if paired and data is not None:
        raise ValueError("--paired: expected --from FILE and --to FILE, got --data")
    options.quiet_libraries()
    autoencoder = TextAutoencoder.from_pretrained(model)
    kind = find_kind(autoencoder.kind)
    if data is not None and label is not None:
        low, high, found = _labelled(data, kind, label, toward, text_column, max_rows)
    else:
        low, high = (
            _texts(file or Path(), kind, text_column, max_rows, paired) for file in (from_, to)
        )
        found = to.stem if to is not None else "tone"
    tone = learn_tone(low, high, autoencoder=autoencoder, name=name or found, paired=paired)
    tone.save(out)
    told = (
        "too few texts to hold some out and measure it"
        if tone.card.accuracy != tone.card.accuracy
        else f"of held-out texts, the codes tell {tone.card.accuracy:.1%} apart, the words "
        f"{tone.card.accuracy_words:.1%}"
    )
    print(f"Learned {tone.card.name!r} from {tone.card.texts:,} texts into {out}: {told}.")


@app.command("apply")
def apply(
    tone: Annotated[Path, typer.Option(help="A folder that `tone learn` wrote.")],
    file: Annotated[
        Path | None, typer.Argument(help="A table of texts, or a .txt with one a line.")
    ] = None,
    text: Annotated[str | None, typer.Option(help="One text.")] = None,
    strength: Annotated[
        float, typer.Option(help="1 is where the tone's own texts lie; -1 is the other tone.")
    ] = 1.0,
    candidates: Annotated[int, typer.Option(help="Rewrites to show, at most.")] = 5,
    method: Annotated[
        str, typer.Option(help="words, search, boundary, logistic or mean.")
    ] = "words",
    effort: Annotated[str, typer.Option(help="draft, normal or high.")] = "normal",
    model: options.Model = options.DEFAULT_MODEL,
    text_column: options.TextColumn = "text",
    seed: Annotated[int, typer.Option(help="Of the search; the same seed, the same result.")] = 0,
    json: options.Json = False,
) -> None:
    """Write a text in a tone; of a file, one line of output for each text."""
    if (file is None) == (text is None):
        raise ValueError("tone apply: expected either --text or a file, got both or neither")
    from tweetopt.optimizer.settings import Effort, Settings

    if effort not in set(Effort):
        raise ValueError(f"--effort: expected one of {', '.join(Effort)}, got {effort!r}")
    settings = Settings(candidates=candidates, effort=Effort(effort), seed=seed)

    from tweetopt.datasets import find_kind
    from tweetopt.datasets.readers import read_texts
    from tweetopt.optimizer.tone.change import change_tone
    from tweetopt.optimizer.tone.directions import ToneDirection
    from tweetopt.optimizer.tone.moves import ToneMethod
    from tweetopt.vae import TextAutoencoder

    if method not in set(ToneMethod):
        raise ValueError(f"--method: expected one of {', '.join(ToneMethod)}, got {method!r}")
    options.quiet_libraries()
    autoencoder = TextAutoencoder.from_pretrained(model)
    kind = find_kind(autoencoder.kind)
    texts = (
        [text] if text is not None else read_texts(file or Path(), kind=kind, column=text_column)
    )
    direction = ToneDirection.load(tone, fingerprint=autoencoder.fingerprint)
    if text is not None:
        autoencoder.check_lengths([text])  # one bad line of many is kept, the only one refused
    changes = change_tone(
        texts,
        direction,
        autoencoder=autoencoder,
        method=ToneMethod(method),
        strength=strength,
        settings=settings,
    )
    if json:
        rows = [_plain(change) for change in changes]
        options.print_json(rows if text is None else rows[0])
    elif text is None:
        for change in changes:
            print(" ".join(change.best.splitlines()))  # one line for each text, come what may
    else:
        from tweetopt.optimizer.cli.screen_space import show_change

        show_change(changes[0], tone=direction.card.name)


def _plain(change: "ToneChange") -> dict[str, Any]:
    return {
        "text": change.text,
        "tone": change.tone,
        "best": change.best,
        "message": change.message,
        "candidates": [vars(each) for each in change.candidates],
    }


def _texts(
    file: Path, kind: "TextKind", column: str, most: int | None, in_order: bool
) -> list[str]:
    from tweetopt.datasets import as_texts, read_table

    table = read_table(file, columns=[column])
    if most is not None and len(table) > most:
        table = table[:most] if in_order else table.sample(most, random_state=0)
    return [kind.clean(each) for each in as_texts(table[column])]


def _labelled(
    file: Path, kind: "TextKind", label: str, toward: str | None, column: str, most: int | None
) -> tuple[list[str], list[str], str]:
    """The texts without and with the label wanted, and what to call the tone."""
    from tweetopt.datasets import as_texts, read_table

    table = read_table(file, columns=[column, label]).dropna(subset=[label])
    values = sorted(table[label].unique().tolist())
    names = [f"{value:g}" if isinstance(value, float) else str(value) for value in values]
    if len(values) != 2:
        raise ValueError(
            f"{file}: expected two different labels in column {label!r}, got {len(values)}; "
            "name another column"
        )
    wanted = names[1] if toward is None else toward
    if wanted not in names:
        raise ValueError(f"--toward: expected {names[0]} or {names[1]}, got {toward!r}")
    if most is not None and len(table) > most:
        table = table.sample(most, random_state=0)
    is_wanted = table[label] == values[names.index(wanted)]
    texts = as_texts(table[column]).map(kind.clean)
    name = label if wanted in ("1", "True") else f"{label} {wanted}"
    return texts[~is_wanted].tolist(), texts[is_wanted].tolist(), name
