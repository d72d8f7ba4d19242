"""What options may be set to, for help and completion.

The library has the same choices beside what they mean. They stand here again because `--help`
and completion wait for neither torch nor pandas; a test keeps both the same.
"""

from typing import Literal

Preset = Literal["tiny", "small", "medium"]
OptimizerName = Literal["adamw", "muon"]
Schedule = Literal["cosine", "flat"]
Tracker = Literal["tensorboard", "wandb"]
ScaleName = Literal["log1p", "logit", "plain", "label"]
ToneMethod = Literal["words", "search"]
Rows = Literal["test", "judge", "calibration", "validation", "train", "all"]
Engine = Literal["local", "ray"]
Parser = Literal["python"]
