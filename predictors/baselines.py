"""What a head has to beat: what is usual, and the words alone, weighed by a linear model."""

import torch
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression, Ridge

from tweetopt.predictors.examples import Examples
from tweetopt.predictors.scales import Scale
from tweetopt.predictors.shapes import PerText

BASELINE_ROWS = 100_000
"""Training rows that a word baseline is fitted on, at most."""
LEAST_ROWS = 20
"""Training rows that a word baseline needs."""
_PENALTY = 10.0
"""Of the ridge on TF-IDF, whose rows have length 1."""
_RARE = 3
"""From 1,000 rows on, words and word pairs in fewer texts are left out."""


def usual_value(values: PerText, scale: Scale) -> float:
    """The median of values `(n,)`; of labels, the share of ones."""
    return float(values.mean() if scale is Scale.LABEL else values.median())


class WordBaseline:
    """A ridge, or for labels a logistic regression, on TF-IDF of words and word pairs.

    It predicts the wording effect, what a text got less its account's median, on the scale; for
    tables without medians the value itself.

    Args:
        texts: n training texts.
        values: What they got, in the property's unit, shape `(n,)`.
        medians: Their account medians in the same unit, shape `(n,)`; NaN where unknown.
        scale: The property's.

    Attributes:
        rows: How many texts it was fitted on.
        usual: What is usual among the values.
    """

    def __init__(
        self, texts: list[str], values: PerText, medians: PerText, *, scale: Scale
    ) -> None:
        self.scale = scale
        self.rows = len(texts)
        self.usual = usual_value(values, scale)
        self._words = TfidfVectorizer(
            ngram_range=(1, 2),
            sublinear_tf=True,
            min_df=_RARE if len(texts) >= 1_000 else 1,
            token_pattern=r"(?u)\b\w+\b",
        )
        counts = self._words.fit_transform(texts)
        if scale is Scale.LABEL:
            self._model = LogisticRegression(max_iter=1_000).fit(counts, values.numpy())
            return
        effects = scale.forward(values) - scale.forward(medians).nan_to_num(0.0)
        self._model = Ridge(alpha=_PENALTY, solver="sparse_cg", tol=1e-3)
        self._model.fit(counts, effects.double().numpy())

    def predict(self, examples: Examples) -> PerText:
        """Predictions on the scale, shape `(n,)`; of labels, logits of the probability of 1.

        Args:
            examples: With texts.
        """
        counts = self._words.transform(list(examples.texts))
        if self.scale is Scale.LABEL:
            return torch.from_numpy(self._model.decision_function(counts)).float()
        effects = torch.from_numpy(self._model.predict(counts)).float()
        return effects + self.scale.forward(examples.medians).nan_to_num(0.0)
