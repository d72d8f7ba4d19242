"""What reaches the screen: whole texts, in any width and any encoding."""

import io
import json
import os
import time

import pytest
from rich.console import Console
from rich.progress import Progress
from rich.text import Text

from tweetopt.optimizer.cli import main
from tweetopt.optimizer.cli.options import print_json
from tweetopt.optimizer.cli.progress import CountColumn, busy
from tweetopt.optimizer.cli.terminal import Row, never_fail_to_write, say_what_was_lost, show_rows

LONG = "So happy today! Read more at https://en.wikipedia.org/wiki/Mercury_(planet)_and_its_orbit"


def shown(text, *, width, terminal=True):
    out = io.StringIO()
    console = Console(file=out, width=width, force_terminal=terminal, color_system=None)
    rows = [Row(Text(text), ("13 → 18\n4 to 80", "1.38x"), "★")]
    show_rows(console, rows, heading="Rewrite", titles=("Likes", "Times"))
    return out.getvalue()


@pytest.mark.parametrize("width", [60, 80, 120])
def test_a_table_folds_what_is_wider_than_its_column(width):
    table = shown(LONG, width=width)
    cells = "".join(line.split("│")[2].strip() for line in table.splitlines() if "│" in line)
    assert LONG.replace(" ", "") in cells.replace(" ", "")
    assert "…" not in table


@pytest.mark.parametrize(("width", "terminal"), [(59, True), (20, True), (80, False), (500, False)])
def test_without_room_for_a_table_a_text_is_a_line(width, terminal):
    lines = shown(LONG, width=width, terminal=terminal).splitlines()
    assert lines[0] == LONG
    assert "│" not in "".join(lines)
    assert "★ Likes: 13 → 18 (4 to 80) · Times: 1.38x" in " ".join(" ".join(lines).split())


def to_a_code_page(monkeypatch):
    """Standard output as Windows' Python has it when it is redirected."""
    out = io.TextIOWrapper(io.BytesIO(), encoding="cp1252")
    monkeypatch.setattr("sys.stdout", out)
    never_fail_to_write()

    def written():
        out.flush()
        return out.buffer.getvalue().decode("cp1252")

    return written


def test_a_code_page_gets_plain_signs(monkeypatch, capsys):
    written = to_a_code_page(monkeypatch)
    show_rows(Console(), [Row(Text(LONG), ("13 → 18",), "★")], heading="Text", titles=("Likes",))
    say_what_was_lost()
    assert written().splitlines() == [LONG, "* Likes: 13 -> 18"]
    assert capsys.readouterr().err == ""


def test_what_a_code_page_lacks_is_replaced_and_said(monkeypatch, capsys):
    written = to_a_code_page(monkeypatch)
    show_rows(Console(), [Row(Text("my dog 🎉 “hates” rain"), ())], heading="Text", titles=())
    say_what_was_lost()
    assert "my dog ? “hates” rain" in written()
    error = capsys.readouterr().err
    assert error.startswith("note: 1 character that cp1252 can't hold is shown as '?'")
    say_what_was_lost()
    assert capsys.readouterr().err == ""


def test_json_loses_nothing_to_a_code_page(monkeypatch):
    written = to_a_code_page(monkeypatch)
    print_json({"text": "my dog 🎉"})
    assert json.loads(written()) == {"text": "my dog 🎉"}


def test_what_takes_longer_says_what_is_going_on(monkeypatch, capsys):
    monkeypatch.setenv("FORCE_COLOR", "1")
    with busy("Blinking"):
        pass
    assert capsys.readouterr().err == ""
    with busy("Looking for rewrites"):
        time.sleep(0.8)
    assert "Looking for rewrites ..." in capsys.readouterr().err
    monkeypatch.delenv("FORCE_COLOR")
    with busy("Looking for rewrites"):
        time.sleep(0.8)
    assert capsys.readouterr().err == ""  # no screen: a file or a pipe


def test_an_unknown_total_is_no_question_mark():
    progress = Progress(console=Console(file=io.StringIO()))
    progress.add_task("rows", total=None)
    (task,) = progress.tasks
    column = CountColumn()
    assert str(column.render(task)) == ""
    task.completed = 1200
    assert str(column.render(task)) == "1,200"
    task.total = 1500
    assert str(column.render(task)) == "1,200 of 1,500"


def test_threads_sleep_while_they_wait_but_in_trainings(monkeypatch, capsys):
    for arguments, policy in ((["train", "--help"], None), (["run", "--help"], "PASSIVE")):
        monkeypatch.setenv("OMP_WAIT_POLICY", "")  # so that what follows is undone
        monkeypatch.delenv("OMP_WAIT_POLICY")
        with pytest.raises(SystemExit):
            main(arguments)
        assert os.environ.get("OMP_WAIT_POLICY") == policy
    assert "Rewrite a tweet" in capsys.readouterr().out
