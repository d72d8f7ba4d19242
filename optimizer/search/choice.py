"""Which search suits a predictor."""

from tweetopt.optimizer.search.base import BestSoFar, Search, SearchPlan
from tweetopt.optimizer.search.evolution import EvolutionSearch
from tweetopt.optimizer.search.gradient import GradientSearch


def choose_search(
    plan: SearchPlan, *, differentiable: bool, seed: int = 0, rows: int = 1
) -> BestSoFar:
    """Gradient descent where the predictors have gradients, evolution where one has none.

    Args:
        plan: How long to search.
        differentiable: Whether all predictors have gradients.
        seed: Of the evolution.
        rows: As in `EvolutionSearch`.
    """
    search: Search = GradientSearch(plan.steps, plan.step_size)
    if not differentiable:
        search = EvolutionSearch(plan.generations, seed=seed, rows=rows)
    return BestSoFar(search)
