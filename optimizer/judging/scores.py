"""What an evaluation of the search measured."""

from dataclasses import dataclass, field

from tweetopt.optimizer.judging.transfer import Transfer


@dataclass(frozen=True)
class Judged:
    """What one judge says of a method's texts.

    Attributes:
        right: Share of the rewritten texts that moved toward the goal; NaN for none.
        ratio: Median ratio of all texts' judged property to their originals'.
        error: Mean distance to the goal, on the property's scale.
    """

    right: float
    ratio: float
    error: float


@dataclass(frozen=True)
class MethodScores:
    """All texts with one goal, by one method.

    Attributes:
        method: The name of a search, "copy" or the name of a baseline.
        factor: The goal as a multiple of the text's prediction.
        texts: How many.
        rewritten: Share for which there is a rewrite of chrF 0.6 or more that the predictor
            puts nearer to the goal.
        predicted_ratio: Median ratio that the guiding predictor sees, which flatters.
        judged: By judge.
        similarity: Mean chrF to the original, 0 to 1.
        self_bleu: Mean sentence BLEU to the original, 0 to 100.
        fluency: Mean change in nats a token of the decoder's likelihood without a code,
            over the rewritten texts; NaN for none.
        kept: Share with links, mentions and length kept.
        seconds: Mean time a text.
    """

    method: str
    factor: float
    texts: int
    rewritten: float
    predicted_ratio: float
    judged: dict[str, Judged]
    similarity: float
    self_bleu: float
    fluency: float
    kept: float
    seconds: float


@dataclass(frozen=True)
class Uplift:
    """How far a method moves all texts toward one goal, keeping so much of them.

    Attributes:
        method: As in `MethodScores`.
        factor: The goal.
        floor: Least chrF of a rewrite to its original.
        similarity: Mean chrF of what was chosen.
        moves: Mean judged move toward the goal by judge, on the property's scale.
    """

    method: str
    factor: float
    floor: float
    similarity: float
    moves: dict[str, float]


@dataclass(frozen=True)
class Lead:
    """How far ahead of a baseline that keeps as much a search is, paired over the texts.

    Attributes:
        method: The search.
        factor: The goal.
        floor: Least chrF of the search's rewrites to their originals.
        similarity: Mean chrF of what the search chose.
        baseline: Against whom. Its least chrF is the lowest at which it keeps as much on average.
        baseline_similarity: Mean chrF of what the baseline chose.
        judge: Who judges.
        mean: Mean lead in the judged move toward the goal, on the property's scale.
        low: Lower end of its 95% interval (bootstrap).
        high: Upper end.
    """

    method: str
    factor: float
    floor: float
    similarity: float
    baseline: str
    baseline_similarity: float
    judge: str
    mean: float
    low: float
    high: float


@dataclass(frozen=True)
class OptimizerReport:
    """What `evaluate_optimizer` measured.

    Attributes:
        scores: A line for each goal and method.
        uplifts: What each method moves at each least similarity, a line for each goal.
        leads: Both searches against each baseline that keeps as much.
        statuses: How the search ended, by goal.
        transfer: By goal, what is left of the gains that the search promises at its codes.
        unreachable_right: By goal, share of the goals called out of reach whose best rewrite
            the first judge, too, sees short of it; NaN where none was.
    """

    scores: list[MethodScores] = field(default_factory=list)
    uplifts: list[Uplift] = field(default_factory=list)
    leads: list[Lead] = field(default_factory=list)
    statuses: dict[float, dict[str, int]] = field(default_factory=dict)
    transfer: dict[float, list[Transfer]] = field(default_factory=dict)
    unreachable_right: dict[float, float] = field(default_factory=dict)
