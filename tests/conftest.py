import os
import sys
from pathlib import Path

import numpy as np
import pytest

ROOT = Path(__file__).resolve().parents[1]
# Under the root, the name "datasets" would mean our folder to every library that asks for it.
sys.path[:] = [entry for entry in sys.path if Path(entry or ".").resolve() != ROOT]
os.environ["OMP_NUM_THREADS"] = "1"

import torch  # noqa: E402

from tweetopt.datasets.entities import LINK, MENTION  # noqa: E402
from tweetopt.optimizer import Engine  # noqa: E402
from tweetopt.predictors.examples import Examples  # noqa: E402
from tweetopt.predictors.regression import HeadCard  # noqa: E402
from tweetopt.predictors.scales import Scale  # noqa: E402
from tweetopt.predictors.training import fit_head  # noqa: E402
from tweetopt.vae import TextAutoencoder  # noqa: E402
from tweetopt.vae.fitting import fit_texts  # noqa: E402
from tweetopt.vae.training import TrainingConfig  # noqa: E402

torch.set_num_threads(1)

SUBJECTS = ("my dog", "our team", "the cat", "a friend")
VERBS = ("loves", "hates", "wants", "found")
OBJECTS = ("coffee", "the rain", "old books", "a bike")
TEXTS = [f"{s} {v} {o}" for s in SUBJECTS for v in VERBS for o in OBJECTS]
TEXTS += [f"{text} {LINK}" for text in TEXTS[::4]] + [f"{MENTION} {text}" for text in TEXTS[1::4]]


def pytest_addoption(parser):
    parser.addoption("--slow", action="store_true", help="run the tests that take minutes")


def pytest_collection_modifyitems(config, items):
    if not config.getoption("--slow"):
        skip = pytest.mark.skip(reason="takes minutes; run with --slow")
        for item in items:
            if "slow" in item.keywords:
                item.add_marker(skip)


@pytest.fixture(scope="session")
def model_folder(tmp_path_factory):
    """A tiny T5-VAE that really learned a hundred short texts."""
    out = tmp_path_factory.mktemp("model") / "tiny"
    training = TrainingConfig(epochs=50, batch_tokens=1024, learning_rate=3e-3, warmup_steps=50)
    fit_texts(
        TEXTS * 6,  # the word list takes words that occur five times
        held_out=TEXTS,
        out=out,
        training=training,
        preset="tiny",
        whole=(LINK, MENTION),
    )
    return out


@pytest.fixture(scope="session")
def autoencoder(model_folder):
    return TextAutoencoder.from_pretrained(model_folder)


def likes_of(text):
    """A world where coffee is popular, rain is not, and each account has its level."""
    return 100.0 * (3.0 if "coffee" in text else 0.4 if "rain" in text else 1.0)


def make_examples(autoencoder, *, accounts=30, seed=0):
    """Texts by accounts of different fame, likes with noise."""
    random = torch.Generator().manual_seed(seed)
    rows = [(account, text) for account in range(accounts) for text in TEXTS[account % 3 :: 3]]
    fame = torch.randn(accounts, generator=random).exp()
    noise = (0.2 * torch.randn(len(rows), generator=random)).exp()
    values = torch.tensor([likes_of(text) for _, text in rows])
    owners = torch.tensor([account for account, _ in rows])
    return Examples(
        latents=autoencoder.encode([text for _, text in rows]),
        values=(values * fame[owners] * noise).round(),
        medians=(100.0 * fame[owners]).round(),
        accounts=owners,
        seconds=torch.arange(len(rows), dtype=torch.float64) * 3600,
        texts=np.array([text for _, text in rows], dtype=object),
    )


@pytest.fixture(scope="session")
def examples(autoencoder):
    """Makes the world's rows for a seed."""
    return lambda seed: make_examples(autoencoder, seed=seed)


@pytest.fixture(scope="session")
def head(autoencoder):
    card = HeadCard(
        name="likes",
        unit="likes",
        scale=Scale.LOG1P,
        latent_dim=autoencoder.latent_dim,
        n_members=3,
        fingerprint=autoencoder.fingerprint,
    )
    train = make_examples(autoencoder)
    return fit_head(
        train,
        validation=make_examples(autoencoder, seed=1),
        calibration=make_examples(autoencoder, seed=2),
        card=card,
        worded=train,
    )


@pytest.fixture(scope="session")
def engine(autoencoder, head):
    return Engine(autoencoder, {"likes": head})


@pytest.fixture(scope="session")
def head_folder(head, tmp_path_factory):
    out = tmp_path_factory.mktemp("head") / "likes"
    head.save(out)
    return out
