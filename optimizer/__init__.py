"""The search, and everything a user touches. `optimize_texts` is the one verb."""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tweetopt.optimizer.engine import Engine
    from tweetopt.optimizer.explaining.comparing import Comparison, compare_texts
    from tweetopt.optimizer.explaining.explanation import Explanation, explain_texts
    from tweetopt.optimizer.goals import Goal, parse_goal
    from tweetopt.optimizer.permissions import Permission
    from tweetopt.optimizer.request import Request
    from tweetopt.optimizer.result import OptimizationResult, Status
    from tweetopt.optimizer.rewriting.pipeline import optimize_texts
    from tweetopt.optimizer.search.base import SearchPlan
    from tweetopt.optimizer.search.objectives import PropertyGoal, StayNear
    from tweetopt.optimizer.settings import Effort, Settings, Style
    from tweetopt.optimizer.space.interpolation import Interpolation, interpolate_texts
    from tweetopt.optimizer.space.sampling import Sample, sample_texts
    from tweetopt.optimizer.tone.change import ToneChange, change_tone
    from tweetopt.optimizer.tone.directions import ToneDirection, learn_tone
    from tweetopt.optimizer.writers.base import Brief, Draft, Proposal, Writer
    from tweetopt.optimizer.writers.checking import check_writer
    from tweetopt.optimizer.writers.registry import find_writer
    from tweetopt.optimizer.writers.trail import Trail

__all__ = [
    "Brief",
    "Comparison",
    "Draft",
    "Effort",
    "Engine",
    "Explanation",
    "Goal",
    "Interpolation",
    "OptimizationResult",
    "Permission",
    "PropertyGoal",
    "Proposal",
    "Request",
    "Sample",
    "SearchPlan",
    "Settings",
    "Status",
    "StayNear",
    "Style",
    "ToneChange",
    "ToneDirection",
    "Trail",
    "Writer",
    "change_tone",
    "check_writer",
    "compare_texts",
    "explain_texts",
    "find_writer",
    "interpolate_texts",
    "learn_tone",
    "optimize_texts",
    "parse_goal",
    "sample_texts",
]

_HOMES = {
    "Brief": "writers.base",
    "Comparison": "explaining.comparing",
    "Draft": "writers.base",
    "Effort": "settings",
    "Engine": "engine",
    "Explanation": "explaining.explanation",
    "Goal": "goals",
    "Interpolation": "space.interpolation",
    "OptimizationResult": "result",
    "Permission": "permissions",
    "PropertyGoal": "search.objectives",
    "Proposal": "writers.base",
    "Request": "request",
    "Sample": "space.sampling",
    "SearchPlan": "search.base",
    "Settings": "settings",
    "Status": "result",
    "StayNear": "search.objectives",
    "Style": "settings",
    "ToneChange": "tone.change",
    "ToneDirection": "tone.directions",
    "Trail": "writers.trail",
    "Writer": "writers.base",
    "change_tone": "tone.change",
    "check_writer": "writers.checking",
    "compare_texts": "explaining.comparing",
    "explain_texts": "explaining.explanation",
    "find_writer": "writers.registry",
    "interpolate_texts": "space.interpolation",
    "learn_tone": "tone.directions",
    "optimize_texts": "rewriting.pipeline",
    "parse_goal": "goals",
    "sample_texts": "space.sampling",
}


def __getattr__(name: str) -> Any:
    if name in _HOMES:
        return getattr(import_module(f"tweetopt.optimizer.{_HOMES[name]}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
