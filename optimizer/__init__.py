"""The search, and everything a user touches. `optimize_texts` is the one verb."""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tweetopt.optimizer.directions import ToneDirection, learn_tone
    from tweetopt.optimizer.engine import Engine
    from tweetopt.optimizer.goals import Goal, parse_goal
    from tweetopt.optimizer.interpolation import Interpolation, interpolate_texts
    from tweetopt.optimizer.objectives import PriorDensity, PropertyGoal, StayNear
    from tweetopt.optimizer.pipeline import optimize_texts
    from tweetopt.optimizer.request import Request
    from tweetopt.optimizer.result import OptimizationResult, Status
    from tweetopt.optimizer.sampling import Sample, sample_texts
    from tweetopt.optimizer.settings import Effort, Settings
    from tweetopt.optimizer.tone import ToneChange, change_tone
    from tweetopt.optimizer.trail import Trail

__all__ = [
    "Effort",
    "Engine",
    "Goal",
    "Interpolation",
    "OptimizationResult",
    "PriorDensity",
    "PropertyGoal",
    "Request",
    "Sample",
    "Settings",
    "Status",
    "StayNear",
    "ToneChange",
    "ToneDirection",
    "Trail",
    "change_tone",
    "interpolate_texts",
    "learn_tone",
    "optimize_texts",
    "parse_goal",
    "sample_texts",
]

_HOMES = {
    "Effort": "settings",
    "Engine": "engine",
    "Goal": "goals",
    "Interpolation": "interpolation",
    "OptimizationResult": "result",
    "PriorDensity": "objectives",
    "PropertyGoal": "objectives",
    "Request": "request",
    "Sample": "sampling",
    "Settings": "settings",
    "Status": "result",
    "StayNear": "objectives",
    "ToneChange": "tone",
    "ToneDirection": "directions",
    "Trail": "trail",
    "change_tone": "tone",
    "interpolate_texts": "interpolation",
    "learn_tone": "directions",
    "optimize_texts": "pipeline",
    "parse_goal": "goals",
    "sample_texts": "sampling",
}


def __getattr__(name: str) -> Any:
    if name in _HOMES:
        return getattr(import_module(f"tweetopt.optimizer.{_HOMES[name]}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
