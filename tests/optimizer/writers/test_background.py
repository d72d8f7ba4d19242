import subprocess
import sys
import threading
from collections.abc import Callable

import pytest

from tweetopt.optimizer.writers.background import in_background


def test_answers_come_in_order_and_errors_where_they_are_asked_for():
    def fails():
        raise ValueError("no")

    first, second, third = in_background([lambda: 1, fails, lambda: 3], at_once=2)
    assert (first.result(), third.result()) == (1, 3)
    with pytest.raises(ValueError, match="no"):
        second.result()


def test_what_is_cancelled_never_starts():
    go, started = threading.Event(), []
    jobs: list[Callable[[], object]] = [go.wait, lambda: started.append(1)]
    first, second = in_background(jobs, at_once=1)
    assert second.cancel()
    go.set()
    assert first.result()
    assert not started


def test_leaving_waits_for_nobody():
    code = (
        "import time\nfrom tweetopt.optimizer.writers.background import in_background\n"
        "in_background([lambda: time.sleep(600)], at_once=1)\n"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False, timeout=100).returncode == 0
