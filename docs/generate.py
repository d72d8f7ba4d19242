"""Writes the pages that come from the program: commands.md, api.md and messages.md.

    python docs/generate.py

A test fails when they are stale.
"""

import ast
import inspect
import os
import re
import shlex
import tempfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import chdir, redirect_stderr, suppress
from io import StringIO
from pathlib import Path
from typing import Any
from unittest.mock import patch

from typer.main import get_command

from tweetopt.optimizer.cli.app import app, main
from tweetopt.optimizer.messages import (
    Advice,
    Compared,
    Dropped,
    Explained,
    OfPosts,
    Said,
    Toned,
    Verdict,
)
from tweetopt.optimizer.ui.notices import Notice

ROOT = Path(__file__).resolve().parents[1]
ROOMS = ("optimizer", "vae", "predictors", "datasets")
_NOTE = "<!-- Written by docs/generate.py; change the program, then run it. -->\n"
_COMMANDS = """# Commands

Every command and every option, as the program itself tells them (`optimize COMMAND --help`). Bad
input ends in one line on stderr that says what was expected, and exit code 2; Ctrl-C in 130.
"""
_API = """# Python API

What the four packages offer; everything else is their own business. Names load when they are first
asked for, so `import tweetopt.optimizer` is quick. Types are checked (`py.typed`).
"""


_MESSAGES = """# Messages

Every sentence that a result, a refusal or the page can say, with examples filled in, to be reviewed
in one place. They stand in `optimizer/messages.py` and `optimizer/ui/notices.py`; refusals are the
lines that the program really prints.
"""

_SECTIONS = {
    "What came of a text": Said,
    "Which of several drafts": Compared,
    "Why a text is predicted what it is": Explained,
    "What to make of a change": Advice,
    "Another tone": Toned,
    "What past posts say": OfPosts,
    "What goes with more, in an account's report": Verdict,
    "Why attempts aren't shown": Dropped,
    "On the page": Notice,
}
EXAMPLES = {
    "attempts": "53 attempts",
    "beside": "; posted beside it, it gets more in 59%",
    "best": "48 likes, 1.20x as it is",
    "bundled": "58%",
    "button": "Rewrite all rows",
    "chance": "59%",
    "counts": "7 better, 5 about the same",
    "done": "12",
    "ends": "1.23 to 1.30",
    "error": "KeyError",
    "file": "tweets.csv",
    "gain": " In the middle, 1.12× as it was.",
    "good": "3",
    "inside": "88%",
    "judged": "40",
    "noun": "tweet",
    "pairs": "120",
    "posts": "230",
    "reasons": "40 gained nothing; 12 said something new; 1 changed a number",
    "rows": "240",
    "scale": "plain",
    "share": "61% (52% to 70%)",
    "shift": "+0.12",
    "shown": "8",
    "there": "120 likes",
    "times": "1.26",
    "tone": "'glad'",
    "total": "240",
    "unit": "likes",
    "usual": "40 likes",
    "wanted": "at least 60 likes",
    "whom": "an account that usually gets 40 likes",
    "width": "0.90",
    "written": "7",
}
"""What stands for each thing that is filled in."""

_TWEET = "Our bakery is open on Sundays now"
REFUSED = [
    [""],
    ["bakery"],
    ["explian"],
    ["--plain", "Our", "bakery"],
    ["word " * 400],
    ["caf\udce9 and bakery"],
    [_TWEET, "--keep", "cow"],
    [_TWEET, "--usual-likes", "many"],
    [_TWEET, "--usual-likes", "40", "--history", "posts.csv"],
    [_TWEET, "--target-likes", "1,5"],
    [_TWEET, "--goal", "likes"],
    [_TWEET, "--goal", "stars=5"],
    [_TWEET, "--effort", "max"],
    [_TWEET, "--may", "fly"],
    [_TWEET, "--style", "rude"],
    [_TWEET, "--json", "--plain"],
    [_TWEET, "--plot", "bakery.gif"],
    [_TWEET, "--writer", "pigeon"],
    [_TWEET, "--account", "me"],
    [_TWEET, "--history", "none.csv"],
    [_TWEET, "--history", "odd.csv"],
    [_TWEET, "--model", "none"],
    ["explain"],
    ["predict"],
    ["predict", "none.csv"],
    ["predict", "odd.csv"],
    ["compare", "bakery"],
    ["compare", _TWEET, _TWEET],
    ["interpolate", _TWEET],
    ["batch", "odd.csv", "odd.csv"],
    ["account", "report"],
    ["account", "add", "me", "none.zip"],
    ["tone", "apply", "--tone", "none", "--text", _TWEET],
]
"""What is refused: arguments, in a folder whose one file, odd.csv, has the columns a and b."""
_LONG = 90  # characters of a command that are shown


def pages() -> dict[str, Callable[[], str]]:
    """What writes every page, by its name."""
    return {
        "commands.md": lambda: _page(_COMMANDS, _command(get_command(app), "optimize")),
        "api.md": lambda: _page(_API, map(_room, ROOMS)),
        "messages.md": lambda: _page(_MESSAGES, _messages()),
    }


def _page(head: str, parts: Iterable[str]) -> str:
    told = "\n".join(parts)
    return f"{_NOTE}{head}\n{told}".rstrip() + "\n"


def _messages() -> Iterator[str]:
    """A section for each kind of message, then one of refusals."""
    for title, kind in _SECTIONS.items():
        yield f"## {title}\n"
        yield from (f"- {each.value.format(**EXAMPLES).strip()}" for each in kind)
        yield ""
    yield "## Refusals\n\n| | |\n|---|---|"
    for arguments, line in refusals():
        shown = shlex.join(["optimize", *arguments])
        shown = shown if len(shown) < _LONG else f"{shown[:_LONG]} ..."
        row = f"| `{_cell(shown)}` | {_cell(line)} |"
        yield row.encode("utf-8", "backslashreplace").decode()


