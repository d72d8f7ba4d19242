"""How far few posts adapt a head: empirical Bayes on top of its weights.

An account is known by n past posts with errors e_i = y_i - f(z_i, m_i) on the scale: what a post
got less what the head says, given the median of the account's other posts. They are modelled as

    e_i = b + s * d_i + u . z_i + v . w_i + noise

with d_i what the head says of the text alone, z_i its code (of a model with a gist, the gist), and
w_i its words. All four are normal around 0, which is the head as it is: a Bayesian linear
regression with its prior at the bundled weights (Efron & Morris 1975; Rasmussen & Williams 2006,
chapter 2). Their variances in units of the noise's, `AdaptationPrior`, are those that make the
errors of validation accounts likeliest. For one account the last three are multiplied by a
strength; the answers of all strengths, 0 among them, are averaged by how likely they make its
errors (Hoeting et al. 1999, "Bayesian model averaging"). So an account whose posts say nothing of
its own gets the head as it is, but for the shift b.

Errors beyond three times their middle size are cut there: a post that went viral says little about
the next one's wording.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_matrix

Array = npt.NDArray[np.float64]

STRENGTHS = (0.0, 0.25, 1.0, 4.0)
"""What the prior variances of slope, code and words are multiplied by, equally likely at first."""
_LARGEST = 3.0
"""Errors, in units of their middle size as a normal's standard deviation."""
_MIDDLE = 0.6745
"""The middle absolute value of a standard normal."""


@dataclass(frozen=True)
class AdaptationPrior:
    """Prior variances in units of the noise's, as `benchmarks/personal.py --fit-prior` finds them.

    Attributes:
        offset: Of b: one over how many posts it takes to believe half of their mean.
        slope: Of s, where d is on the head's scale.
        code: Of u . z over the account's posts, on average.
        words: Of v . w over the account's posts, on average.
    """

    offset: float = 0.18
    slope: float = 0.4
    code: float = 0.01
    words: float = 0.6


@dataclass(frozen=True)
class Evidence:
    """What is known of an account's posts, the rows of all the same n.

    Attributes:
        errors: Shape `(n,)`, on the scale.
        effects: What the head says of the texts alone, shape `(n,)`, on the scale.
        codes: Shape `(n, width)`.
        words: Counts by bucket, shape `(n, buckets)`.
    """

    errors: Array
    effects: Array
    codes: Array
    words: csr_matrix


@dataclass(frozen=True)
class Adaptation:
    """What is added to a head.

    Attributes:
        offset: b, with all that centring takes off.
        slope: s.
        code: u, shape `(width,)`.
        words: v, shape `(buckets,)`.
        strength: The mean of the strengths, by how likely they are.
        left: What is left of each error when it is predicted from the other posts, shape `(n,)`.
    """

    offset: float
    slope: float
    code: Array
    words: Array
    strength: float
    left: Array


def adapt(posts: Evidence, prior: AdaptationPrior = AdaptationPrior()) -> Adaptation:
    """Fit what is added to a head; the formulas are the module's.

    Args:
        posts: At least one.
        prior: Of the variances.
    """
    terms = _Terms.of(posts)
    errors = trimmed(posts.errors)
    values, vectors = np.linalg.eigh(terms.kernel(prior))
    fits = [_Fit.of(errors, values, vectors, prior.offset, strength) for strength in STRENGTHS]
    chance = _chances(np.array([each.log_evidence for each in fits]))
    pull = sum(
        p * strength * each.pull for p, strength, each in zip(chance, STRENGTHS, fits, strict=True)
    )
    offset = sum(p * each.offset for p, each in zip(chance, fits, strict=True))
    expected = sum(p * each.expected for p, each in zip(chance, fits, strict=True))
    slope = float(prior.slope * terms.effects @ pull)
    code = prior.code * terms.codes.T @ pull / terms.code_size
    words = (terms.words.T @ (pull - pull.mean())) * prior.words / terms.word_size
    means = slope * posts.effects.mean() + posts.codes.mean(0) @ code + terms.mean_words @ words
    return Adaptation(
        offset=float(offset - means),
        slope=slope,
        code=code,
        words=words,
        strength=float(np.dot(chance, STRENGTHS)),
        left=posts.errors - expected,
    )


