"""One text in one call, for those who want no more: `optimize`."""

from collections.abc import Sequence
from functools import cache

from tweetopt.optimizer.engine import Engine
from tweetopt.optimizer.goals import Goal, Relation
from tweetopt.optimizer.request import Request
from tweetopt.optimizer.result import OptimizationResult
from tweetopt.optimizer.rewriting.pipeline import optimize_texts
from tweetopt.optimizer.settings import Settings


def optimize(
    text: str,
    *,
    target_likes: float | None = None,
    usual_likes: float | None = None,
    keep: Sequence[str] = (),
    settings: Settings = Settings(),  # noqa: B008  # frozen
) -> OptimizationResult:
    """Rewrite a tweet by the bundled model, which is loaded once.

    For other models, properties or many texts: `Engine.load` and `optimize_texts`.

    Args:
        text: The tweet.
        target_likes: Likes wanted, at least; None for as many as wording gives.
        usual_likes: What the account's posts usually get; None for an unknown account.
        keep: Words of the text that must stay.
        settings: How to rewrite.

    Raises:
        ValueError: The text is empty or too long, a number is below 0, or a word to keep isn't in
            the text.
        ConnectionError: A writer that the settings name can't be reached.
    """
    goal = Goal("likes", Relation.MAX)
    if target_likes is not None:
        goal = Goal("likes", Relation.AT_LEAST, target_likes)
    request = Request(text, [goal], account_median=usual_likes, keep=keep)
    (result,) = optimize_texts([request], engine=_bundled(), settings=settings)
    return result


@cache
def _bundled() -> Engine:
    return Engine.load()
