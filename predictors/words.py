"""What the words themselves tell, beside the code: a linear map from hashed words and word pairs.

A code says what a text is about; which of two near words was taken, it mostly doesn't. So a head
may read the words as well, in the simplest way there is (feature hashing: Weinberger et al. 2009),
and weighs the one against the other.
"""

import re
import zlib
from collections.abc import Sequence
from itertools import pairwise

import numpy as np
import numpy.typing as npt
import torch
from jaxtyping import Float
from torch import Tensor

from tweetopt.predictors.shapes import PerText

_WORD = re.compile(r"\w+|[^\w\s]")
"""Not the words of `vae.wording.text`: bundled weights were fitted to these."""
_START, _END = "^", "$"


class WordEffects:
    """What a text's words say it will get, less what is usual.

    The sum of the weights of its different words and pairs of neighbouring words: not their mean,
    or a text would seem to gain by any word that it loses.

    Args:
        weights: By bucket, shape `(buckets,)`.
        usual: The mean over the training texts, which is taken off.
    """

    def __init__(self, weights: Float[Tensor, " buckets"], usual: float) -> None:
        self.weights = weights
        self.usual = usual

    def __call__(self, texts: Sequence[str]) -> PerText:
        """Effects on a scale, shape `(n,)`, of n masked texts; each by itself."""
        weights = self.weights.numpy()
        rows = [buckets(text, len(weights)) for text in texts]
        sums = [weights[row].sum() - self.usual for row in rows]
        return torch.tensor(sums, dtype=torch.float32)


def buckets(text: str, count: int) -> npt.NDArray[np.int64]:
    """The different buckets of a text's words and pairs of neighbouring words, in order."""
    words = _WORD.findall(text.lower())
    line = [_START, *words, _END]
    grams = {*words, *(" ".join(pair) for pair in pairwise(line))}
    return np.array(sorted({zlib.crc32(gram.encode()) % count for gram in grams}), dtype=np.int64)
