import ast
import sysconfig
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

from tweetopt.datasets.python_lines import LONGEST, PYTHON_LINES, lines_of

MODULE = '''"""What this is for."""
import os, sys
from pathlib import Path as P

def area(r):
    "Documentation."
    pi = 3.14; total = 0
    total += pi*r**2
    assert r >= (
        0
    )
    if r > 9: raise ValueError('too much')
    del pi
    print("a" "b")
    for each in range(3): ...
    return {
        'area': total,
    }

LONG = "%s"
''' % ("x" * LONGEST)

LINES = {
    "import os, sys",
    "from pathlib import Path as P",
    "pi = 3.14",
    "total = 0",
    "total += pi * r ** 2",
    "assert r >= 0",
    "raise ValueError('too much')",
    "del pi",
    "print('ab')",
    "...",
    "return {'area': total}",
}


@pytest.fixture
def folder(tmp_path):
    """A small library: a package, a file with an error, one in Latin-1, and somebody's package."""
    files = {
        "b.py": b"shared = 1\nonly_b = '\\d'\n",
        "a/__init__.py": MODULE.encode(),
        "a/c.py": b"# coding: latin-1\nshared = 1\nname = '\xe9'\n",
        "a/broken.py": b"shared = = 1\n",
        "a/nul.py": b"shared = 2\x00\n",
        "site-packages/theirs.py": b"theirs = 1\n",
    }
    for name, content in files.items():
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(content)
    return tmp_path


def build(folder):
    done = []
    table = replace(PYTHON_LINES, folder=folder).build(lambda *files: done.append(files))
    assert done[-1] == (5, 5)
    return table


def test_statements_that_fit_on_a_line():
    assert set(lines_of(MODULE.encode())) == LINES


def test_a_folder_gives_sorted_distinct_lines_and_their_modules(folder):
    table = build(folder)
    assert table["text"].tolist() == sorted(
        LINES | {"shared = 1", "only_b = '\\\\d'", "name = 'é'"}
    )
    modules = table.set_index("text")["module"]
    assert modules["shared = 1"] == "a.c"
    assert modules["pi = 3.14"] == "a"
    assert modules["name = 'é'"] == "a.c"
    pd.testing.assert_frame_equal(build(folder), table)


def test_a_preview_is_of_the_same_lines(folder):
    dataset = replace(PYTHON_LINES, folder=folder)
    preview = dataset.preview(3)
    assert len(preview) == 3
    assert set(preview["text"]) <= set(build(folder)["text"])


def test_lines_of_the_real_library():
    library = Path(sysconfig.get_path("stdlib"))
    lines = {line for name in ("email", "json") for path in (library / name).glob("*.py")
             for line in lines_of(path.read_bytes())}  # fmt: skip
    assert len(lines) > 1_000
    for line in lines:
        assert 0 < len(line) <= LONGEST
        assert len(line.splitlines()) == 1
        (statement,) = ast.parse(line).body
        assert ast.unparse(statement) == line
        assert not line.startswith(('"""', "'''"))


def test_the_running_library_is_the_source():
    assert len(PYTHON_LINES.preview(4)) == 4
    assert "this interpreter" in PYTHON_LINES.source
