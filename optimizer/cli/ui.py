"""`optimize ui`: all of it as a page in the browser."""

from pathlib import Path
from typing import Annotated

import typer

from tweetopt.optimizer.cli import account_options, options, writing
from tweetopt.optimizer.cli.groups import Writing, grouped


@grouped
def ui(
    *,
    host: Annotated[
        str, typer.Option(help="Address to serve at; 127.0.0.1 is this machine alone.")
    ] = "127.0.0.1",
    port: Annotated[
        int | None, typer.Option(min=1, max=65535, help="Port; the first free one from 7860 on.")
    ] = None,
    model: options.Model = options.DEFAULT_MODEL,
    predictor: options.Predictors = None,
    account: options.AccountName = None,
    tone: Annotated[
        list[Path] | None,
        typer.Option(metavar="DIR", help="A tone that `tone learn` wrote. Repeatable."),
    ] = None,
    proposing: Writing,
    table: Annotated[
        Path | None,
        typer.Option(
            "--map",
            metavar="FILE",
            help="Table of texts and their likes to show on the map, such as the tweets that the "
            "model was trained on; else everyday texts by their predictions.",
        ),
    ] = None,
) -> None:
    """Serve a page that does all of it; texts leave this machine only for a --writer elsewhere."""
    from importlib.util import find_spec

    if find_spec("gradio") is None:
        raise ValueError(
            'ui: expected Gradio, which is not installed; pip install ".[ui]" in tweetopt\'s folder'
        )
    from tweetopt.optimizer.cli.progress import busy
    from tweetopt.optimizer.ui.server import find_port, start

    port = find_port(host, port)
    options.quiet_libraries()
    settings = proposing.settings()
    writing.writers_of(settings)
    usual = account_options.usual_of(account_options.Whom(account=account), model, predictor)
    with busy("Starting the page"):
        running = start(
            model,
            predictors=usual.predictors,
            tones=tuple(tone or ()),
            table=table,
            settings=settings,
            host=host,
            port=port,
            account=usual.account.name if usual.account else None,
            usual=usual.account_median,
        )
    print(f"The page is at {running.address} (Ctrl-C ends it).", flush=True)
    running.wait()
