import ast
import os
import shutil
import socket
import subprocess
import sys
import time

import pytest

from tweetopt.optimizer.cli import main

WAIT = 60_000  # milliseconds; the machine may be busy
FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
# Serves the page, and writes down every address that the server's process asks for.
SERVE = """
import sys
record, *arguments = sys.argv[1:]
seen = open(record, "w", buffering=1)
def note(event, args):
    if event == "socket.connect":
        print(repr(args[1]), file=seen)
    elif event == "socket.getaddrinfo":
        print(repr(args[:2]), file=seen)
sys.addaudithook(note)
from tweetopt.optimizer.cli import main
main(arguments)
"""


@pytest.fixture
def optimize(capsys, model_folder, head_folder):
    """Runs a command with the tiny model and head; gives exit code, stdout and stderr."""

    def call(*arguments, bundled=False):
        defaults = []
        if not bundled:
            defaults = ["--model", str(model_folder)]
            headless = arguments[0] == "train" or arguments[:2] == ("evaluate", "vae")
            if not headless and "--predictor" not in arguments:
                defaults += ["--predictor", str(head_folder)]
        with pytest.raises(SystemExit) as end:
            main([*map(str, arguments), *defaults])
        return end.value.code or 0, *capsys.readouterr()

    return call


def find_browser():
    names = ("chromium", "chromium-browser", "google-chrome", "chrome")
    return next((path for name in names if (path := shutil.which(name))), None)


@pytest.fixture(scope="session")
def served(model_folder, head_folder, tmp_path_factory):
    """The page of the tiny model: its address, and the addresses that its process asked for."""
    pytest.importorskip("gradio", reason="the page needs the extra tweetopt[ui]")
    folder = tmp_path_factory.mktemp("page")
    record, log = folder / "addresses", folder / "log"
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = str(probe.getsockname()[1])
    parts = ("--model", str(model_folder), "--predictor", str(head_folder), "--port", port)
    with log.open("w") as output:
        server = subprocess.Popen(
            [sys.executable, "-c", SERVE, str(record), "ui", *parts],
            stdout=output, stderr=subprocess.STDOUT, cwd=folder,
            env={**os.environ, "GRADIO_TEMP_DIR": str(folder / "uploads")},
        )  # fmt: skip
        end = time.monotonic() + WAIT / 1000
        while "The page is at" not in log.read_text():
            assert server.poll() is None, log.read_text()
            assert time.monotonic() < end, log.read_text()
            time.sleep(0.2)
        yield f"http://127.0.0.1:{port}/", record
        server.terminate()
        server.wait(60)


@pytest.fixture(scope="module")
def browser():
    sync_api = pytest.importorskip("playwright.sync_api", reason="no Playwright")
    path = find_browser()
    if path is None:
        pytest.skip("no Chromium: apt-get install chromium")
    with sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS, timeout=WAIT)
        yield browser
        browser.close()


@pytest.fixture
def page(browser, served):
    """The page, open. Whatever the test does with it, no other host is asked for anything."""
    address, record = served
    context = browser.new_context(permissions=["clipboard-read", "clipboard-write"])
    context.set_default_timeout(WAIT)
    asked, errors = [], []
    context.on("console", lambda said: said.type == "error" and errors.append(said.text))
    context.on("request", lambda request: asked.append(request.url))
    page = context.new_page()
    page.on("websocket", lambda websocket: asked.append(websocket.url))
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.goto(address)
    page.locator("#tweet textarea").wait_for()
    yield page
    context.close()
    assert asked
    assert not [url for url in asked if not url.startswith((address, "data:", "blob:"))]
    assert not errors
    addresses = [ast.literal_eval(line) for line in record.read_text().splitlines()]
    assert addresses  # the server has called itself: the record works
    assert {each[0] for each in addresses} <= {"127.0.0.1", "localhost", None}
