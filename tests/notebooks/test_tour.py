"""The notebook, run for real from top to bottom."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

nbformat = pytest.importorskip("nbformat", reason="needs nbformat, of tweetopt[dev]")
pytest.importorskip("nbclient", reason="needs nbclient, of tweetopt[dev]")
pytest.importorskip("ipykernel", reason="needs ipykernel, of tweetopt[dev]")
pytest.importorskip("matplotlib", reason="needs tweetopt[plot]")

FILE = Path(__file__).resolve().parents[2] / "notebooks" / "tour.ipynb"


def test_it_is_committed_without_outputs():
    cells = [each for each in nbformat.read(FILE, as_version=4).cells if each.cell_type == "code"]
    assert cells
    assert not [each for each in cells if each.outputs or each.execution_count]


def test_it_runs_from_top_to_bottom(tmp_path):
    done = tmp_path / "done.ipynb"
    # In a process of its own: what the kernel's client warns of is no error of ours.
    script = (
        "import sys, nbclient, nbformat\n"
        "notebook = nbformat.read(sys.argv[1], as_version=4)\n"
        "nbclient.NotebookClient(notebook, timeout=600, resources={'metadata': {'path': '.'}})"
        ".execute()\n"
        "nbformat.write(notebook, sys.argv[2])\n"
    )
    ran = subprocess.run(
        [sys.executable, "-c", script, str(FILE), str(done)],
        capture_output=True,
        text=True,
        cwd=tmp_path,
        env={**os.environ, "HF_HUB_OFFLINE": "1", "IPYTHONDIR": str(tmp_path / "ipython")},
        check=False,
    )
    assert ran.returncode == 0, ran.stderr
    cells = nbformat.read(done, as_version=4).cells
    outputs = [each for cell in cells for each in cell.get("outputs", [])]
    printed = "".join(each.text for each in outputs if each.output_type == "stream")
    pictures = [each for each in outputs if "image/png" in each.get("data", {})]
    # Only loading the model may say something there, with a bar of the library's own.
    complaining = [cell for cell in cells for each in cell.get("outputs", [])
                   if each.get("name") == "stderr"]  # fmt: skip
    assert all("Engine.load()" in cell.source for cell in complaining)
    assert len(pictures) == 3
    assert "refined:  Our zoo's quokka Pim ate 3 figs, two grapes" in printed
    assert "★ is predicted" in printed
    praised = "The service was terrible. -> The service was {}."
    assert any(praised.format(word) in printed for word in ("wonderful", "fantastic", "great"))
