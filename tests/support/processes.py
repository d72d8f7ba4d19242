"""Code in a process of its own."""

import subprocess
import sys


def run_python(code: str) -> str:
    """What code prints, run by another Python away from the checkout; it must end well."""
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, cwd="/", check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout
