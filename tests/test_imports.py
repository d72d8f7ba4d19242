"""Who may import whom, and what `optimize --help` may not wait for."""

import ast
from pathlib import Path

import pytest
from processes import run_python

ROOT = Path(__file__).resolve().parents[1]
FORBIDDEN = {
    "datasets": {"vae", "predictors", "optimizer"},
    "vae": {"datasets", "predictors", "optimizer"},
    "predictors": {"optimizer"},
    "optimizer": set(),
}


def imported(path):
    tree = ast.parse(path.read_text(encoding="utf-8"))
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)
        elif isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)


def imported_rooms(path):
    for name in imported(path):
        if name.startswith("tweetopt."):
            yield name.split(".")[1:]


@pytest.mark.parametrize("room", FORBIDDEN)
def test_rooms_keep_their_doors(room):
    files = list((ROOT / room).rglob("*.py"))
    assert files
    for path in files:
        rooms = {parts[0] for parts in imported_rooms(path)}
        assert not rooms & FORBIDDEN[room], path


def test_the_search_knows_no_words():
    for path in (ROOT / "optimizer" / "search").glob("*.py"):
        for parts in imported_rooms(path):
            assert parts[:2] in (["optimizer", "search"], ["optimizer", "goals"]) or (
                parts[0] == "predictors"
            ), path


def test_nobody_imports_the_command_line():
    for path in (ROOT / "optimizer").rglob("*.py"):
        if "cli" not in path.parent.parts:
            assert all(parts[:2] != ["optimizer", "cli"] for parts in imported_rooms(path)), path


def test_only_its_command_imports_the_page():
    for path in (ROOT / "optimizer").rglob("*.py"):
        if path.parent.name != "ui" and path != ROOT / "optimizer" / "cli" / "ui.py":
            assert all(parts[:2] != ["optimizer", "ui"] for parts in imported_rooms(path)), path


def test_words_know_no_torch():
    modules = []
    for room in ("optimizer/words", "vae/wording"):
        files = [path for path in (ROOT / room).rglob("*.py") if path.name != "__init__.py"]
        assert files
        modules += [f"tweetopt.{room.replace('/', '.')}.{path.stem}" for path in files]
    code = f"import sys\nimport {', '.join(modules)}\nassert 'torch' not in sys.modules"
    run_python(code)


def test_tests_need_no_benchmark():
    benchmarks = {path.stem for path in (ROOT / "benchmarks").glob("*.py")}
    assert benchmarks
    for path in (ROOT / "tests").rglob("*.py"):
        assert not benchmarks & set(imported(path)), path


def loaded_by(arguments):
    """The modules that a command loads, which must end well, and what it prints."""
    printed = run_python(
        "import sys\n"
        "from tweetopt.optimizer.cli import main\n"
        f"try:\n    main({arguments!r})\n"
        "except SystemExit as end:\n    assert not end.code\n"
        "print(*sys.modules)\n"
    )
    *told, modules = printed.splitlines()
    return set(modules.split()), told


@pytest.mark.parametrize(
    "arguments",
    [
        ["--help"],
        ["run", "--help"],
        ["train", "vae", "--help"],
        ["data", "get", "--help"],
        ["interpolate", "--help"],
        ["explain", "--help"],
        ["compare", "--help"],
        ["evaluate", "vae", "--help"],
        ["sample", "--help"],
        ["tone", "apply", "--help"],
        ["ui", "--help"],
    ],
)
def test_help_imports_nothing_heavy(arguments):
    modules, told = loaded_by(arguments)
    heavy = {"torch", "transformers", "sklearn", "pandas", "numpy", "accelerate", "pooch"}
    assert not (heavy | {"matplotlib", "gradio"}) & modules
    assert told[0].startswith("Usage")


def test_a_rewrite_imports_nothing_that_it_does_not_use(model_folder, head_folder):
    arguments = ["--text", "my dog hates the rain", "--target-likes", "500", "--model",
                 str(model_folder), "--predictor", str(head_folder)]  # fmt: skip
    modules, _ = loaded_by(arguments)
    unused = {"transformers", "sklearn", "scipy", "pandas", "accelerate", "pooch"}
    assert not (unused | {"torch._dynamo", "twitter_text"}) & modules
