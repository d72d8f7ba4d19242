"""Whether a paraphrase is nearer to a text than nearly the same words with another meaning."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from sacrebleu.metrics.chrf import CHRF

from tweetopt.vae.autoencoder import TextAutoencoder
from tweetopt.vae.teaching.teacher import Teacher

Array = npt.NDArray[np.float64]
_TIE = 1e-6  # difference of cosines that is rounding: then neither text is nearer


@dataclass(frozen=True)
class Triple:
    """A text with what should be near to it and what should not.

    Attributes:
        kind: What is another in `other`, such as "negation".
        text: The text.
        paraphrase: The same meaning in other words.
        other: Nearly the same words with another meaning.
    """

    kind: str
    text: str
    paraphrase: str
    other: str


@dataclass(frozen=True)
class NearerShares:
    """Share of triples whose paraphrase is nearer to the text than `other` is; 0 to 1.

    Attributes:
        overall: Of all triples.
        by_kind: Of those of each kind.
    """

    overall: float
    by_kind: Mapping[str, float]


@dataclass(frozen=True)
class TripleReport:
    """Who finds paraphrases nearer, on the same triples.

    Attributes:
        triples: How many were measured, by kind.
        left_out: How many were not: a text is too long for the model, or has nothing to embed.
        knows_meaning: Whether the model has a readout of meaning.
        nearer: By who judges: "model" (where it knows meaning), "teacher" (where there is one)
            and "chrF", the likeness of characters (Popović 2015).
    """

    triples: Mapping[str, int]
    left_out: int
    knows_meaning: bool
    nearer: Mapping[str, NearerShares]


def measure_triples(
    triples: Sequence[Triple], *, autoencoder: TextAutoencoder, teacher: Teacher | None = None
) -> TripleReport:
    """Ask a model, its teacher and chrF which text of each triple is the nearer one.

    Args:
        triples: Of masked texts, none of them empty.
        autoencoder: The model; one that doesn't know meaning is left out.
        teacher: Whose embeddings stand beside the model's.

    Raises:
        ValueError: No triple can be measured.
    """
    margins = {"chrF": chrf_margins(triples)}
    if teacher:
        margins = {"teacher": vector_margins(triples, teacher.embed), **margins}
    if autoencoder.knows_meaning:
        model = vector_margins(triples, lambda texts: _meanings(autoencoder, texts))
        margins = {"model": model, **margins}
    measured = np.isfinite(list(margins.values())).all(0)
    if not measured.any():
        raise ValueError(
            f"triples: expected texts that fit the model and have words, got none in "
            f"{len(triples)}; use shorter texts"
        )
    kinds = np.array([triple.kind for triple in triples])[measured]
    return TripleReport(
        triples={kind: int((kinds == kind).sum()) for kind in dict.fromkeys(kinds.tolist())},
        left_out=int((~measured).sum()),
        knows_meaning=autoencoder.knows_meaning,
        nearer={name: nearer_shares(kinds, each[measured]) for name, each in margins.items()},
    )


def vector_margins(
    triples: Sequence[Triple], embed: Callable[[Sequence[str]], npt.NDArray[np.floating]]
) -> Array:
    """How much nearer each paraphrase is than `other`, by vectors.

    Args:
        triples: n triples.
        embed: From m texts to unit vectors, shape `(m, dim)`; NaN for what it can't embed.

    Returns:
        Shape `(n,)`: the cosine of paraphrase and text less that of other and text; NaN where one
        of the three can't be embedded.
    """
    texts, paraphrases, others = (
        embed(each).astype(np.float64)
        for each in (
            [triple.text for triple in triples],
            [triple.paraphrase for triple in triples],
            [triple.other for triple in triples],
        )
    )
    margins: Array = (texts * (paraphrases - others)).sum(1)
    return margins


def chrf_margins(triples: Sequence[Triple]) -> Array:
    """How much nearer each paraphrase is than `other`, by chrF, 0 to 1; shape `(n,)`."""
    score = CHRF().sentence_score
    margins = [
        score(each.paraphrase, [each.text]).score - score(each.other, [each.text]).score
        for each in triples
    ]
    return np.array(margins, dtype=np.float64) / 100


def nearer_shares(kinds: npt.NDArray[np.str_], margins: Array) -> NearerShares:
    """How many margins are positive, in all and by kind; equally near is not nearer.

    Args:
        kinds: Of n triples, shape `(n,)`.
        margins: Theirs, shape `(n,)`.
    """
    nearer = margins > _TIE
    by_kind = {kind: float(nearer[kinds == kind].mean()) for kind in dict.fromkeys(kinds.tolist())}
    return NearerShares(float(nearer.mean()), by_kind)


def _meanings(autoencoder: TextAutoencoder, texts: Sequence[str]) -> Array:
    """What a model says that texts mean, unit vectors; NaN for those that are too long."""
    fits = np.array(autoencoder.fits(texts), dtype=np.bool_)
    short = [text for text, fit in zip(texts, fits, strict=True) if fit]
    if not short:
        return np.full((len(texts), 1), np.nan)
    read = autoencoder.meaning(autoencoder.encode(short)).double().numpy()
    rows = np.full((len(texts), read.shape[1]), np.nan)
    rows[fits] = read
    return rows
