import os
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
# Under the root, the name "datasets" would mean our folder to every library that asks for it.
sys.path[:] = [entry for entry in sys.path if Path(entry or ".").resolve() != ROOT]
os.environ["OMP_NUM_THREADS"] = "1"

from jaxtyping import install_import_hook  # noqa: E402

# Here the shapes that annotations name are checked.
# Not vae.config: jaxtyping takes a configuration of transformers for a dataclass.
CHECKED = (
    *("autoencoder", "bottleneck", "divergence", "geometry", "inference", "measuring", "metrics"),
    *("model", "pooling", "teaching", "text_encoder", "training"),
)
install_import_hook(
    [
        *(f"tweetopt.vae.{name}" for name in CHECKED),
        "tweetopt.predictors",
        "tweetopt.optimizer.search",
    ],
    "shape_checks.check_shapes",
)

import tiny  # noqa: E402
import torch  # noqa: E402

from tweetopt.optimizer import Engine  # noqa: E402
from tweetopt.vae import TextAutoencoder  # noqa: E402

torch.set_num_threads(1)


def pytest_addoption(parser):
    parser.addoption("--slow", action="store_true", help="run the tests that take minutes")


def pytest_collection_modifyitems(config, items):
    if not config.getoption("--slow"):
        skip = pytest.mark.skip(reason="takes minutes; run with --slow")
        for item in items:
            if "slow" in item.keywords:
                item.add_marker(skip)


@pytest.fixture(scope="session", autouse=True)
def no_accounts(tmp_path_factory):
    """Nobody's accounts: tests neither see nor change those of whoever runs them."""
    folder = tmp_path_factory.mktemp("accounts") / "none"
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TWEETOPT_ACCOUNTS", str(folder))
        yield folder


@pytest.fixture(scope="session")
def model_folder(tmp_path_factory):
    """A tiny T5-VAE that really learned a hundred short texts."""
    return tiny.make_model(tmp_path_factory.mktemp("model") / "tiny")


@pytest.fixture(scope="session")
def autoencoder(model_folder):
    """In float32 on every machine: some tests ask for the same to rounding."""
    return TextAutoencoder.from_pretrained(model_folder, bf16=False)


@pytest.fixture(scope="session")
def examples(autoencoder):
    """Makes the world's rows for a seed."""
    return lambda seed: tiny.make_examples(autoencoder, seed=seed)


@pytest.fixture(scope="session")
def head(autoencoder):
    return tiny.make_head(autoencoder)


@pytest.fixture(scope="session")
def engine(autoencoder, head):
    return Engine(autoencoder, {"likes": head})


@pytest.fixture(scope="session")
def head_folder(head, tmp_path_factory):
    out = tmp_path_factory.mktemp("head") / "likes"
    head.save(out)
    return out
