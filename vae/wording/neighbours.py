"""Distributional neighbours: words that occur in the same contexts, learned from texts alone."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import scipy.sparse as sparse

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float32]

_LEAST = 30  # occurrences that a word's contexts are learned from, at least
_CONTEXTS = 4000  # context words: the commonest
_WIDTH = 150  # dimensions of a word's vector
_SMOOTHING = 0.75  # power of a context's frequency (Levy, Goldberg & Dagan 2015, section 3.2)
_REACH = 5  # words on either side that are a word's context
_BLOCK = 2048  # words compared with all others at a time: bounds the memory


def learn_neighbours(
    sentences: Sequence[Sequence[int]], *, words: int, count: int
) -> tuple[Ints, Floats]:
    """The nearest words of each word, by the contexts that they occur in.

    Positive pointwise mutual information with the words before and after (one and two places
    away, and three to five away without regard to the side), smoothed by the power 0.75 and
    reduced by a singular value decomposition (Levy, Goldberg & Dagan 2015), compared by cosine.

    Args:
        sentences: Numbers of words, from 0 to `words` - 1; others, as -1, are passed over.
        words: How many words there are.
        count: How many neighbours to give each.

    Returns:
        The neighbours of each word, the nearest first, and their cosines, shape
        `(words, count)` each; -1 and 0 where a word was met too seldom.
    """
    nearest = np.full((words, count), -1, dtype=np.int64)
    cosines = np.zeros((words, count), dtype=np.float32)
    gap = [-1] * _REACH
    line = np.array([number for sentence in sentences for number in (*sentence, *gap)])
    frequency = np.bincount(line[line >= 0], minlength=words) if len(line) else np.zeros(words)
    order = np.argsort(-frequency, kind="stable")
    known = order[: int((frequency >= _LEAST).sum())]
    if len(known) <= count:
        return nearest, cosines
    place = np.full(words + 1, -1)  # the last one is where -1 points
    place[known] = np.arange(len(known))
    vectors = _vectors(place[line], len(known))
    for start in range(0, len(known), _BLOCK):
        rows = slice(start, start + _BLOCK)
        likeness = vectors[rows] @ vectors.T
        likeness[np.arange(len(likeness)), np.arange(start, start + len(likeness))] = -1
        best = np.argsort(-likeness, axis=1, kind="stable")[:, :count]
        nearest[known[rows]] = known[best]
        cosines[known[rows]] = np.take_along_axis(likeness, best, axis=1)
    return nearest, cosines


def _vectors(line: Ints, words: int) -> Floats:
    """A unit vector for each word, shape `(words, width)`."""
    from sklearn.decomposition import TruncatedSVD  # heavy, and of use in training only

    def met(distance: int) -> list[sparse.csr_matrix]:
        before, after = line[:-distance], line[distance:]
        return [_counts(before, after, words), _counts(after, before, words)]

    far = sum(matrix for distance in range(3, _REACH + 1) for matrix in met(distance))
    contexts = sparse.hstack([_information(each) for each in (*met(1), *met(2), far)]).tocsr()
    width = min(_WIDTH, words - 1)
    vectors = TruncatedSVD(width, n_iter=3, random_state=0).fit_transform(contexts)
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    unit: Floats = (vectors / np.maximum(lengths, 1e-9)).astype(np.float32)
    return unit


def _counts(words: Ints, contexts: Ints, size: int) -> sparse.csr_matrix:
    real = (words >= 0) & (contexts >= 0) & (contexts < _CONTEXTS)
    ones = np.ones(int(real.sum()), dtype=np.float32)
    shape = (size, min(size, _CONTEXTS))
    return sparse.coo_matrix((ones, (words[real], contexts[real])), shape=shape).tocsr()


def _information(counts: sparse.csr_matrix) -> sparse.csr_matrix:
    """Positive pointwise mutual information of counts."""
    pairs = counts.tocoo()
    total = pairs.data.sum()
    of_words = np.bincount(pairs.row, pairs.data, counts.shape[0])
    of_contexts = np.bincount(pairs.col, pairs.data, counts.shape[1]) ** _SMOOTHING
    of_contexts *= total / max(of_contexts.sum(), 1e-9)
    value = np.log(pairs.data * total / (of_words[pairs.row] * of_contexts[pairs.col]))
    good = value > 0
    places = (pairs.row[good], pairs.col[good])
    return sparse.coo_matrix((value[good], places), shape=counts.shape).tocsr()
