"""A teacher that needs no download: latent semantic analysis of the training texts."""

import hashlib
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from sklearn.decomposition import TruncatedSVD
from sklearn.feature_extraction.text import TfidfVectorizer

from tweetopt.vae.teaching.teacher import LSA, Embeddings, ignored, shown

_SAMPLE = 200_000  # texts that are fitted on, at most
_RARE = 20_000  # texts; for each so many, a word must occur in one text more
_FEATURES = 50_000  # words and pairs of words, at most
_DIM = 256  # width of an embedding


class LsaTeacher:
    """Words and pairs of words, weighed by TF-IDF and brought to a few dimensions by an SVD.

    After Deerwester et al. 1990, Indexing by latent semantic analysis.

    Args:
        words: A fitted TF-IDF vectorizer.
        directions: What its features are projected to, shape `(dim, features)`.
        fingerprint: Of what it was fitted on.
        hidden: Strings that it isn't shown.
    """

    def __init__(
        self, words: Any, directions: Embeddings, *, fingerprint: str, hidden: Sequence[str]
    ) -> None:
        self.name = LSA
        self.dim = len(directions)
        self.fingerprint = fingerprint
        self._words = words
        self._directions = directions
        self._hidden = tuple(hidden)

    @classmethod
    def fit(
        cls, texts: Sequence[str], *, hidden: Sequence[str] = (), dim: int = _DIM, seed: int = 0
    ) -> "LsaTeacher":
        """Learn from texts, or from 200,000 of them drawn at random.

        Args:
            texts: Training texts.
            hidden: Strings that the teacher isn't shown.
            dim: Width of the embeddings; less if the texts are few.
            seed: Of the sample, and of the randomized SVD (Halko et al. 2011).

        Raises:
            ValueError: The texts hold fewer than two different words.
        """
        seen = [shown(text, hidden) for text in _sample(texts, seed)]
        words = TfidfVectorizer(
            ngram_range=(1, 2), sublinear_tf=True, max_features=_FEATURES,
            min_df=1 + len(seen) // _RARE, dtype=np.float32,
        )  # fmt: skip
        try:
            counts = words.fit_transform(seen)
        except ValueError as error:  # no words at all
            raise ValueError(_no_words(len(texts), 0)) from error
        if counts.shape[1] < 2:
            raise ValueError(_no_words(len(texts), counts.shape[1]))
        svd = TruncatedSVD(min(dim, counts.shape[1] - 1), random_state=seed)
        with np.errstate(invalid="ignore"):  # all texts alike have no variance to explain
            svd.fit(counts)
        return cls(
            words,
            svd.components_.astype(np.float32),
            fingerprint=_fingerprint(seen, f"{hidden} {dim} {seed}"),
            hidden=hidden,
        )

    def embed(
        self, texts: Sequence[str], *, on_texts: Callable[[int], None] = ignored
    ) -> Embeddings:
        """Embeddings of texts, see `Teacher.embed`; NaN where no word is known."""
        if not len(texts):
            return np.empty((0, self.dim), dtype=np.float32)
        counts = self._words.transform([shown(text, self._hidden) for text in texts])
        rows = np.asarray(counts @ self._directions.T, dtype=np.float32)
        lengths = np.linalg.norm(rows, axis=1, keepdims=True)
        lengths[lengths == 0] = np.nan
        on_texts(len(texts))
        unit: Embeddings = rows / lengths
        return unit


def _sample(texts: Sequence[str], seed: int) -> list[str]:
    if len(texts) <= _SAMPLE:
        return list(texts)
    chosen = np.random.default_rng(seed).permutation(len(texts))[:_SAMPLE]
    return [texts[row] for row in np.sort(chosen)]


def _fingerprint(texts: Sequence[str], settings: str) -> str:
    digest = hashlib.sha256(settings.encode())
    for text in texts:
        digest.update(text.encode("utf-8", "surrogatepass") + b"\0")
    return digest.hexdigest()[:16]


def _no_words(texts: int, words: int) -> str:
    return (
        f"--teacher {LSA}: expected training texts with at least 2 different words, got {words} "
        f"in {texts:,} texts; name a sentence encoder, or train on more texts"
    )