def trimmed(errors: Array) -> Array:
    """Errors `(n,)` cut at three times their middle size, around their median."""
    middle = np.median(errors)
    largest = _LARGEST * np.median(np.abs(errors - middle)) / _MIDDLE
    return np.clip(errors, middle - largest, middle + largest) if largest else errors


def log_evidence(posts: Evidence, prior: AdaptationPrior) -> float:
    """How likely a prior makes an account's errors, at strength 1, up to a constant."""
    values, vectors = np.linalg.eigh(_Terms.of(posts).kernel(prior))
    return _Fit.of(trimmed(posts.errors), values, vectors, prior.offset, 1.0).log_evidence


@dataclass(frozen=True)
class _Terms:
    """Centred features of an account's posts, and their mean squared lengths."""

    effects: Array
    codes: Array
    code_size: float
    words: csr_matrix
    mean_words: Array
    word_size: float

    @classmethod
    def of(cls, posts: Evidence) -> "_Terms":
        codes = posts.codes - posts.codes.mean(0)
        mean_words = np.asarray(posts.words.mean(0), dtype=np.float64).ravel()
        lengths = np.asarray(posts.words.power(2).sum(1)).mean() - mean_words @ mean_words
        return cls(
            effects=posts.effects - posts.effects.mean(),
            codes=codes,
            code_size=_above_zero(np.square(codes).sum(1).mean()),
            words=posts.words,
            mean_words=mean_words,
            word_size=_above_zero(lengths),
        )

    def kernel(self, prior: AdaptationPrior) -> Array:
        """What the prior says of the errors' covariance, but for offset and noise: `(n, n)`."""
        products = (self.words @ self.words.T).toarray().astype(np.float64)
        products -= products.mean(0)
        products -= products.mean(1)[:, None]
        kernel: Array = prior.slope * np.outer(self.effects, self.effects)
        kernel += prior.code * self.codes @ self.codes.T / self.code_size
        kernel += prior.words * products / self.word_size
        return kernel


@dataclass(frozen=True)
class _Fit:
    """A fit with one strength.

    Attributes:
        log_evidence: Up to a constant.
        offset: Of the mean error.
        pull: The inverse covariance times the errors, shape `(n,)`.
        expected: Each error as the other posts predict it, shape `(n,)`.
    """

    log_evidence: float
    offset: float
    pull: Array
    expected: Array

    @classmethod
    def of(
        cls, errors: Array, values: Array, vectors: Array, offset: float, strength: float
    ) -> "_Fit":
        """Fit in closed form, from the eigenvalues and vectors of the centred kernel.

        What all posts share, the offset, is a direction of its own, as the kernel is centred.
        """
        n = len(errors)
        scales = 1 / (1 + strength * np.maximum(values, 0.0))
        mean, centred = errors.mean(), errors - errors.mean()
        pull = vectors @ (scales * (vectors.T @ centred))
        shared = 1 / (1 + n * offset)
        total = max(float(centred @ pull + n * mean * mean * shared), 1e-12)
        # The share of 1s in the sum over vectors has the scale 1, as its value is 0.
        diagonal = np.square(vectors) @ scales + (shared - 1) / n
        left = (pull + mean * shared) / diagonal
        evidence = -n / 2 * np.log(total / n) + np.log(scales).sum() / 2 + np.log(shared) / 2
        return cls(float(evidence), float(n * offset * mean * shared), pull, errors - left)


def _chances(log_evidence: Array) -> Array:
    chance: Array = np.exp(log_evidence - log_evidence.max())
    chance /= chance.sum()
    return chance


def _above_zero(size: float) -> float:
    return float(size) if size > 0 else 1.0
