"""The documentation: what the program says of itself, and a site without a warning."""

import importlib.util
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
DOCS = ROOT / "docs"


def load(name):
    spec = importlib.util.spec_from_file_location(name, DOCS / f"{name}.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize("page", ["commands.md", "api.md", "messages.md"])
def test_generated_pages_are_fresh(page):
    assert (DOCS / page).read_text(encoding="utf-8") == load("generate").pages()[page](), (
        "stale; run python docs/generate.py"
    )


def test_every_command_and_public_name_has_a_section():
    pages = {name: text() for name, text in load("generate").pages().items() if "mess" not in name}
    for command in ("run", "batch", "evaluate vae", "train predictor", "tone apply", "data get"):
        assert f"\n## optimize {command}\n" in pages["commands.md"]
    assert "| `--plot FILE` | Draw it into a .png or .svg file" in pages["commands.md"]
    for room in ("optimizer", "vae", "predictors", "datasets"):
        package = importlib.import_module(f"tweetopt.{room}")
        missing = [each for each in package.__all__ if f"\n### {each}\n" not in pages["api.md"]]
        assert not missing


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    pytest.importorskip("mkdocs", reason="needs tweetopt[docs]")
    pytest.importorskip("material", reason="needs tweetopt[docs]")
    out = tmp_path_factory.mktemp("site")
    command = [sys.executable, "-m", "mkdocs", "build", "--strict", "--quiet", "--site-dir", out]
    built = subprocess.run(
        command,
        capture_output=True,
        text=True,
        cwd=ROOT,
        env={**os.environ, "NO_MKDOCS_2_WARNING": "1"},
        check=False,
    )
    assert built.returncode == 0, built.stderr
    return out


def test_the_site_has_a_page_for_each_document(site):
    pages = {path.stem for path in site.glob("*.html")}
    documents = {path.stem for path in DOCS.glob("*.md")}
    assert documents | {"model-card", "contributing", "changelog"} <= pages
    assert not list(site.glob("*.py"))


def test_the_site_asks_no_other_host(site):
    loads = re.compile(r"""(?:<(?:script|img|iframe|source)\b[^>]*\bsrc|<link\b[^>]*\bhref)=["']?
                       (https?://[^"'\s>]+)""", re.VERBOSE)  # fmt: skip
    for page in site.glob("*.html"):
        assert not loads.findall(page.read_text(encoding="utf-8")), page
    for style in site.rglob("*.css"):
        assert not re.findall(r"url\(['\"]?https?:", style.read_text(encoding="utf-8")), style
    for picture in (DOCS / "images").glob("*.svg"):
        drawn = re.sub(r"<!--.*?-->", "", picture.read_text(encoding="utf-8"), flags=re.DOTALL)
        assert not re.findall(r"url\(['\"]?https?:|(?:href|src)=\"https?:", drawn), picture
