"""`optimize tone apply`: texts rewritten in a tone."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from tweetopt.optimizer.cli import choices, options
from tweetopt.optimizer.settings import Effort, Settings

if TYPE_CHECKING:  # --help waits for none of it
    from tweetopt.optimizer.tone.change import ToneChange


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
        choices.ToneMethod,
        typer.Option(help="Change single words, or look for whole wordings."),
    ] = "words",
    effort: options.EffortName = Effort.NORMAL,
    model: options.Model = options.DEFAULT_MODEL,
    text_column: options.TextColumn = "text",
    seed: options.Seed = 0,
    json: options.Json = False,
    table: options.AsTable = False,
) -> None:
    """Write a text in a tone; of a file, one line of output for each text."""
    if (file is None) == (text is None):
        raise ValueError("tone apply: expected either --text or a file, got both or neither")
    settings = Settings(candidates=candidates, effort=effort, seed=seed)

    from tweetopt.datasets import find_kind
    from tweetopt.datasets.readers import read_texts
    from tweetopt.optimizer.cli.progress import busy

    options.quiet_libraries()
    with busy("Loading the model"):
        from tweetopt.optimizer.tone.change import change_tone
        from tweetopt.optimizer.tone.directions import ToneDirection
        from tweetopt.optimizer.tone.moves import ToneMethod
        from tweetopt.vae import TextAutoencoder

        autoencoder = TextAutoencoder.from_pretrained(model)
    kind = find_kind(autoencoder.kind)
    if text is not None:
        texts = [kind.clean(text)]
    else:
        texts = read_texts(file or Path(), kind=kind, column=text_column)
    direction = ToneDirection.load(tone, fingerprint=autoencoder.fingerprint)
    if text is not None:
        autoencoder.check_lengths(texts)  # one bad line of many is kept, the only one refused
    with busy("Looking for rewrites"):
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
    else:
        _show(changes, tone=direction.card.name, listed=text is None, table=table)


def _show(changes: "Sequence[ToneChange]", *, tone: str, listed: bool, table: bool) -> None:
    """Print the best rewrite of each text or, of a single text, all of them."""
    if listed:
        for change in changes:
            print(" ".join(change.best.splitlines()))  # one line for each text, come what may
        return
    from tweetopt.optimizer.cli.screen_space import show_change

    show_change(changes[0], tone=tone, table=table)


def _plain(change: "ToneChange") -> dict[str, Any]:
    return {
        "text": change.text,
        "tone": change.tone,
        "best": change.best,
        "message": change.message,
        "candidates": [vars(each) for each in change.candidates],
    }
