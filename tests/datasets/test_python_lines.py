import ast
import sysconfig
from pathlib import Path

import pytest

from tweetopt.datasets.python_lines import LONGEST, python_lines


def test_one_line_statements_are_collected_once(tmp_path):
    (tmp_path / "pkg").mkdir()
    (tmp_path / "a.py").write_text('"""A docstring."""\nimport os\nx  =  ( 1 )\nx = 1\n')
    (tmp_path / "pkg" / "b.py").write_text("def f():\n    return x\nif x:\n    x += 1\nx = 1\n")
    (tmp_path / "broken.py").write_text("x = (\n")
    (tmp_path / "long.py").write_text(f"y = '{'z' * LONGEST}'\n")
    (tmp_path / "empty").mkdir()
    (tmp_path / "site-packages").mkdir()
    (tmp_path / "site-packages" / "c.py").write_text("import other\n")
    table = python_lines(tmp_path)
    assert dict(zip(table["text"], table["module"], strict=True)) == {
        "import os": "a", "return x": "pkg.b", "x += 1": "pkg.b", "x = 1": "a"
    }  # fmt: skip
    with pytest.raises(ValueError, match="expected Python files with statements"):
        python_lines(tmp_path / "empty")


def test_the_standard_library_has_many():
    library = Path(sysconfig.get_path("stdlib")) / "json"
    lines = python_lines(library)["text"]
    assert len(lines) > 200
    assert lines.is_unique
    assert lines.is_monotonic_increasing
    assert lines.str.len().max() <= LONGEST
    assert all(ast.parse(line).body for line in lines)
