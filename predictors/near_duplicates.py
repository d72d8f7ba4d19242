"""How much of a predicted difference between nearly equal posts comes true.

The nearest that a table comes to two versions of one text: posts of one account, close in time,
that share most of their letters. What the better one got more is regressed, through 0, on what it
is predicted to get more.
"""

import numpy as np
import numpy.typing as npt
import torch
from scipy.sparse import csr_matrix
from sklearn.feature_extraction.text import TfidfVectorizer

from tweetopt.predictors.examples import Examples
from tweetopt.predictors.regression import RegressionHead
from tweetopt.predictors.scales import Scale
from tweetopt.predictors.scores import PAIR_SECONDS, Pairs

Texts = npt.NDArray[np.object_]
Seconds = npt.NDArray[np.float64]
Rows = npt.NDArray[np.int64]
_LEAST_COSINE = 0.5
"""Of groups of three letters: two posts that share most of them."""
_BLOCK = 1_000  # posts in a row that are compared with each other
_PAIRS_PER_ACCOUNT = 200
"""At most, so that no account that repeats itself decides."""
_LEAST_PAIRS = 300
"""With fewer pairs, or of fewer accounts, the slope is mostly chance."""
_LEAST_ACCOUNTS = 10


def near_pairs(rows: Examples) -> Pairs:
    """Row numbers of same-account posts within 30 days with nearly equal texts.

    The cosine of their TF-IDF over groups of three letters is at least 0.5. At most 200 pairs of an
    account, drawn with a fixed seed. Posts without a time come in the table's order.

    Args:
        rows: Texts with accounts and times, encoded or not.

    Returns:
        Shape `(2, pairs)`.
    """
    empty = np.empty((2, 0), dtype=np.int64)
    if not len(rows):
        return empty
    letters = TfidfVectorizer(analyzer="char_wb", ngram_range=(3, 3), dtype=np.float32)
    try:
        vectors = letters.fit_transform(rows.texts)
    except ValueError:  # no text has three letters
        return empty
    random = np.random.default_rng(0)
    seconds = np.nan_to_num(rows.seconds.numpy())
    found = [empty]
    for account in np.unique(rows.accounts):
        own = np.flatnonzero(rows.accounts.numpy() == account)
        own = own[np.argsort(seconds[own], kind="stable")]
        pairs = np.concatenate(
            [
                _near(vectors[block], rows.texts[block], seconds[block], block)
                for block in np.split(own, range(_BLOCK, len(own), _BLOCK))
            ],
            axis=1,
        )
        chosen = random.permutation(pairs.shape[1])[:_PAIRS_PER_ACCOUNT]
        found.append(pairs[:, chosen])
    return np.concatenate(found, axis=1)


def _near(vectors: csr_matrix, texts: Texts, seconds: Seconds, rows: Rows) -> Pairs:
    """The pairs among posts of one account, as numbers of their `rows`."""
    cosines = np.triu((vectors @ vectors.T).toarray(), 1)
    left, right = np.nonzero(cosines >= _LEAST_COSINE)
    good = (texts[left] != texts[right]) & (np.abs(seconds[left] - seconds[right]) <= PAIR_SECONDS)
    pairs: Pairs = rows[np.stack([left[good], right[good]])]
    return pairs


@torch.no_grad()
def true_share(head: RegressionHead, rows: Examples, pairs: Pairs) -> float:
    """The share of predicted differences that comes true: a slope by least squares, 0 to 1.

    Both posts of a pair are predicted with the same account median. 1 for labels, and where there
    are fewer than 300 pairs, or pairs of fewer than 10 accounts.

    Args:
        head: The head.
        rows: Encoded texts with values.
        pairs: Of their rows, as from `near_pairs`.
    """
    owners = np.unique(rows.accounts.numpy()[pairs[0]])
    few = pairs.shape[1] < _LEAST_PAIRS or len(owners) < _LEAST_ACCOUNTS
    if few or head.info.scale is Scale.LABEL:
        return 1.0
    with_words = head.for_texts(rows.texts.tolist())
    level = rows.with_one_median().medians
    predicted = with_words.mean(rows.latents, level).double().numpy()
    values = head.info.scale.forward(rows.values).double().numpy()
    left, right = pairs
    promised, came = predicted[left] - predicted[right], values[left] - values[right]
    slope = float((promised * came).sum() / (promised**2).sum())
    return min(1.0, max(0.0, slope))