def refusals() -> list[tuple[list[str], str]]:
    """Each case of what is refused, with the line that the program prints."""
    with tempfile.TemporaryDirectory() as folder, chdir(folder):
        Path("odd.csv").write_text("a,b\n1,2\n", encoding="utf-8")
        with patch.dict(os.environ, {"TWEETOPT_ACCOUNTS": str(Path(folder) / "accounts")}):
            return [(arguments, _refusal(arguments)) for arguments in REFUSED]


def _refusal(arguments: list[str]) -> str:
    with redirect_stderr(StringIO()) as told, suppress(SystemExit):
        main(arguments)
    return told.getvalue()


def _command(command: Any, name: str) -> Iterator[str]:
    """A section for a command, or for each one of a group."""
    commands = getattr(command, "commands", None)
    if commands is not None:
        for each, inner in commands.items():
            yield from _command(inner, f"{name} {each}")
        return
    context = command.context_class(command, info_name=name)
    usage = " ".join(command.get_usage(context).removeprefix("Usage:").split())
    yield f"## {name}\n\n{inspect.cleandoc(command.help)}\n\n```text\n{usage}\n```\n"
    rows = [each.get_help_record(context) for each in command.params]
    yield "| argument or option | |\n|---|---|"
    yield from (f"| `{_cell(option)}` | {_cell(told)} |" for option, told in filter(None, rows))
    yield ""


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|")


def _room(room: str) -> str:
    """A section for a package: its own line, then its public names."""
    file = ROOT / room / "__init__.py"
    stub = ast.parse(file.with_suffix(".pyi").read_text(encoding="utf-8"))
    homes = {
        name.name: f"tweetopt.{room}.{node.module}"
        for node in stub.body
        if isinstance(node, ast.ImportFrom)
        for name in node.names
    }
    told = [
        f"## tweetopt.{room}\n\n{ast.get_docstring(ast.parse(file.read_text(encoding='utf-8')))}\n"
    ]
    return "\n".join(told + [_name(name, homes[name]) for name in sorted(homes, key=_place)])


def _place(name: str) -> tuple[bool, str]:
    """Classes first, then functions, each by name."""
    return name[0].islower(), name


def _name(name: str, module: str) -> str:
    """A section for a class or function, read from its source."""
    path = ROOT.joinpath(*module.split(".")[1:]).with_suffix(".py")
    tree = ast.parse(path.read_text(encoding="utf-8"))
    found = next(node for node in tree.body if getattr(node, "name", None) == name)
    if not isinstance(found, ast.ClassDef):
        return _function(found, f"### {name}")
    told = [f"### {name}\n", *_class_code(found), "", _document(ast.get_docstring(found))]
    for node in found.body:
        if isinstance(node, ast.FunctionDef) and not node.name.startswith("_"):
            told.append(_function(node, f"#### {name}.{node.name}"))
    return "\n".join(told)


def _class_code(node: ast.ClassDef) -> Iterator[str]:
    """How to make one: its `__init__`, or the fields that make a dataclass's."""
    yield "```python"
    inits = [each for each in node.body if getattr(each, "name", None) == "__init__"]
    bases = ", ".join(ast.unparse(base) for base in node.bases)
    if inits:
        yield _signature(inits[0], node.name)
    else:
        yield f"class {node.name}({bases})" if bases else f"class {node.name}"
        yield from (
            f"    {ast.unparse(each)}"
            for each in node.body
            if isinstance(each, ast.AnnAssign | ast.Assign)
            and not ast.unparse(each).startswith("_")
        )
    yield "```"


def _function(node: Any, title: str) -> str:
    marks = [ast.unparse(each) for each in node.decorator_list]
    shown = [f"@{mark}\n" for mark in marks if mark in ("property", "classmethod", "staticmethod")]
    code = "".join(shown) + _signature(node, node.name)
    return f"{title}\n\n```python\n{code}\n```\n\n{_document(ast.get_docstring(node))}"


def _signature(node: Any, name: str) -> str:
    """As it is called: without `self`, on a line, or on a line an argument."""
    given = node.args
    for kind in (given.posonlyargs, given.args):
        if kind and kind[0].arg in ("self", "cls"):
            del kind[0]
    result = f" -> {ast.unparse(node.returns)}" if node.returns and node.name != "__init__" else ""
    line = f"{name}({ast.unparse(given)}){result}"
    if len(line) <= 88:
        return line
    parts = re.split(r", (?![^\[(]*[\])])", ast.unparse(given))
    return f"{name}(\n" + "".join(f"    {part},\n" for part in parts) + f"){result}"


def _document(text: str | None) -> str:
    """A Google docstring as Markdown: its sections become lists."""
    lines, inside = [], False
    for line in (text or "").splitlines():
        if re.fullmatch(r"(Args|Returns|Raises|Attributes|Yields|Example):", line):
            inside = line in ("Args:", "Raises:", "Attributes:")
            lines += [f"**{line[:-1]}**", ""]
        elif inside and (entry := re.match(r" {4}(\*{0,2}\w+): (.*)", line)):
            lines.append(f"- `{entry[1]}`: {entry[2]}")
        elif inside and line.startswith("        "):
            lines.append(f"  {line.strip()}")
        else:
            inside = inside and line.startswith(" ")
            lines.append(line.strip())
    return "\n".join(lines) + "\n"


def write() -> None:
    """Write the pages beside this file."""
    for name, text in pages().items():
        (Path(__file__).parent / name).write_text(text(), encoding="utf-8")


if __name__ == "__main__":
    write()
