"""Serving the page: on this machine alone unless asked otherwise, asking only writers named."""

import os
import socket
import threading
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from tweetopt.optimizer.settings import Settings

# Before Gradio is imported, which reads it then.
os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"
os.environ["HF_HUB_DISABLE_TELEMETRY"] = "1"

_PORTS = range(7860, 7960)


def find_port(host: str, port: int | None) -> int:
    """The port asked for, or the first free one from 7860 on.

    Raises:
        OSError: It is taken, or there is no such host.
    """
    for each in _PORTS if port is None else [port]:
        if _is_free(host, each):
            return each
    wanted = f"port {port}" if port is not None else f"ports {_PORTS[0]} to {_PORTS[-1]}"
    raise OSError(f"--port: expected a free one, got {wanted}, which is taken; name another")


def _is_free(host: str, port: int) -> bool:
    try:
        family, *_, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
    except socket.gaierror as error:
        raise OSError(
            f"--host: expected an address of this machine, got {host!r} ({error.strerror}); "
            "127.0.0.1 is this machine alone"
        ) from error
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(address)
        except OSError:
            return False
    return True


@dataclass(frozen=True)
class Running:
    """A page that is served.

    Attributes:
        address: Where.
        wait: Waits until Ctrl-C; meanwhile what takes longer the first time is done once.
    """

    address: str
    wait: Callable[[], None]


def start(
    model: str,
    *,
    predictors: tuple[str, ...],
    tones: tuple[Path, ...],
    table: Path | None,
    settings: Settings,
    host: str,
    port: int,
    account: str | None = None,
    usual: float | None = None,
) -> Running:
    """Load a model and serve the page.

    Args:
        model: Folder or name.
        predictors: Folders or names.
        tones: Folders.
        table: Of the map; None takes everyday texts.
        settings: Who writes, and how.
        host: Address to serve at.
        port: Port to serve at.
        account: Whom the first predictor is bent to, if anybody.
        usual: What that account's posts usually get.

    Raises:
        FileNotFoundError: The model, a predictor, a tone or the map's table is missing.
        ValueError: One of them is damaged, or belongs to another model.
    """
    from tweetopt.optimizer.engine import Engine
    from tweetopt.optimizer.space.background import texts_of_table
    from tweetopt.optimizer.ui.page import build_page, script, style
    from tweetopt.optimizer.ui.text_tab import EXAMPLE
    from tweetopt.optimizer.ui.theme import make_theme
    from tweetopt.optimizer.ui.workbench import Bench

    # Gradio calls its own server once it is up, which must not go by a proxy.
    os.environ["no_proxy"] = ",".join([os.environ.get("no_proxy", ""), host, "localhost"])
    engine = Engine.load(model, predictors=predictors)
    background = texts_of_table(table, engine) if table else None
    named = {folder.name: folder for folder in tones}
    bench = Bench(
        engine, model, predictors, named, background, settings, account=account, usual=usual
    )
    page = build_page(bench)
    page.launch(
        server_name=host,
        server_port=port,
        share=False,
        quiet=True,
        ssr_mode=False,
        num_workers=0,
        mcp_server=False,
        run_history=False,
        enable_monitoring=False,
        footer_links=[],
        prevent_thread_lock=True,
        theme=make_theme(),
        css=style(),
        head=script(),
    )

    def wait() -> None:
        threading.Thread(target=bench.warm_up, args=[EXAMPLE], daemon=True).start()
        page.block_thread()

    return Running(f"http://{host}:{port}", wait)
