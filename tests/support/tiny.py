"""A small world: short texts, their likes, a model that is trained on them in seconds."""

from pathlib import Path

import numpy as np
import torch

from tweetopt.datasets.placeholders import LINK, MENTION
from tweetopt.predictors.examples import Examples
from tweetopt.predictors.head_fitting import fit_head
from tweetopt.predictors.regression import HeadCard, RegressionHead
from tweetopt.predictors.scales import Scale
from tweetopt.vae import TextAutoencoder
from tweetopt.vae.training.config import TrainingConfig
from tweetopt.vae.training.run import TrainingRun, fit_texts
from tweetopt.vae.training.sizes import ModelSizes

SUBJECTS = ("my dog", "our team", "the cat", "a friend")
VERBS = ("loves", "hates", "wants", "found")
OBJECTS = ("coffee", "the rain", "old books", "a bike")
CLAUSES = [f"{s} {v} {o}" for s in SUBJECTS for v in VERBS for o in OBJECTS]
TEXTS = CLAUSES + [f"{text} {LINK}" for text in CLAUSES[::4]]
TEXTS += [f"{MENTION} {text}" for text in CLAUSES[1::4]]


def make_model(out: Path) -> Path:
    """A folder with a tiny T5-VAE that really learned a hundred short texts."""
    training = TrainingConfig(epochs=50, batch_tokens=512, learning_rate=3e-3, warmup_steps=50)
    fit_texts(
        TEXTS * 6,  # the word list takes words that occur five times
        held_out=TEXTS,
        run=TrainingRun(out, training),
        sizes=ModelSizes(preset="tiny"),
        whole=(LINK, MENTION),
    )
    return out


def likes_of(text: str) -> float:
    """A world where coffee is popular, rain is not, and each account has its level."""
    return 100.0 * (3.0 if "coffee" in text else 0.4 if "rain" in text else 1.0)


def make_examples(autoencoder: TextAutoencoder, *, accounts: int = 30, seed: int = 0) -> Examples:
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


def make_head(autoencoder: TextAutoencoder) -> RegressionHead:
    """Tells the likes of this world."""
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


def write_mixed(path: Path, rows: int, *, searched: int) -> Path:
    """A CSV file of numbered texts for the goal likes>=90, which all but a few meet already.

    Args:
        path: Where to.
        rows: How many.
        searched: One row in so many doesn't meet the goal, and is searched for rewrites.
    """
    random = np.random.default_rng(0)
    with path.open("w", encoding="utf-8") as file:
        file.write("id,text\n")
        for number, (subject, verb) in enumerate(random.integers(0, 4, (rows, 2))):
            thing = "coffee" if number % searched else "the rain"
            file.write(f"{number},{SUBJECTS[subject]} {VERBS[verb]} {thing}\n")
    return path
