"""The small world of the tests (tests/support/tiny.py), as much of it as benchmarks need."""

import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from transformers.utils.logging import disable_progress_bar

from tweetopt.vae import TextAutoencoder

sys.path.append(str(Path(__file__).resolve().parents[1] / "tests" / "support"))

from tiny import CLAUSES, likes_of, make_head, make_model, write_mixed

__all__ = ["likes_of", "make_both", "sentences", "write_mixed"]


def make_both(folder: Path) -> tuple[Path, Path]:
    """The folders of a model and of its head."""
    disable_progress_bar()
    model, head = make_model(folder / "model"), folder / "head"
    make_head(TextAutoencoder.from_pretrained(model)).save(head)
    return model, head


def sentences(count: int) -> Iterator[str]:
    """Texts of one to three clauses, many of them distinct."""
    random = np.random.default_rng(0)
    for many in random.integers(1, 4, count):
        yield ", ".join(CLAUSES[number] for number in random.integers(0, len(CLAUSES), many))
