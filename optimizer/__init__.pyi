"""The names that the package offers; each one's module is loaded when it is asked for."""

from .engine import Engine as Engine
from .explaining.comparing import Comparison as Comparison, compare_texts as compare_texts
from .explaining.explanation import Explanation as Explanation, explain_texts as explain_texts
from .goals import Goal as Goal, parse_goal as parse_goal
from .permissions import Permission as Permission
from .request import Request as Request
from .result import OptimizationResult as OptimizationResult, Status as Status
from .rewriting.pipeline import optimize_texts as optimize_texts
from .search.base import SearchPlan as SearchPlan
from .search.objectives import PropertyGoal as PropertyGoal, StayNear as StayNear
from .settings import Effort as Effort, Settings as Settings, Style as Style
from .shortcut import optimize as optimize
from .space.interpolation import (
    Interpolation as Interpolation,
    interpolate_texts as interpolate_texts,
)
from .space.sampling import Sample as Sample, sample_texts as sample_texts
from .tone.change import ToneChange as ToneChange, change_tone as change_tone
from .tone.directions import ToneDirection as ToneDirection, learn_tone as learn_tone
from .writers.base import Brief as Brief, Draft as Draft, Proposal as Proposal, Writer as Writer
from .writers.checking import check_writer as check_writer
from .writers.registry import find_writer as find_writer
from .writers.trail import Trail as Trail
