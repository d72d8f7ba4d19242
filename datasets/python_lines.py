"""One-line Python statements of the running interpreter's own standard library."""

import ast
import sysconfig
import warnings
from collections.abc import Iterator
from pathlib import Path

import pandas as pd

LONGEST = 80
"""Characters that a line may have."""

_STATEMENTS = (
    ast.Assign, ast.AugAssign, ast.Expr, ast.Return, ast.Raise, ast.Assert, ast.Delete,
    ast.Import, ast.ImportFrom,
)  # fmt: skip
_NOT_THE_LIBRARY = ("site-packages", "dist-packages")


def python_lines(library: Path | None = None) -> pd.DataFrame:
    """Collect the distinct one-line statements of a folder of Python files.

    Args:
        library: The folder; the running interpreter's standard library by default.

    Returns:
        Columns `text`, as `ast.unparse` writes it, and `module`, the first file that has it;
        sorted by text. Files that don't parse, and docstrings, are left out.

    Raises:
        ValueError: There is no such statement.
    """
    library = library or Path(sysconfig.get_path("stdlib"))
    found: dict[str, str] = {}
    for path in sorted(library.rglob("*.py")):
        inside = path.relative_to(library)
        if not set(inside.parts) & set(_NOT_THE_LIBRARY):
            for line in _lines(path):
                found.setdefault(line, inside.with_suffix("").as_posix().replace("/", "."))
    if not found:
        raise ValueError(f"{library}: expected Python files with statements, got none")
    return pd.DataFrame(sorted(found.items()), columns=["text", "module"])


def _lines(path: Path) -> Iterator[str]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the library's own tests hold odd escapes on purpose
        try:
            tree = ast.parse(path.read_bytes())
        except (SyntaxError, ValueError, RecursionError):
            return
    for node in ast.walk(tree):
        if isinstance(node, _STATEMENTS) and not _is_docstring(node):
            line = ast.unparse(node)
            if len(line) <= LONGEST and "\n" not in line:
                yield line


def _is_docstring(node: ast.stmt) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
