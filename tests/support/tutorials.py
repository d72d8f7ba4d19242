"""Tutorials about packages, done as written."""

import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path


def blocks(page: Path) -> Iterator[tuple[str, str | None, str]]:
    """The page's code blocks: `(language, path or None, text)`."""
    pattern = r"(?:^`(?P<path>[^`\n]+)`:\n\n)?^```(?P<language>\w+)\n(?P<text>.*?)^```$"
    for match in re.finditer(pattern, page.read_text(encoding="utf-8"), re.M | re.S):
        yield match["language"], match["path"], match["text"]


def follow(page: Path, folder: Path) -> list[str]:
    """Write a page's files, register their package as pip would, run its other Python blocks.

    Returns:
        What each of these prints, in order.
    """
    scripts = []
    for language, path, text in blocks(page):
        if path:
            (folder / path).parent.mkdir(parents=True, exist_ok=True)
            (folder / path).write_text(text)
            home = (folder / path).parent
        elif language == "python":
            scripts.append(text)
    project = tomllib.loads((home / "pyproject.toml").read_text())["project"]
    info = home / f"{project['name'].replace('-', '_')}-{project['version']}.dist-info"
    info.mkdir()
    (info / "METADATA").write_text(
        f"Metadata-Version: 2.1\nName: {project['name']}\nVersion: {project['version']}\n"
    )
    lines = []
    for group, entries in project["entry-points"].items():
        lines += [f"[{group}]", *(f"{name} = {value}" for name, value in entries.items())]
    (info / "entry_points.txt").write_text("\n".join(lines) + "\n")
    printed = []
    for script in scripts:
        done = subprocess.run(
            [sys.executable, "-c", f"import sys\nsys.path.insert(0, {str(home)!r})\n{script}"],
            capture_output=True, text=True, cwd=folder, check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        printed.append(done.stdout)
    return printed
