"""Shell completion, as the shells themselves ask for it."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

PROGRAM = Path(sys.executable).with_name("optimize")

pytestmark = pytest.mark.skipif(not PROGRAM.exists(), reason="needs the installed command")


def run(*command, **settings):
    done = subprocess.run(
        command,
        capture_output=True,
        text=True,
        env={**os.environ, "PATH": f"{PROGRAM.parent}:{os.environ['PATH']}", **settings},
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.mark.parametrize(
    ("words", "found"),
    [
        (["optimize", "ev"], {"evaluate"}),
        (["optimize", "evaluate", "v"], {"vae"}),
        (["optimize", "evaluate", "vae", "--pl"], {"--plot"}),
        (["optimize", "--targ"], {"--target-likes"}),
        (["optimize", "--he"], {"--help"}),
        (["optimize", "--text", "hello", "--targ"], {"--target-likes"}),
        (["optimize", "nothing-like-this"], set()),
        (["optimize", "run", "--effort", ""], {"draft", "normal", "high"}),
        (["optimize", "train", "vae", "--preset", "t"], {"tiny"}),
        (["optimize", "evaluate", "vae", "--split", "t"], {"test", "train"}),
    ],
)
def test_bash_completes(words, found):
    bash = shutil.which("bash")
    if bash is None:
        pytest.skip("needs bash")
    script = (
        'eval "$(_OPTIMIZE_COMPLETE=source_bash optimize)"\n'
        'COMP_WORDS=("$@") COMP_CWORD=$(($# - 1))\n'
        "_optimize_completion optimize\n"
        'printf "%s\\n" "${COMPREPLY[@]}"\n'
    )
    assert set(run(bash, "-c", script, "bash", *words).split()) == found


def test_it_installs_itself_for_the_shell_that_asks(tmp_path):
    bash = shutil.which("bash")
    if bash is None:
        pytest.skip("needs bash")
    # Not the last command, so that bash stays and can be recognised.
    told = run(bash, "-c", "optimize --install-completion; true", HOME=str(tmp_path))
    assert "bash completion installed" in told
    (file,) = (tmp_path / ".bash_completions").iterdir()
    assert str(file) in (tmp_path / ".bashrc").read_text()
    script = f'source "{file}"; complete -p optimize'
    assert "_optimize_completion" in run(bash, "-c", script)


@pytest.mark.parametrize("shell", ["zsh", "fish", "powershell", "pwsh"])
def test_other_shells_get_a_script(shell):
    assert "optimize" in run(str(PROGRAM), _OPTIMIZE_COMPLETE=f"source_{shell}")
