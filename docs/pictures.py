"""Draws the pictures of real runs: the recorded terminal, the trade-off and the fidelity.

    python docs/pictures.py [TWEETS.parquet]

The table is for the fidelity alone. Needs tweetopt[plot].
"""

import os
import re
import subprocess
import sys
from pathlib import Path

from rich.console import Console
from rich.text import Text

_IMAGES = Path(__file__).parent / "images"
_WIDTH = 88
_TEXT = (
    "So happy that our little library is open again! Bring the kids, we have a lot of new books. "
    "https://example.com/open"
)
_RUN = ["--text", _TEXT, "--target-likes", "200", "--account-median", "40"]
_SHOWN = f'optimize --text "{_TEXT}" --target-likes 200 --account-median 40'


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


def main() -> None:
    """Draw them all."""
    output = optimize(*_RUN, "--plot", str(_IMAGES / "tradeoff.svg"))
    (_IMAGES / "terminal.svg").write_text(record(output), encoding="utf-8")
    for table in sys.argv[1:2]:
        picture = str(_IMAGES / "fidelity.svg")
        optimize("evaluate", "vae", table, "--max-rows", "300", "--plot", picture)


if __name__ == "__main__":
    main()
