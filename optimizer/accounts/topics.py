"""What posts are about: groups of like gist, named by the words that set them apart."""

import numpy as np
import numpy.typing as npt
import pandas as pd
from sklearn.cluster import KMeans
from sklearn.decomposition import TruncatedSVD
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.preprocessing import normalize

from tweetopt.predictors.examples import Examples

_POSTS_EACH = 60
"""Posts that make a topic, on average: of fewer little could be said."""
_MOST = 6  # topics
_WORDS = 3  # that name a topic
_LEAST_IN = 3  # posts that a word is in, to name a topic
_DIMENSIONS = 20  # of latent semantic analysis, where a model has no gist
_SEED = 0  # of the clusters and the decomposition

Array = npt.NDArray[np.float64]


def topics_of(examples: Examples, *, gist_dim: int) -> pd.DataFrame:
    """A column of 0 and 1 for each topic; no columns where there are too few posts.

    Args:
        examples: Encoded posts with texts.
        gist_dim: So many numbers of a code, the first ones, are its gist. A model without one has
            topics by a latent semantic analysis of the words.
    """
    count = min(_MOST, len(examples) // _POSTS_EACH)
    none = pd.DataFrame(index=range(len(examples)))
    if count < 2:
        return none
    words = TfidfVectorizer(
        stop_words="english", min_df=_LEAST_IN, sublinear_tf=True, token_pattern=r"[^\W\d_]{3,}"
    )
    try:
        weights = words.fit_transform(examples.texts)
    except ValueError:  # no word is in three posts
        return none
    if weights.shape[1] <= _DIMENSIONS:
        return none
    gists = _gists(examples, weights, gist_dim)
    labels = KMeans(count, n_init=4, random_state=_SEED).fit_predict(gists)
    names = np.array(words.get_feature_names_out())
    overall = np.asarray(weights.mean(0)).ravel()
    found: dict[str, Array] = {}
    for label in np.unique(labels):  # of posts that are all alike there are fewer groups
        apart = np.asarray(weights[labels == label].mean(0)).ravel() - overall
        name = ", ".join(names[np.argsort(-apart)[:_WORDS]])
        here = (labels == label).astype(float)
        found[f"about {name}"] = found.get(f"about {name}", 0.0) + here
    return pd.DataFrame(found)


def _gists(examples: Examples, weights: object, gist_dim: int) -> Array:
    if gist_dim:
        found: Array = examples.latents[:, :gist_dim].double().numpy()
    else:
        found = TruncatedSVD(_DIMENSIONS, random_state=_SEED).fit_transform(weights)
    directions: Array = normalize(found)
    return directions
