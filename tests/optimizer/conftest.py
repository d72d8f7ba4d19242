import pytest

from tweetopt.optimizer.cli import main


@pytest.fixture
def optimize(capsys, model_folder, head_folder):
    """Runs a command with the tiny model and head; gives exit code, stdout and stderr."""

    def call(*arguments, bundled=False):
        defaults = []
        if not bundled:
            defaults = ["--model", str(model_folder)]
            headless = arguments[0] == "train" or arguments[:2] == ("evaluate", "vae")
            if not headless and "--predictor" not in arguments:
                defaults += ["--predictor", str(head_folder)]
        with pytest.raises(SystemExit) as end:
            main([*map(str, arguments), *defaults])
        return end.value.code or 0, *capsys.readouterr()

    return call
