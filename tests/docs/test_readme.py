"""The README: short, and its Python does what it says."""

import re
from pathlib import Path
from typing import Any

import pytest

README = Path(__file__).resolve().parents[2] / "README.md"


def test_it_is_short():
    assert len(README.read_text(encoding="utf-8").splitlines()) <= 120


def test_its_python_rewrites_a_tweet(capsys):
    (block,) = re.findall(r"```python\n(.*?)```", README.read_text(encoding="utf-8"), re.DOTALL)
    names: dict[str, Any] = {}
    exec(block, names)
    out = capsys.readouterr().out
    assert names["result"].message in out
    assert all(version.text in out for version in names["result"].candidates)


def test_what_isn_t_said_is_as_many_as_wording_gives():
    from tweetopt.optimizer import Effort, Settings, Status, optimize

    draft = Settings(effort=Effort.DRAFT)
    met = optimize("Our bakery is open on Sundays now", target_likes=1, settings=draft)
    assert met.status is Status.ALREADY_THERE
    with pytest.raises(ValueError, match="usual likes: expected a number of at least 0"):
        optimize("Our bakery is open", usual_likes=-1)
