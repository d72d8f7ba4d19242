"""How much of a text is left in a rewrite."""

from collections.abc import Callable

from sacrebleu.metrics.chrf import CHRF


def similarity_to(original: str) -> Callable[[str], float]:
    """A function that gives the chrF (Popović 2015) of a text against the original, 0 to 1."""
    score = CHRF().sentence_score
    return lambda text: float(score(text, [original]).score) / 100
