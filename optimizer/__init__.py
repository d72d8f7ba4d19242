"""The search, and everything a user touches. `optimize_texts` is the one verb."""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tweetopt.optimizer.engine import Engine
    from tweetopt.optimizer.goals import Goal, parse_goal
    from tweetopt.optimizer.pipeline import optimize_texts
    from tweetopt.optimizer.request import Request
    from tweetopt.optimizer.result import OptimizationResult, Status
    from tweetopt.optimizer.settings import Effort, Settings

__all__ = [
    "Effort",
    "Engine",
    "Goal",
    "OptimizationResult",
    "Request",
    "Settings",
    "Status",
    "optimize_texts",
    "parse_goal",
]

_HOMES = {
    "Effort": "settings",
    "Engine": "engine",
    "Goal": "goals",
    "OptimizationResult": "result",
    "Request": "request",
    "Settings": "settings",
    "Status": "result",
    "optimize_texts": "pipeline",
    "parse_goal": "goals",
}


def __getattr__(name: str) -> Any:
    if name in _HOMES:
        return getattr(import_module(f"tweetopt.optimizer.{_HOMES[name]}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
