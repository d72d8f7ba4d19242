"""Writes the pages that come from the program: commands.md and api.md.

    python docs/generate.py

A test fails when they are stale.
"""

import ast
import inspect
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from typer.main import get_command

from tweetopt.optimizer.cli.app import app

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


def pages() -> dict[str, str]:
    """Every page by its name."""
    commands = "\n".join(_command(get_command(app), "optimize"))
    api = "\n".join(_room(room) for room in ROOMS)
    return {
        "commands.md": f"{_NOTE}{_COMMANDS}\n{commands}".rstrip() + "\n",
        "api.md": f"{_NOTE}{_API}\n{api}".rstrip() + "\n",
    }


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


def main() -> None:
    """Write the pages beside this file."""
    for name, text in pages().items():
        (Path(__file__).parent / name).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
