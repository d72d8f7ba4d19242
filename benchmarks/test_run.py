"""The benchmark runner: results are kept, and the page shows the last ones."""

import json
import sys

import pytest
import run
from timing import Paired, paired

PAGE = "# Speed\n\nBy hand.\n\n<!-- counting -->\nold\n<!-- /counting -->\n\nAlso by hand.\n"
MODULE = """
def measure(*, quick=False):
    return {"counted": 3 if quick else 1000}


def table(result):
    return f"| counted |\\n|---|\\n| {result['counted']:,} |\\n"
"""


@pytest.fixture
def page(tmp_path, monkeypatch):
    (tmp_path / "counting.py").write_text(MODULE)
    (tmp_path / "speed.md").write_text(PAGE)
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.setattr(run, "PAGE", tmp_path / "speed.md")
    monkeypatch.setattr(run, "RESULTS", tmp_path / "results")
    yield tmp_path / "speed.md"
    sys.modules.pop("counting", None)


def test_the_last_result_is_kept_and_shown_between_its_marks(page, capsys):
    run.main([])
    kept = json.loads((page.parent / "results" / "counting.json").read_text())
    assert kept["result"] == {"counted": 1000}
    assert {"date", "python", "torch", "processor", "cores"} < set(kept)
    text = page.read_text()
    assert text.startswith("# Speed\n\nBy hand.\n\n<!-- counting -->\n\n| counted |\n")
    assert text.endswith("\n<!-- /counting -->\n\nAlso by hand.\n")
    assert "| 1,000 |" in text
    assert "old" not in text
    assert "| 1,000 |" in capsys.readouterr().out
    run.main(["--page"])
    assert page.read_text() == text


def test_quick_shows_and_keeps_nothing(page, capsys):
    run.main(["counting", "--quick"])
    assert "| 3 |" in capsys.readouterr().out
    assert page.read_text() == PAGE
    assert not run.RESULTS.exists()


@pytest.mark.usefixtures("page")
def test_an_unknown_name_is_refused(capsys):
    with pytest.raises(SystemExit):
        run.main(["guessing"])
    assert "expected names among counting, got guessing" in capsys.readouterr().err


def test_the_page_shows_the_kept_results():
    text = run.PAGE.read_text(encoding="utf-8")
    assert run.filled(text) == text, "stale; run python benchmarks/run.py --page"


def test_pairs_take_turns():
    turns = []
    found = paired(lambda: turns.append("a"), lambda: turns.append("b"), rounds=3, warmup=2)
    assert turns == ["a", "b"] * 5
    assert found.rounds == 3
    assert found.low <= found.ratio <= found.high


def test_ratios_are_those_of_the_pairs():
    found = Paired.of([1.0, 4.0, 3.0, 8.0, 10.0], [1.0, 2.0, 1.0, 2.0, 2.0])
    assert (found.one, found.other, found.ratio) == (4.0, 2.0, 3.0)
    assert (found.low, found.high) == (2.0, 4.0)
