"""Draws the pictures of real runs: terminal, page, trade-off, contributions and fidelity.

    python docs/pictures.py [TWEETS.parquet]

The table is for the fidelity alone. Needs tweetopt[plot], tweetopt[ui], Playwright and Chromium.
"""

import os
import re
import shutil
import subprocess
import sys
from io import BytesIO
from pathlib import Path
from typing import Literal

from PIL import Image
from playwright.sync_api import Browser, sync_playwright
from rich.console import Console
from rich.text import Text

_IMAGES = Path(__file__).parent / "images"
_WIDTH = 88
_TEXT = (
    "After six months of late nights, our app is finally live! Today I shipped it. "
    "https://example.com/launch"
)
_RUN = [_TEXT, "--usual-likes", "40"]
_SHOWN = f'optimize "{_TEXT}" --usual-likes 40'

Scheme = Literal["light", "dark"]


def optimize(*arguments: str) -> str:
    """Run the command in colour, and give what it printed."""
    settings = {"COLUMNS": str(_WIDTH), "FORCE_COLOR": "1", "COLORTERM": "truecolor"}
    command = [str(Path(sys.executable).with_name("optimize")), *arguments]
    done = subprocess.run(
        command, capture_output=True, text=True, check=True, env=os.environ | settings
    )
    return done.stdout


def record(output: str) -> str:
    """A terminal's window as SVG, with fonts that every machine has."""
    console = Console(record=True, width=_WIDTH, file=open(os.devnull, "w"))  # noqa: SIM115
    console.print(Text.assemble(("$ ", "bold green"), _SHOWN))
    console.print()
    console.print(Text.from_ansi(output.rstrip()))
    svg = console.export_svg(title="tweetopt", unique_id="terminal")
    svg = re.sub(r"@font-face \{.*?\}\s*", "", svg, flags=re.DOTALL)  # no other host is asked
    svg = svg.replace("Fira Code", "ui-monospace, DejaVu Sans Mono, Menlo, Consolas")
    return "\n".join(line.rstrip() for line in svg.splitlines()) + "\n"


def photograph(browser: Browser, address: str, name: str, *, scheme: Scheme, width: int) -> None:
    """The page with a text that was optimized, as PNG."""
    page = browser.new_page(viewport={"width": width, "height": 800}, color_scheme=scheme)
    page.goto(address)
    page.locator("#tweet textarea").fill(_TEXT)
    page.locator("#median input, #median textarea").fill("40")
    page.get_by_text("For an account that usually gets 40").wait_for()
    page.locator("#optimize").click()
    page.locator(".card.best").wait_for()
    page.locator(".card .why").first.wait_for()
    page.mouse.move(0, 0)
    page.wait_for_timeout(2000)
    shot = Image.open(BytesIO(page.screenshot(full_page=True)))
    top = shot.crop((0, 0, shot.width, min(shot.height, 1700)))
    top.convert("RGB").quantize(128).save(_IMAGES / name, optimize=True)
    page.close()


def photograph_why(browser: Browser, address: str) -> None:
    """The fold that says why, open, as PNG."""
    page = browser.new_page(viewport={"width": 1000, "height": 800}, device_scale_factor=1.5)
    page.goto(address)
    page.locator("#tweet textarea").fill(_TEXT)
    page.locator("#median input, #median textarea").fill("40")
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
    output = optimize(*_RUN, "--plot", str(_IMAGES / "tradeoff.svg"))
    (_IMAGES / "terminal.svg").write_text(record(output), encoding="utf-8")
    optimize("explain", "--text", _TEXT, "--usual-likes", "40", "--plot",
             str(_IMAGES / "explain.svg"))  # fmt: skip
    photographs()
    for table in sys.argv[1:2]:
        picture = str(_IMAGES / "fidelity.svg")
        optimize("evaluate", "vae", table, "--max-rows", "300", "--plot", picture)


if __name__ == "__main__":
    main()
