"""Draws the pictures of real runs: terminals, the page, trade-off, contributions and fidelity.

    python docs/pictures.py [TWEETS.parquet]

The table is for the fidelity alone. Needs tweetopt[plot], tweetopt[ui], Playwright and Chromium.
"""

import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from contextlib import chdir
from io import BytesIO
from pathlib import Path
from typing import Literal

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright
from rich.console import Console
from rich.text import Text

_IMAGES = Path(__file__).parent / "images"
_EXAMPLES = Path(__file__).parents[1] / "examples"
_WIDTH = 88
_NARROW = 45
_TALL = {1280: 1000, 390: 1500}
"""Pixels of a page that are shown, by its width."""
_TEXT = (
    "After six months of late nights, our app is finally live! Today I shipped it. "
    "https://example.com/launch"
)
_POST = "Check out our new blog post: how we cut our bill in half https://example.com/post #startup"
_DRAFTS = ("I picked a new phone today and it is very good", "I got a new phone. It's great!")
_ACCOUNT = "me"
_RECORDINGS = {
    "terminal": ([_TEXT, "--usual-likes", "40"], _WIDTH),
    "terminal-narrow": ([_TEXT], _NARROW),
    "terminal-explain": (["explain", "--text", _POST, "--usual-likes", "40"], _WIDTH),
    "terminal-compare": (["compare", *_DRAFTS, "--usual-likes", "40"], _WIDTH),
    "terminal-report": (["account", "report", _ACCOUNT], _WIDTH),
}
"""What is typed, and how wide the terminal is, by the picture."""
Scheme = Literal["light", "dark"]


def optimize(*arguments: str, width: int = _WIDTH) -> str:
    """Run the command in colour, and give what it printed."""
    settings = {"COLUMNS": str(width), "FORCE_COLOR": "1", "COLORTERM": "truecolor"}
    command = [str(Path(sys.executable).with_name("optimize")), *arguments]
    done = subprocess.run(
        command, capture_output=True, text=True, check=True, env=os.environ | settings
    )
    return done.stdout


def record(name: str) -> None:
    """A terminal's window as SVG, with fonts that every machine has."""
    arguments, width = _RECORDINGS[name]
    console = Console(record=True, width=width, file=open(os.devnull, "w"))  # noqa: SIM115
    console.print(Text.assemble(("$ ", "bold green"), shown(arguments)))
    console.print()
    console.print(Text.from_ansi(optimize(*arguments, width=width).rstrip()))
    svg = console.export_svg(title="tweetopt", unique_id=name)
    svg = re.sub(r"@font-face \{.*?\}\s*", "", svg, flags=re.DOTALL)  # no other host is asked
    svg = svg.replace("Fira Code", "ui-monospace, DejaVu Sans Mono, Menlo, Consolas")
    lines = "\n".join(line.rstrip() for line in svg.splitlines())
    (_IMAGES / f"{name}.svg").write_text(f"{lines}\n", encoding="utf-8")


def shown(arguments: Sequence[str]) -> str:
    """A command as people type it."""
    quoted = (f'"{each}"' if " " in each else each for each in arguments)
    return " ".join(["optimize", *quoted])


def recordings() -> None:
    """All terminals; the account is that of the example's posts, and nobody's own."""
    with tempfile.TemporaryDirectory() as folder:
        os.environ["TWEETOPT_ACCOUNTS"] = folder
        for name in _RECORDINGS:
            if name == "terminal-report":
                with chdir(_EXAMPLES):
                    optimize("account", "add", _ACCOUNT, "posts.csv")
                    record(name)
            else:
                record(name)


def write(page: Page) -> None:
    """Write a tweet and what posts usually get."""
    page.locator("#tweet textarea").fill(_TEXT)
    page.locator("#median input, #median textarea").fill("40")


def photograph(browser: Browser, address: str, name: str, *, scheme: Scheme, width: int) -> None:
    """The page with a text that was optimized, as PNG."""
    page = browser.new_page(viewport={"width": width, "height": 800}, color_scheme=scheme)
    page.goto(address)
    write(page)
    page.get_by_text("For an account that usually gets 40").wait_for()
    page.locator("#optimize").click()
    page.locator(".card.best").wait_for()
    page.locator(".card .why").first.wait_for()
    page.mouse.move(0, 0)
    page.wait_for_timeout(2000)
    shot = Image.open(BytesIO(page.screenshot(full_page=True)))
    top = shot.crop((0, 0, shot.width, min(shot.height, _TALL[width])))
    top.convert("RGB").quantize(128).save(_IMAGES / name, optimize=True)
    page.close()


def photograph_why(browser: Browser, address: str) -> None:
    """The fold that says why, open, as PNG."""
    page = browser.new_page(viewport={"width": 1000, "height": 800}, device_scale_factor=1.5)
    page.goto(address)
    write(page)
    page.locator("#why button").first.click()
    page.locator("#why-told .coloured").wait_for()
    page.wait_for_timeout(2000)
    shot = Image.open(BytesIO(page.locator("#why").screenshot()))
    shot.convert("RGB").quantize(128).save(_IMAGES / "why.png", optimize=True)
    page.close()


def photographs() -> None:
    """The page at a desktop's width and a phone's, in light and in the dark."""
    command = [str(Path(sys.executable).with_name("optimize")), "ui"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout
        address = re.findall(r"http://[^ ]+", server.stdout.readline())[0]
        with sync_playwright() as playwright:
            path, flags = shutil.which("chromium"), ["--no-sandbox"]
            browser = playwright.chromium.launch(executable_path=path, args=flags)
            photograph_why(browser, address)
            photograph(browser, address, "page.png", scheme="light", width=1280)
            photograph(browser, address, "page-dark.png", scheme="dark", width=1280)
            photograph(browser, address, "page-phone.png", scheme="light", width=390)
            photograph(browser, address, "page-phone-dark.png", scheme="dark", width=390)
        server.terminate()


def main() -> None:
    """Draw them all."""
    recordings()
    usual = ("--usual-likes", "40")
    optimize(_TEXT, *usual, "--plot", str(_IMAGES / "tradeoff.svg"))
    optimize("explain", "--text", _TEXT, *usual, "--plot", str(_IMAGES / "explain.svg"))
    photographs()
    for table in sys.argv[1:2]:
        picture = str(_IMAGES / "fidelity.svg")
        optimize("evaluate", "vae", table, "--max-rows", "300", "--plot", picture)


if __name__ == "__main__":
    main()
